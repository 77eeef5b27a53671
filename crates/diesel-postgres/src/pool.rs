//! The connection pool, migrations and the store.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, RunQueryDsl,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool::Pool},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use domain::{
    kernel::Fresh,
    ports::{RepoError, RepoResult, Session, Store, UnitOfWork},
};
use futures_util::FutureExt;

use crate::{
    backend::{Conn, Pooled},
    error::failed,
    meter::Meter,
    migrations,
    session::DbSession,
};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
/// Any number will do, as long as every server asks for the same lock while it migrates.
const MIGRATION_LOCK: i64 = 0x4c49_4645_4c49_4e45;

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `postgres://user:password@host:port/name`.
    pub url: String,
    /// Connections at most.
    pub pool_size: usize,
}

/// Storage in PostgreSQL.
#[derive(Clone)]
pub struct PostgresStore {
    pool: Pool<Conn>,
    url: String,
    fresh: Fresh,
    statements: Arc<AtomicU64>,
}

impl PostgresStore {
    /// Prepares the pool; connections are made when they are needed, and served by the runtime that calls this.
    pub fn new(settings: &Settings, fresh: Fresh) -> RepoResult<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let (runtime, counter) = (tokio::runtime::Handle::current(), statements.clone());
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |url| {
            let (url, runtime, counter) = (url.to_owned(), runtime.clone(), counter.clone());
            async move { connect(&url, &runtime, counter).await }.boxed()
        });
        let manager = AsyncDieselConnectionManager::<Conn>::new_with_config(&settings.url, config);
        let pool = Pool::builder(manager)
            .max_size(settings.pool_size)
            .runtime(deadpool::Runtime::Tokio1)
            .wait_timeout(Some(std::time::Duration::from_secs(5)))
            .create_timeout(Some(std::time::Duration::from_secs(5)))
            .build()
            .map_err(|error| RepoError::Unavailable(Box::new(error)))?;
        Ok(Self { pool, url: settings.url.clone(), fresh, statements })
    }

    /// Applies the migrations that are missing, under a lock of the database. Answers how many it applied.
    pub async fn migrate(&self) -> RepoResult<usize> {
        migrations::on_own_runtime(self.url.clone(), async |url| {
            let mut conn = Conn::establish(&url).await.map_err(unreachable)?;
            let lock = format!("SELECT pg_advisory_lock({MIGRATION_LOCK})");
            diesel::sql_query(lock).execute(&mut conn).await.map_err(failed)?;
            // The lock goes with the connection.
            let mut harness = AsyncMigrationHarness::new(conn);
            Ok(harness.run_pending_migrations(MIGRATIONS).map_err(RepoError::Unavailable)?.len())
        })
        .await
    }

    /// How many migrations are missing.
    pub async fn pending_migrations(&self) -> RepoResult<usize> {
        migrations::on_own_runtime(self.url.clone(), async |url| {
            let mut harness = AsyncMigrationHarness::new(Conn::establish(&url).await.map_err(unreachable)?);
            Ok(harness.pending_migrations(MIGRATIONS).map_err(RepoError::Unavailable)?.len())
        })
        .await
    }

    /// Statements sent so far.
    pub fn statements(&self) -> u64 {
        AtomicU64::load(&self.statements, Ordering::Relaxed)
    }

    /// Connections in use and open.
    pub fn pool_in_use_and_open(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size.saturating_sub(status.available), status.size)
    }

    /// Closes the pool.
    pub fn close(&self) {
        self.pool.close();
    }

    async fn connection(&self) -> RepoResult<Pooled> {
        self.pool.get().await.map_err(|error| RepoError::Unavailable(Box::new(error)))
    }
}

fn unreachable(error: ConnectionError) -> RepoError {
    RepoError::Unavailable(Box::new(error))
}

/// The connection's traffic is driven by the main runtime, so that it outlives the worker thread that asked first.
async fn connect(url: &str, runtime: &tokio::runtime::Handle, counter: Arc<AtomicU64>) -> ConnectionResult<Conn> {
    let failed = |error: tokio_postgres::Error| ConnectionError::BadConnection(error.to_string());
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.map_err(failed)?;
    runtime.spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a database connection ended");
        }
    });
    let mut conn = Conn::try_from(client).await?;
    conn.set_instrumentation(Meter::new(counter));
    Ok(conn)
}

#[async_trait]
impl Store for PostgresStore {
    async fn read(&self) -> RepoResult<Box<dyn Session>> {
        Ok(Box::new(DbSession::reading(self.connection().await?, self.fresh.clone())))
    }
    async fn begin(&self) -> RepoResult<Box<dyn UnitOfWork>> {
        Ok(Box::new(DbSession::writing(self.connection().await?, self.fresh.clone()).await?))
    }
    async fn unaudited(&self) -> RepoResult<Box<dyn Session>> {
        Ok(Box::new(DbSession::reading(self.connection().await?, self.fresh.clone())))
    }
    async fn check(&self) -> RepoResult<()> {
        diesel::sql_query("SELECT 1").execute(&mut self.connection().await?).await.map_err(failed)?;
        Ok(())
    }
}
