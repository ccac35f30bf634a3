//! `hospice-capacity verify`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, block_on, open};
use crate::app::clock::Clock;
use crate::app::verify::{Failure as Fault, Note, Verified, verify, verify_in};
use crate::domain::calendar::write_moment;
use crate::store::OpenError;
use crate::store::file::{FileError, Version, inspect};

/// Work everything out again that can be, and name the first revision that does not fit: one that was changed,
/// taken away or put in otherwise than by this program
#[derive(Args)]
pub(super) struct Job {
    /// A backup to verify, in the place of the register that `DATABASE_URL` names
    #[arg(value_name = "FILE")]
    backup: Option<PathBuf>,
    /// Write a note of the register to a new file, to be kept elsewhere
    #[arg(long, value_name = "NOTE")]
    note: Option<PathBuf>,
    /// Also see that the register begins with all that it had when this note was written
    #[arg(long, value_name = "NOTE")]
    noted: Option<PathBuf>,
}

pub(super) fn run(job: &Job) -> Result<(), Failure> {
    let noted = job.noted.as_deref().map(read_note).transpose()?;
    let since = noted.as_ref().map(|note| {
        let moment = write_moment(note.moment);
        format!(
            "all that was noted at {moment} is there (fingerprint {})",
            note.fingerprint()
        )
    });
    let now = Clock::system().now();
    let verified = match &job.backup {
        Some(file) => verify_file(file, noted)?,
        None => block_on(verify(&open(false)?, noted))?,
    };
    if let Some(file) = &job.note {
        write_note(file, &Note::new(&verified, now))?;
    }
    println!("{}", summary(&verified));
    if let Some(since) = since {
        println!("{since}");
    }
    Ok(())
}

/// What is said of a register that fits.
pub(super) fn summary(verified: &Verified) -> String {
    format!(
        "houses {}, revisions {}, fingerprint {}",
        verified.chains.len(),
        verified.revisions(),
        verified.fingerprint()
    )
}

/// Why a file is not what it should be.
pub(super) enum Unfit {
    File(FileError),
    Register(Fault),
    Closed(OpenError),
    /// It is of an older version, which cannot be verified before it is brought to this one.
    Older,
}

impl From<FileError> for Unfit {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<crate::store::Error> for Unfit {
    fn from(error: crate::store::Error) -> Self {
        Self::Register(error.into())
    }
}

impl Unfit {
    pub(super) fn of(self, file: &Path) -> Failure {
        let file = file.display();
        Failure(vec![match self {
            Self::File(error) => format!("{file}: {error}"),
            Self::Register(fault) => format!("{file}: {fault}"),
            Self::Closed(error) => format!("{file}: {error}"),
            Self::Older => format!(
                "{file}: it is of an older version, and can be verified once it was restored or migrated"
            ),
        }])
    }
}

/// Verifies the register in a file that nobody uses, and changes nothing of it.
pub(super) fn verify_copy(file: &Path, noted: Option<Note>) -> Result<Verified, Unfit> {
    inspect(file, |connection, version| match version {
        Version::Same => verify_in(connection, noted).map_err(Unfit::Register),
        Version::Older => Err(Unfit::Older),
    })
}

fn verify_file(file: &Path, noted: Option<Note>) -> Result<Verified, Failure> {
    verify_copy(file, noted).map_err(|unfit| unfit.of(file))
}

fn read_note(file: &Path) -> Result<Note, Failure> {
    let told = |reason: String| Failure(vec![format!("the note {}: {reason}", file.display())]);
    let text = fs::read_to_string(file).map_err(|error| told(error.to_string()))?;
    Note::read(&text).map_err(|fault| told(fault.to_string()))
}

fn write_note(file: &Path, note: &Note) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = fs::File::create_new(file).and_then(|mut new| {
        new.write_all(note.write().as_bytes())?;
        new.sync_all()
    });
    written.map_err(|error| {
        Failure(vec![format!(
            "the note {} cannot be written: {error}",
            file.display()
        )])
    })
}
