//! The story of the storage port on SQLite.

use std::sync::Arc;

use diesel_sqlite::{Settings, SqliteStore};
use domain::kernel::Fresh;
use testkit::{TestClock, TestRng, contract::store_contract};

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_keeps_the_promises_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::distinct()));
    let settings = Settings { file: folder.path().join("store.db"), readers: 4 };
    let store = SqliteStore::new(&settings, fresh.clone()).unwrap();
    assert!(store.pending_migrations().await.unwrap() > 0);
    store.migrate().await.unwrap();
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    store_contract(Arc::new(store), &fresh).await;
}
