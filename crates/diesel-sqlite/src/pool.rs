//! One writer, several readers on one file; migrations; the store.

use std::{
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, deadpool::Pool},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use domain::{
    audit::Bookkeeping,
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

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// WAL lets readers go on while one writes; FULL makes an acknowledged write survive a power loss.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";

/// Where the database is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file; made when it is missing.
    pub file: PathBuf,
    /// Connections that read at most; one more writes.
    pub readers: usize,
}

/// Storage in one SQLite file.
#[derive(Clone)]
pub struct SqliteStore {
    readers: Pool<Conn>,
    writer: Pool<Conn>,
    url: String,
    fresh: Fresh,
    statements: Arc<AtomicU64>,
}

impl SqliteStore {
    /// Prepares the pools; the file is opened when it is needed. Where it is missing it is made for this account alone.
    pub fn new(settings: &Settings, fresh: Fresh) -> RepoResult<Self> {
        let url = settings.file.to_str().map(str::to_owned);
        let url = url.ok_or_else(|| RepoError::Unavailable("the database's path is not valid Unicode".into()))?;
        make_private(&settings.file).map_err(|error| RepoError::Unavailable(Box::new(error)))?;
        let statements = Arc::new(AtomicU64::new(0));
        Ok(Self {
            readers: pool(&url, settings.readers, &statements)?,
            writer: pool(&url, 1, &statements)?,
            url,
            fresh,
            statements,
        })
    }

    /// Applies the migrations that are missing. Answers how many it applied.
    pub async fn migrate(&self) -> RepoResult<usize> {
        migrations::on_own_runtime(self.url.clone(), async |url| {
            let mut harness = AsyncMigrationHarness::new(unpooled(&url).await?);
            Ok(harness.run_pending_migrations(MIGRATIONS).map_err(RepoError::Unavailable)?.len())
        })
        .await
    }

    /// How many migrations are missing.
    pub async fn pending_migrations(&self) -> RepoResult<usize> {
        migrations::on_own_runtime(self.url.clone(), async |url| {
            let mut harness = AsyncMigrationHarness::new(unpooled(&url).await?);
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
        let (readers, writer) = (self.readers.status(), self.writer.status());
        let open = readers.size + writer.size;
        (open.saturating_sub(readers.available + writer.available), open)
    }

    /// Closes the pools.
    pub fn close(&self) {
        self.readers.close();
        self.writer.close();
    }
}

/// SQLite gives its `-wal` and `-shm` files the mode of the file.
fn make_private(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

async fn unpooled(url: &str) -> RepoResult<Conn> {
    open(url, Arc::default()).await.map_err(|error| RepoError::Unavailable(Box::new(error)))
}

fn pool(url: &str, size: usize, statements: &Arc<AtomicU64>) -> RepoResult<Pool<Conn>> {
    let counter = statements.clone();
    let mut config = ManagerConfig::default();
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |url| {
        let (url, counter) = (url.to_owned(), counter.clone());
        async move { open(&url, counter).await }.boxed()
    });
    Pool::builder(AsyncDieselConnectionManager::<Conn>::new_with_config(url, config))
        .max_size(size)
        .runtime(deadpool::Runtime::Tokio1)
        .wait_timeout(Some(Duration::from_secs(10)))
        .build()
        .map_err(|error| RepoError::Unavailable(Box::new(error)))
}

async fn open(url: &str, counter: Arc<AtomicU64>) -> ConnectionResult<Conn> {
    let mut conn = Conn::establish(url).await?;
    conn.batch_execute(PRAGMAS).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    conn.set_instrumentation(Meter::new(counter));
    Ok(conn)
}

async fn borrow(pool: &Pool<Conn>) -> RepoResult<Pooled> {
    pool.get().await.map_err(|error| RepoError::Unavailable(Box::new(error)))
}

#[async_trait]
impl Store for SqliteStore {
    async fn read(&self) -> RepoResult<Box<dyn Session>> {
        Ok(Box::new(DbSession::reading(borrow(&self.readers).await?, self.fresh.clone())))
    }
    async fn begin(&self) -> RepoResult<Box<dyn UnitOfWork>> {
        Ok(Box::new(DbSession::writing(borrow(&self.writer).await?, self.fresh.clone()).await?))
    }
    async fn unaudited(&self) -> RepoResult<Box<dyn Session>> {
        Ok(Box::new(DbSession::reading(borrow(&self.writer).await?, self.fresh.clone())))
    }
    async fn begin_bookkeeping(&self) -> RepoResult<Box<dyn Bookkeeping>> {
        Ok(Box::new(DbSession::writing(borrow(&self.writer).await?, self.fresh.clone()).await?))
    }
    async fn check(&self) -> RepoResult<()> {
        diesel::sql_query("SELECT 1").execute(&mut borrow(&self.readers).await?).await.map_err(failed)?;
        Ok(())
    }
}
