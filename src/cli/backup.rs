//! `hospice-capacity backup`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::verify::{Unfit, summary, verify_copy};
use super::{Failure, config};
use crate::app::verify::Failure as Fault;
use crate::store::Address;
use crate::store::file::copy_into;

/// A file beside the one that is to be made, readable by its owner alone. It is gone when it is dropped; what
/// a killed process leaves of it is named `.hospice-capacity-*.partial`.
pub(super) fn beside(file: &Path) -> Result<NamedTempFile, Failure> {
    let folder = folder(file);
    tempfile::Builder::new()
        .prefix(".hospice-capacity-")
        .suffix(".partial")
        .tempfile_in(&folder)
        .map_err(|error| {
            let folder = folder.display();
            Failure(vec![format!(
                "no file can be made in the folder {folder}: {error}"
            )])
        })
}

pub(super) fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes what is known of a folder's files durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Failure> {
    Ok(File::open(folder)?.sync_all()?)
}

pub(super) fn run(file: &Path) -> Result<(), Failure> {
    let from = match config()?.database {
        Address::Sqlite(from) => from,
        Address::Postgres(_) => {
            return Err(Failure(vec![
                "a register on PostgreSQL is copied with PostgreSQL's own command: \
                 pg_dump --format=custom --file=FILE \"$DATABASE_URL\" (docs/backup.md)"
                    .to_owned(),
            ]));
        }
    };
    if fs::symlink_metadata(file).is_ok() {
        return Err(exists(file));
    }
    if !from.exists() {
        let address = Address::Sqlite(from);
        return Err(Failure(vec![format!(
            "{address} does not exist; there is nothing to back up"
        )]));
    }
    let copy = beside(file)?;
    copy_into(&from, copy.path()).map_err(|error| Unfit::File(error).of(&from))?;
    copy.as_file().sync_all()?;
    let verified = verify_copy(copy.path(), None);
    if let Err(unfit @ (Unfit::File(_) | Unfit::Closed(_) | Unfit::Register(Fault::Failed(_)))) = verified {
        return Err(unfit.of(file));
    }
    let size = copy.as_file().metadata()?.len();
    copy.persist_noclobber(file).map_err(|error| {
        if error.error.kind() == std::io::ErrorKind::AlreadyExists {
            exists(file)
        } else {
            error.error.into()
        }
    })?;
    sync_folder(&folder(file))?;
    let said = match verified {
        Ok(verified) => summary(&verified),
        Err(Unfit::Older) => "of an older version, not verified".to_owned(),
        // A register that somebody meddled with is worth keeping all the more; but not in silence.
        Err(unfit) => {
            let Failure(mut sentences) = unfit.of(file);
            sentences.push(format!(
                "{} was written all the same, {size} bytes",
                file.display()
            ));
            return Err(Failure(sentences));
        }
    };
    println!("{}: {size} bytes, {said}", file.display());
    Ok(())
}

fn exists(file: &Path) -> Failure {
    let file = file.display();
    Failure(vec![format!(
        "{file} exists; a backup never replaces another file"
    )])
}
