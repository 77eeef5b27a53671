//! The database in use, whichever it is.

use std::sync::Arc;

use diesel_postgres::PostgresStore;
use diesel_sqlite::SqliteStore;
use domain::{
    kernel::Fresh,
    ports::{RepoResult, Store},
};
use secrecy::ExposeSecret;

use crate::config::{Config, DatabaseTarget};

/// The database in use.
#[derive(Clone)]
pub enum Database {
    /// PostgreSQL.
    Postgres(PostgresStore),
    /// SQLite.
    Sqlite(SqliteStore),
}

impl Database {
    /// Opens what the configuration names.
    pub fn open(config: &Config, fresh: Fresh) -> RepoResult<Self> {
        match config.database_target() {
            DatabaseTarget::Postgres { url } => {
                let url = url.expose_secret().to_owned();
                let (pool_size, workers) = (config.database.pool_size, config.server.worker_count());
                let settings = diesel_postgres::Settings { url, pool_size, workers };
                Ok(Self::Postgres(PostgresStore::new(&settings, fresh)?))
            }
            DatabaseTarget::Sqlite { file } => {
                let settings = diesel_sqlite::Settings { file, readers: config.database.sqlite_readers };
                Ok(Self::Sqlite(SqliteStore::new(&settings, fresh)?))
            }
        }
    }
    /// As the domain's port.
    pub fn store(&self) -> Arc<dyn Store> {
        match self {
            Self::Postgres(store) => Arc::new(store.clone()),
            Self::Sqlite(store) => Arc::new(store.clone()),
        }
    }
    /// Applies missing migrations.
    pub async fn migrate(&self) -> RepoResult<usize> {
        match self {
            Self::Postgres(store) => store.migrate().await,
            Self::Sqlite(store) => store.migrate().await,
        }
    }
    /// Counts missing migrations.
    pub async fn pending_migrations(&self) -> RepoResult<usize> {
        match self {
            Self::Postgres(store) => store.pending_migrations().await,
            Self::Sqlite(store) => store.pending_migrations().await,
        }
    }
    /// Statements sent so far.
    pub fn statements(&self) -> u64 {
        match self {
            Self::Postgres(store) => store.statements(),
            Self::Sqlite(store) => store.statements(),
        }
    }
    /// Connections in use and open.
    pub fn pool_in_use_and_open(&self) -> (usize, usize) {
        match self {
            Self::Postgres(store) => store.pool_in_use_and_open(),
            Self::Sqlite(store) => store.pool_in_use_and_open(),
        }
    }
    /// Whether this process is the whole installation.
    pub const fn serves_one_process(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
    /// Closes the pools.
    pub fn close(&self) {
        match self {
            Self::Postgres(store) => store.close(),
            Self::Sqlite(store) => store.close(),
        }
    }
}
