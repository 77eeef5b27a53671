//! One stored row that cannot be read does not keep a list from being shown.

use std::sync::Arc;

use diesel_async::{AsyncConnection, RunQueryDsl};
use diesel_sqlite::{Settings, SqliteStore, backend::Conn};
use domain::{
    hospitals::{Hospital, HospitalFilter, HospitalScope},
    kernel::{AuditEntry, Fresh, PageRequest},
    ports::Store,
};
use testkit::{TestClock, TestRng};

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_one_unreadable_row_is_left_out_and_pages_go_on_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::distinct()));
    let file = folder.path().join("rows.db");
    let store = SqliteStore::new(&Settings { file: file.clone(), readers: 1 }, fresh.clone()).unwrap();
    store.migrate().await.unwrap();
    let mut work = store.begin().await.unwrap();
    for name in ["First", "Broken", "Last"] {
        let hospital = Hospital::new(fresh.id(), name.into(), "UTC".into(), fresh.now());
        work.hospitals().insert(&hospital).await.unwrap();
    }
    work.commit(AuditEntry::system("hospital.add")).await.unwrap();
    let mut conn = Conn::establish(file.to_str().unwrap()).await.unwrap();
    let broken = "UPDATE hospitals SET specialities = '\"not a list\"' WHERE name = 'Broken'";
    assert_eq!(diesel::sql_query(broken).execute(&mut conn).await.unwrap(), 1);

    let mut names = Vec::new();
    let mut request = PageRequest::first(1);
    for _ in 0..3 {
        let mut session = store.read().await.unwrap();
        let page = session.hospitals().list(HospitalScope::All, &HospitalFilter::default(), &request).await.unwrap();
        names.extend(page.items.into_iter().map(|hospital| hospital.name));
        let Some(next) = page.next else { break };
        request = PageRequest::new(Some(1), None, Some(&next.to_wire())).unwrap();
    }
    assert_eq!(names, ["Last", "First"]);
    store.close();
}
