//! A database per test: a copy of a migrated template.

use std::{
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use diesel_postgres::PostgresStore;
use diesel_sqlite::SqliteStore;
use domain::kernel::Fresh;
use testkit::{TestClock, TestRng};
use tokio_postgres::SimpleQueryMessage;

pub(crate) const SERVER: &str = "LIFELINE_TEST_DATABASE_URL";

/// A database that is gone when this is dropped (the server's, when its server is).
pub enum TestDatabase {
    /// A file in the test's folder.
    Sqlite(PathBuf),
    /// A database on the server.
    Postgres(String),
}

impl TestDatabase {
    /// A migrated, empty database.
    pub async fn create(folder: &Path) -> Self {
        match std::env::var(SERVER) {
            Ok(server) => Self::Postgres(copy_on_server(&server).await),
            Err(_) => Self::Sqlite(copy_file(folder).await),
        }
    }
    /// Its address as the configuration takes it.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite:{}", file.display()),
            Self::Postgres(url) => url.clone(),
        }
    }
    /// What the server answers to this query; none from a file.
    pub async fn rows(&self, query: &str) -> Option<Vec<Vec<Option<String>>>> {
        let Self::Postgres(url) = self else { return None };
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("the server");
        tokio::spawn(connection);
        let row = |message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
            }
            _ => None,
        };
        Some(client.simple_query(query).await.expect("an answer").into_iter().filter_map(row).collect())
    }
}

fn fresh() -> Fresh {
    Fresh::new(std::sync::Arc::new(TestClock::default()), std::sync::Arc::new(TestRng::distinct()))
}

/// Names the template after what the migrations say, so that a changed one is not taken for it.
fn fingerprint(engine: &str) -> String {
    let mut hasher = DefaultHasher::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(engine);
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).expect("migrations").map(|entry| entry.expect("a folder").path()).collect();
    folders.sort();
    for folder in folders {
        std::fs::read_to_string(folder.join("up.sql")).expect("a migration").hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// Holds a lock between test processes while the template is made.
fn template_lock(name: &str) -> File {
    let lock = File::create(std::env::temp_dir().join(format!("{name}.lock"))).expect("a lock file");
    lock.lock().expect("the lock");
    lock
}

async fn copy_file(folder: &Path) -> PathBuf {
    let name = format!("lifeline-template-{}.db", fingerprint("sqlite"));
    let template = std::env::temp_dir().join(&name);
    {
        let _lock = template_lock(&name);
        if !template.exists() {
            let unfinished = template.with_extension("unfinished");
            drop(std::fs::remove_file(&unfinished));
            let settings = diesel_sqlite::Settings { file: unfinished.clone(), readers: 1 };
            let store = SqliteStore::new(&settings, fresh()).expect("a store");
            store.migrate().await.expect("migrations");
            store.close();
            std::fs::rename(unfinished, &template).expect("a template");
        }
    }
    let copy = folder.join("lifeline.db");
    std::fs::copy(template, &copy).expect("a copy");
    copy
}

async fn copy_on_server(server: &str) -> String {
    let template = format!("lifeline_template_{}", fingerprint("postgres"));
    let (root, _) = server.rsplit_once('/').expect("a database in the address");
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await.expect("the server");
    tokio::spawn(connection);
    {
        let _lock = template_lock(&template);
        let known = client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&template]).await.expect("a query");
        if known.is_empty() {
            let unfinished = format!("{template}_unfinished");
            for statement in [format!("DROP DATABASE IF EXISTS {unfinished}"), format!("CREATE DATABASE {unfinished}")]
            {
                client.execute(&statement, &[]).await.expect("a database");
            }
            let settings = diesel_postgres::Settings { url: format!("{root}/{unfinished}"), pool_size: 1, workers: 0 };
            PostgresStore::new(&settings, fresh()).expect("a store").migrate().await.expect("migrations");
            let rename = format!("ALTER DATABASE {unfinished} RENAME TO {template}");
            for _ in 0..50 {
                if client.execute(&rename, &[]).await.is_ok() {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
    }
    let copy = format!("lifeline_{}", crate::people::unique());
    client.execute(&format!("CREATE DATABASE {copy} TEMPLATE {template}"), &[]).await.expect("a copy");
    format!("{root}/{copy}")
}
