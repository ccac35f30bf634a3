//! Bringing a database to this program's version; safe when several processes start at once.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The advisory lock under which a register of a `PostgreSQL` database is migrated. A database may hold
/// several registers, each in a schema of its own.
const MIGRATION_LOCK: &str =
    "SELECT pg_advisory_xact_lock(hashtextextended('migrations of ' || current_schema(), 0))";

type Failure = Box<dyn std::error::Error + Send + Sync>;

pub(super) fn bring_up_sqlite(connection: &mut SqliteConnection) -> Result<Vec<String>, Failure> {
    connection.immediate_transaction(run_pending)
}

pub(super) fn bring_up_postgres(connection: &mut PgConnection) -> Result<Vec<String>, Failure> {
    connection.transaction(|connection| {
        connection.batch_execute(MIGRATION_LOCK)?;
        run_pending(connection)
    })
}

/// The versions of all migrations of this program.
pub(super) fn known() -> Result<Vec<String>, Failure> {
    let migrations = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&MIGRATIONS)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect())
}

fn run_pending<D: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<D>,
) -> Result<Vec<String>, Failure> {
    let versions = connection.run_pending_migrations(MIGRATIONS)?;
    Ok(versions.iter().map(ToString::to_string).collect())
}

/// Undoes all migrations: the test that each can be undone and done again.
pub(super) fn take_down<D: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<D>,
) -> Result<(), Failure> {
    connection.revert_all_migrations(MIGRATIONS)?;
    Ok(())
}
