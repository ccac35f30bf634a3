//! `hospice-capacity restore`.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::backup::{beside, folder, sync_folder};
use super::verify::{Unfit, summary};
use super::{Failure, block_on, config};
use crate::app::App;
use crate::app::clock::Clock;
use crate::app::verify::{Verified, verify};
use crate::config::Config;
use crate::store::file::{FileError, damage, fold, inspect};
use crate::store::{Address, Connection, Limits, Store};

pub(super) fn run(file: &Path) -> Result<(), Failure> {
    let config = config()?;
    let Address::Sqlite(to) = &config.database else {
        return Err(Failure(vec![
            "a register on PostgreSQL is restored with PostgreSQL's own command, into an empty database: \
             pg_restore --no-owner --exit-on-error --dbname=\"$DATABASE_URL\" FILE (docs/backup.md)"
                .to_owned(),
        ]));
    };
    if is_taken(to) {
        return Err(Failure(vec![format!(
            "{} exists; a register is only restored where there is none (move it away first, with {}-wal)",
            config.database,
            to.display()
        )]));
    }
    let damage = |connection: &mut Connection, _| match damage(connection)? {
        Some(damage) => Err(Unfit::File(FileError::Damaged(damage))),
        None => Ok(()),
    };
    inspect(file, damage).map_err(|unfit| unfit.of(file))?;
    let copy = beside(to)?;
    io::copy(&mut File::open(file)?, &mut copy.as_file())?;
    // What it is called is not seen before it is whole, of this version and verified.
    let restored = bring_up(&config, copy.path()).map_err(|unfit| unfit.of(file))?;
    fold(copy.path()).map_err(|error| Unfit::File(error).of(file))?;
    copy.as_file().sync_all()?;
    if is_taken(to) {
        return Err(Failure(vec![format!("{} was made meanwhile", config.database)]));
    }
    copy.persist(to).map_err(|error| error.error)?;
    sync_folder(&folder(to))?;
    println!("{}: restored, {}", to.display(), summary(&restored));
    Ok(())
}

/// Is there a file with anything in it, or what another left of itself?
fn is_taken(place: &Path) -> bool {
    let mut log = place.as_os_str().to_owned();
    log.push("-wal");
    let has_content = |path: &Path| fs::metadata(path).is_ok_and(|file| file.len() > 0);
    has_content(place) || has_content(Path::new(&log))
}

fn bring_up(config: &Config, copy: &Path) -> Result<Verified, Unfit> {
    let limits = Limits {
        connections: 1,
        patience: Duration::from_secs(30),
        deadline: Duration::from_hours(24),
    };
    let store = Store::open(&Address::Sqlite(copy.to_owned()), false, limits).map_err(Unfit::Closed)?;
    let app = App::new(store, config.register, Clock::system(), |_| ());
    block_on(verify(&app, None)).map_err(Unfit::Register)
}
