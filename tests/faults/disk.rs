//! A disk that is full.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tempfile::TempDir;

use crate::check::find_faults;
use crate::harness::{Database, Process};
use crate::load::{Failure, Key, Record, Told};
use crate::site::{Site, day, wait_for};
use crate::{alone, seed};

/// How long the disk may take to be full, and to be written again. A busy machine is no fault.
const PATIENCE: Duration = Duration::from_mins(1);

/// Writes until the disk is full, sees that reads go on, makes room, and sees that writes do too.
fn hold_through(name: &str, site: &Site, make_room: impl FnOnce()) {
    let mut record = Record::default();
    let days = record.write_until(site, &site.client(), (0, seed()), |record| {
        wait_for(PATIENCE, "a full disk", || {
            (record.failed.load(Ordering::SeqCst) > 200).then_some(())
        });
        let done = record.done.load(Ordering::SeqCst);
        for path in [
            "/v1/availability",
            "/readyz",
            &format!("{}/revisions", day("de-linde", site.today)),
        ] {
            site.get(path).expect(200);
        }
        println!("{name}: {done} writes were done when the disk was full");
        make_room();
        wait_for(PATIENCE, "writes again", || {
            (record.done.load(Ordering::SeqCst) > done + 200).then_some(())
        });
    });
    for write in record.writes() {
        let is_told = matches!(
            write.told,
            Told::Done(_) | Told::Refused | Told::Unknown(Failure::ComeAgain)
        );
        assert!(is_told && write.took < Duration::from_secs(2), "{write:?}");
    }
    println!(
        "{name}: {} writes, of which {} failed",
        record.writes().count(),
        record.failed.load(Ordering::SeqCst)
    );
    assert_eq!(find_faults(site, &record, &days), [""; 0]);
    let all: Vec<Key> = record.by_day.keys().copied().collect();
    assert_eq!(all, days);
    let sound = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
    assert_eq!(site.database.number(sound), 1);
}

#[test]
fn on_sqlite_a_file_that_may_not_grow_loses_nothing_and_is_written_again_when_it_may() {
    let _alone = alone();
    let serve = |database: &Database| Process::serve_within(database, 3000);
    let mut site = Site::start_by(Database::file(), serve);
    let id = site.process.id().to_string();
    if Command::new("prlimit").arg("--version").output().is_ok() {
        hold_through("limited", &site, || {
            let lift = Command::new("prlimit")
                .args(["--pid", &id, "--fsize=unlimited:unlimited"])
                .status();
            assert!(lift.is_ok_and(|status| status.success()), "the limit stays");
        });
    } else {
        println!("No prlimit (util-linux) here: the limit is not lifted while the server runs.");
        let mut record = Record::default();
        let days = record.write_until(&site, &site.client(), (0, seed()), |record| {
            wait_for(PATIENCE, "a full disk", || {
                (record.failed.load(Ordering::SeqCst) > 200).then_some(())
            });
        });
        site.restart();
        assert_eq!(find_faults(&site, &record, &days), [""; 0]);
    }
}

/// A small file system in memory, gone when it is dropped.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// Nothing where we may not mount one.
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let size = format!("size={size}");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output();
        mount
            .is_ok_and(|output| output.status.success())
            .then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whoever still has a file open there keeps it until they end.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[test]
fn on_sqlite_a_full_disk_loses_nothing_and_is_written_again_when_there_is_room() {
    let _alone = alone();
    let Some(disk) = SmallDisk::mount("24m") else {
        println!("No file system may be mounted here: not tried.");
        return;
    };
    let file = disk.path().join("register.db");
    let site = Site::start(Database::at(format!("sqlite://{}", file.display())));
    let ballast = disk.path().join("ballast");
    fs::write(&ballast, vec![0; 21_500_000]).expect("room for ballast");
    hold_through("full", &site, || {
        fs::remove_file(&ballast).expect("ballast to throw off");
    });
}
