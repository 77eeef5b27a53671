//! The story of the storage port on PostgreSQL.

use std::sync::Arc;

use diesel_async::{AsyncConnection, RunQueryDsl};
use diesel_postgres::{PostgresStore, Settings};
use domain::kernel::Fresh;
use testkit::{TestClock, TestRng, contract::store_contract};

#[tokio::test(flavor = "multi_thread")]
async fn postgres_keeps_the_promises_of_the_store() {
    let server = std::env::var("LIFELINE_TEST_DATABASE_URL").expect("scripts/test.sh names a PostgreSQL server");
    let (root, _) = server.rsplit_once('/').unwrap();
    let name = format!("lifeline_store_{}", std::process::id());
    let mut admin = diesel_async::AsyncPgConnection::establish(&server).await.unwrap();
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).await.unwrap();
    let fresh = Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::distinct()));
    let settings = Settings { url: format!("{root}/{name}"), pool_size: 8, workers: 0 };
    let store = PostgresStore::new(&settings, fresh.clone()).unwrap();
    assert!(store.pending_migrations().await.unwrap() > 0);
    let (one, two) = tokio::join!(store.migrate(), store.migrate());
    assert!(one.unwrap() == 0 || two.unwrap() == 0, "one of two servers migrates");
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    store_contract(Arc::new(store.clone()), &fresh).await;
    store.close();
    diesel::sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut admin).await.unwrap();
}
