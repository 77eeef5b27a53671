//! The connection pool, migrations and the store.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection,
    pooled_connection::{ManagerConfig, RecyclingMethod},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use domain::{
    audit::Bookkeeping,
    kernel::Fresh,
    ports::{RepoError, RepoResult, Session, Store, UnitOfWork},
};
use futures_util::FutureExt;
use tokio::runtime::Handle;

use crate::{
    address::Address, backend::Conn, error::failed, meter::Meter, migrations, pools::Pools, session::DbSession,
};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
/// Any number will do, as long as every server asks for the same lock while it migrates.
const MIGRATION_LOCK: i64 = 0x4c49_4645_4c49_4e45;

/// A prepared statement is planned once. Left to itself the server plans its first five runs on every connection anew, which
/// for a join of many tables takes a hundred times as long as the query.
const PLAN_ONCE: &str = "SET plan_cache_mode = force_generic_plan";

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `postgres://user:password@host:port/name`, with `?sslmode=…` as PostgreSQL's own clients take it.
    pub url: String,
    /// Connections at most.
    pub pool_size: usize,
    /// Threads that each run a runtime of their own, as the HTTP server's workers do. Where there are connections enough,
    /// each of them has its share, so that a statement and its answer never change threads.
    pub workers: usize,
}

/// Storage in PostgreSQL.
#[derive(Clone)]
pub struct PostgresStore {
    pools: Arc<Pools>,
    address: Arc<Address>,
    fresh: Fresh,
    statements: Arc<AtomicU64>,
}

impl PostgresStore {
    /// Prepares the pools; connections are made when they are needed.
    pub fn new(settings: &Settings, fresh: Fresh) -> RepoResult<Self> {
        let address = Address::read(&settings.url).map_err(|error| RepoError::Unavailable(Box::new(error)))?;
        let address = Arc::new(address);
        let statements = Arc::new(AtomicU64::new(0));
        let (counter, place) = (statements.clone(), address.clone());
        let configure = move |runtime: Handle| {
            let (counter, place) = (counter.clone(), place.clone());
            let mut config = ManagerConfig::default();
            config.recycling_method = RecyclingMethod::Fast;
            config.custom_setup = Box::new(move |_| {
                let (place, runtime, counter) = (place.clone(), runtime.clone(), counter.clone());
                async move { connect(&place, &runtime, counter).await }.boxed()
            });
            config
        };
        let pools = Pools::new(&settings.url, settings.pool_size, settings.workers, Box::new(configure))?;
        Ok(Self { pools: Arc::new(pools), address, fresh, statements })
    }

    /// Applies the migrations that are missing, under a lock of the database. Answers how many it applied.
    pub async fn migrate(&self) -> RepoResult<usize> {
        migrations::on_own_runtime(self.address.clone(), async |address| {
            let mut conn = connect_here(&address).await?;
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
        migrations::on_own_runtime(self.address.clone(), async |address| {
            let mut harness = AsyncMigrationHarness::new(connect_here(&address).await?);
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
        self.pools.in_use_and_open()
    }

    /// Closes the pools.
    pub fn close(&self) {
        self.pools.close();
    }
}

fn unreachable(error: ConnectionError) -> RepoError {
    RepoError::Unavailable(Box::new(error))
}

/// A connection that is driven by the runtime that asks for it.
async fn connect_here(address: &Address) -> RepoResult<Conn> {
    let (client, connection) = address.connect().await.map_err(unreachable)?;
    Conn::try_from_client_and_connection(client, connection).await.map_err(unreachable)
}

/// The connection's traffic is driven by `runtime`.
async fn connect(address: &Address, runtime: &Handle, counter: Arc<AtomicU64>) -> ConnectionResult<Conn> {
    let (client, connection) = address.connect().await?;
    runtime.spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a database connection ended");
        }
    });
    let mut conn = Conn::try_from(client).await?;
    conn.batch_execute(PLAN_ONCE).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    conn.set_instrumentation(Meter::new(counter));
    Ok(conn)
}

#[async_trait]
impl Store for PostgresStore {
    async fn read(&self) -> RepoResult<Box<dyn Session>> {
        Ok(Box::new(DbSession::reading(self.pools.connection().await?, self.fresh.clone())))
    }
    async fn begin(&self) -> RepoResult<Box<dyn UnitOfWork>> {
        Ok(Box::new(DbSession::writing(self.pools.connection().await?, self.fresh.clone()).await?))
    }
    async fn unaudited(&self) -> RepoResult<Box<dyn Session>> {
        Ok(Box::new(DbSession::reading(self.pools.connection().await?, self.fresh.clone())))
    }
    async fn begin_bookkeeping(&self) -> RepoResult<Box<dyn Bookkeeping>> {
        Ok(Box::new(DbSession::writing(self.pools.connection().await?, self.fresh.clone()).await?))
    }
    async fn check(&self) -> RepoResult<()> {
        diesel::sql_query("SELECT 1").execute(&mut self.pools.connection().await?).await.map_err(failed)?;
        Ok(())
    }
}
