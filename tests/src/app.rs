use std::{collections::BTreeMap, net::TcpListener, ops::Deref, path::PathBuf, sync::Arc, time::Duration};

use actix_web::dev::ServerHandle;
use chrono::TimeDelta;
use domain::ports::LanguageModel;
use http_actix::{
    cli::{prepare, stop},
    config::{Config, Overrides},
    server::listen,
    wire::{Ports, Wired, wire},
};
use tempfile::TempDir;
use testkit::{TestClock, TestRng};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{Client, Proxy, database::TestDatabase};

/// A running server with nothing in it and a clock that the test moves: on SQLite with everything embedded, or on PostgreSQL
/// and Redis.
pub struct TestApp {
    /// The wired application, to look behind the HTTP surface.
    pub wired: Wired,
    /// Its clock.
    pub clock: TestClock,
    client: Client,
    server: ServerHandle,
    environment: BTreeMap<String, String>,
    database: Arc<TestDatabase>,
    folder: Arc<TempDir>,
}

/// Choices of a test that needs another server than the usual one.
#[derive(Default)]
pub struct Builder {
    environment: BTreeMap<String, String>,
    model: Option<Arc<dyn LanguageModel>>,
    wire: Option<Proxy>,
}

impl Builder {
    /// Sets a configuration variable, by the name that an operator would use.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }
    /// Answers as this model does.
    #[must_use]
    pub fn with_model(mut self, model: Arc<dyn LanguageModel>) -> Self {
        self.model = Some(model);
        self
    }
    /// Reaches its database through this.
    #[must_use]
    pub fn behind(mut self, wire: &Proxy) -> Self {
        self.wire = Some(wire.clone());
        self
    }
    /// Starts it.
    pub async fn start(self) -> TestApp {
        let folder = tempfile::tempdir().expect("a folder");
        let database = TestDatabase::create(folder.path()).await;
        let mut environment = BTreeMap::from([
            ("DATABASE_URL".to_owned(), self.wire.map_or(database.url(), |wire| wire.before(&database.url()))),
            ("JWT_ALGORITHM".to_owned(), "HS256".to_owned()),
            ("JWT_SECRET_KEY".to_owned(), "a secret of tests, long enough for HS256".to_owned()),
            ("LIFELINE__AUTH__BCRYPT_COST".to_owned(), "4".to_owned()),
            ("LIFELINE__SERVER__SHUTDOWN_SECONDS".to_owned(), "1".to_owned()),
            ("LIFELINE__LIMITS__ENABLED".to_owned(), "false".to_owned()),
            ("DB_POOL_SIZE".to_owned(), "8".to_owned()),
        ]);
        environment.extend(crate::shared::redis());
        environment.extend(self.environment);
        let (database, folder) = (Arc::new(database), Arc::new(folder));
        TestApp::on(environment, database, folder, TestClock::default(), self.model).await
    }
}

impl TestApp {
    /// The usual server.
    pub async fn start() -> Self {
        Self::builder().start().await
    }
    /// A server with choices.
    pub fn builder() -> Builder {
        Builder::default()
    }
    async fn on(
        environment: BTreeMap<String, String>,
        database: Arc<TestDatabase>,
        folder: Arc<TempDir>,
        clock: TestClock,
        model: Option<Arc<dyn LanguageModel>>,
    ) -> Self {
        crate::log::keep();
        let overrides = Overrides { port: Some(0), data_dir: Some(PathBuf::from(folder.path())), config_file: None };
        let config = Config::from_sources(&environment, None, &overrides).expect("a configuration");
        // Reads are written when a test asks for it, and not while another one counts statements.
        let reads_wait = Duration::from_hours(1);
        let (clock_port, rng) = (Arc::new(clock.clone()), Arc::new(TestRng::distinct()));
        let ports = Ports { clock: clock_port, rng, model, reads_wait, console: None };
        let wired = wire(config, ports).await.expect("a wired application");
        prepare(&wired).await.expect("a migrated database");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let listening = listen(&wired, listener, 1).expect("a server");
        let client = Client::new(format!("http://{}", listening.address));
        tokio::spawn(listening.server);
        Self { wired, clock, client, server: listening.handle, environment, database, folder }
    }
    /// Stops the server and starts another one on the same folder, database and clock. Tokens stay good.
    pub async fn restarted(self) -> Self {
        self.server.stop(true).await;
        self.settled().await;
        self.wired.database.close();
        let (database, folder) = (self.database.clone(), self.folder.clone());
        Self::on(self.environment.clone(), database, folder, self.clock.clone(), None).await
    }
    /// The server's data folder.
    pub(crate) fn data_folder(&self) -> &std::path::Path {
        self.folder.path()
    }
    /// Where the database is.
    pub(crate) fn database_url(&self) -> String {
        self.database.url()
    }
    /// Files on their way into the store on the disk.
    pub fn unfinished_uploads(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("files/.incoming")).expect("the place of unfinished files").count()
    }
    /// A client that is not signed in.
    pub fn anonymous(&self) -> Client {
        self.client.clone()
    }
    /// Moves the server's clock forward.
    pub fn wait(&self, time: TimeDelta) {
        self.clock.advance(time);
    }
    /// Stops the server as SIGTERM does.
    pub async fn stop(&self) {
        stop(&self.wired, &self.server).await;
    }
    /// Waits until the reads of clinical data that were answered so far are in the log.
    pub async fn settled(&self) {
        self.wired.core.accesses.flush().await;
    }
    /// Runs every job that is due now, and answers how many there were.
    pub async fn run_jobs(&self) -> usize {
        self.wired.runner().drain().await.expect("jobs")
    }
    /// Runs jobs in the background until the answer is dropped.
    pub fn start_jobs(&self) -> DropGuard {
        let stop = CancellationToken::new();
        tokio::spawn(self.wired.runner().run(stop.clone()));
        stop.drop_guard()
    }
    /// What PostgreSQL answers to this query; none where the test runs on SQLite.
    pub async fn queried(&self, query: &str) -> Option<Vec<Vec<Option<String>>>> {
        self.database.rows(query).await
    }
    /// Statements sent to the database while `work` ran; nothing else may run meanwhile.
    pub async fn statements_during<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        self.settled().await;
        let before = self.wired.database.statements();
        let done = work.await;
        (done, self.wired.database.statements() - before)
    }
}

impl Deref for TestApp {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // Where the runtime ends first, the server's task is dropped; that too closes the listener and ends the threads.
        let stopping = self.server.stop(false);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(stopping);
        }
        self.wired.database.close();
    }
}
