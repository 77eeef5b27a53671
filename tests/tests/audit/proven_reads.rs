//! The log of reads is proven by the trail: each batch has its entry.

use e2e::{TestApp, World};
use serde_json::json;

use super::{is_found, is_whole, seal, tampered};

/// A server that noted reads in two batches, which are sealed.
async fn read_twice() -> (TestApp, World) {
    let app = TestApp::start().await;
    let world = app.world().await;
    app.settled().await;
    for path in ["case-history", "reports"] {
        world.doctor.get(&format!("/patients/{}/{path}", world.patient.id)).await.expect(200);
        world.patient.get(&format!("/patients/{}/{path}", world.patient.id)).await.expect(200);
        app.settled().await;
    }
    seal(&app).await;
    is_whole(&app).await;
    (app, world)
}
/// The batch of the newest read, as findings name it.
async fn newest_batch(app: &TestApp) -> String {
    let batch = "SELECT 'batch ' || CAST(audit_id AS TEXT) || ' (seal ' || CAST(seq AS TEXT) || ')' AS line
        FROM audit_seals WHERE audit_id = (SELECT batch_id FROM access_log ORDER BY id DESC LIMIT 1)";
    app.lines(batch).await.remove(0)
}
const NEWEST: &str = "(SELECT id FROM access_log ORDER BY id DESC LIMIT 1)";

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_read_is_missed() {
    let (app, _) = read_twice().await;
    let batch = newest_batch(&app).await;
    tampered(&app, &format!("DELETE FROM access_log WHERE id = {NEWEST}")).await;
    is_found(&app, &[format!("missing reads of {batch}")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_any_column_of_a_read_is_found() {
    let other = "'0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b'";
    let (app, _) = read_twice().await;
    let batch = newest_batch(&app).await;
    for (column, edit) in [
        ("user_id", other),
        ("role", "'admin'"),
        ("patient_id", other),
        ("what", "'other'"),
        ("reads", "7"),
        ("ip", "'203.0.113.99'"),
        ("request_id", "'other'"),
        ("created_at", "'2026-03-02 07:59:59.000001+00:00'"),
    ] {
        let stored = format!("SELECT CAST({column} AS TEXT) AS line FROM access_log WHERE id = {NEWEST}");
        let before = app.lines(&stored).await.remove(0);
        tampered(&app, &format!("UPDATE access_log SET {column} = {edit} WHERE id = {NEWEST}")).await;
        is_found(&app, &[format!("edited reads of {batch}")]).await;
        tampered(&app, &format!("UPDATE access_log SET {column} = '{before}' WHERE id = {NEWEST}")).await;
        is_whole(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_nobody_noted_is_found_in_a_batch_and_outside_of_one() {
    let (app, _) = read_twice().await;
    let batch = newest_batch(&app).await;
    let (id, none) = ("0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b", "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5c");
    let planted = format!(
        "INSERT INTO access_log (id, batch_id, user_id, role, patient_id, what, reads, created_at)
         SELECT '{id}', batch_id, user_id, role, patient_id, what, reads, created_at FROM access_log WHERE id = {NEWEST}"
    );
    tampered(&app, &planted).await;
    is_found(&app, &[format!("edited reads of {batch}")]).await;
    tampered(&app, &format!("UPDATE access_log SET batch_id = '{none}' WHERE id = '{id}'")).await;
    is_found(&app, &[format!("stray read {id}")]).await;
    let another = "(SELECT id FROM audit_log WHERE action = 'report.create' ORDER BY id LIMIT 1)";
    tampered(&app, &format!("UPDATE access_log SET batch_id = {another} WHERE id = '{id}'")).await;
    is_found(&app, &[format!("stray read {id}")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_whose_entry_is_taken_away_are_found() {
    let (app, _) = read_twice().await;
    let batch = newest_batch(&app).await.replacen("batch", "deleted row", 1);
    let newest = "(SELECT batch_id FROM access_log ORDER BY id DESC LIMIT 1)";
    let reads = "SELECT 'stray read ' || CAST(id AS TEXT) AS line FROM access_log WHERE batch_id = ";
    let mut findings = app.lines(&format!("{reads}{newest} ORDER BY id")).await;
    assert_eq!(findings.len(), 2);
    findings.insert(0, batch);
    tampered(&app, &format!("DELETE FROM audit_log WHERE id = {newest}")).await;
    is_found(&app, &findings).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_see_the_entries_of_batches_only_when_they_ask_for_them() {
    let (_app, world) = read_twice().await;
    let listed = async |query: &str| world.admin.get(&format!("/admin/audit-logs?limit=100{query}")).await.rows();
    assert!(listed("").await.iter().all(|entry| entry["action"] != json!("access_log.batch")));
    for query in ["&action=access_log.batch", "&resource=access_log", "&action=batch"] {
        let entries = listed(query).await;
        assert!(entries.len() >= 2, "{query}: {entries:#?}");
        assert_eq!(entries[0]["action"], json!("access_log.batch"), "{query}");
        assert_eq!(entries[0]["changes"][0], json!("rows: 2"), "{query}");
    }
}
