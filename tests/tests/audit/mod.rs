//! The audit trail: sealed as it is written, provable afterwards.

mod listening;
mod outside;
mod proven_reads;
mod reading_operations;
mod reads;
mod records;
mod sealing;
mod tampering;
mod trail;

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use domain::{
    audit::{Anchor, LookBack, Sealed},
    kernel::AuditEntry,
};
use e2e::TestApp;
use http_actix::cli::verify_audit;
use uuid::Uuid;

/// Leaves this many entries in the trail.
async fn leave(app: &TestApp, entries: usize) {
    for _ in 0..entries {
        let work = app.wired.core.store.begin().await.unwrap();
        work.commit(AuditEntry::system("test.entry").changed(["one", "other"])).await.unwrap();
    }
}
/// Leaves this many entries at once.
async fn leave_at_once(app: &TestApp, entries: usize) {
    let mut work = app.wired.core.store.begin().await.unwrap();
    for _ in 1..entries {
        work.also(AuditEntry::system("test.entry"));
    }
    work.commit(AuditEntry::system("test.entry")).await.unwrap();
}
async fn seal(app: &TestApp) -> Sealed {
    app.wired.sealer().seal(LookBack::Seconds).await.unwrap()
}
/// A server whose trail has this many sealed entries and is signed to its end.
async fn sealed(entries: usize) -> TestApp {
    let app = TestApp::start().await;
    leave(&app, entries).await;
    app.wired.sealer().close().await.unwrap();
    app
}

/// Nothing else is wrong, but part of the trail could not be checked.
const UNPROVEN: u8 = 2;

/// What `lifeline audit verify` says line by line, and its exit code.
async fn verify_expecting(app: &TestApp, expected: &[String]) -> (ExitCode, Vec<String>) {
    let anchors: Vec<Anchor> = expected.iter().map(|anchor| anchor.parse().unwrap()).collect();
    let mut said = Vec::new();
    let code = verify_audit(&app.wired, anchors, |line| {
        said.push(line.to_owned());
        Ok(())
    });
    (code.await.unwrap(), said)
}
async fn verify(app: &TestApp) -> (ExitCode, Vec<String>) {
    verify_expecting(app, &[]).await
}
/// That nothing is wrong with the trail.
async fn is_whole(app: &TestApp) {
    let (code, said) = verify(app).await;
    assert!(code == ExitCode::SUCCESS && said.len() == 1, "{said:#?}");
}
/// That these are the findings, and what they come to.
async fn is_judged(app: &TestApp, code: ExitCode, findings: &[String]) {
    let (found, mut said) = verify(app).await;
    let verdict = said.pop().unwrap();
    let named = |line: &String| line.split(':').next().unwrap().to_owned();
    assert_eq!(said.iter().map(named).collect::<Vec<_>>(), findings, "{verdict}");
    assert!(found == code && verdict.contains(&format!("{} findings", findings.len())), "{verdict}\n{said:#?}");
}
/// That the trail is found wrong, and that these are the findings.
async fn is_found(app: &TestApp, findings: &[String]) {
    is_judged(app, ExitCode::FAILURE, findings).await;
}
/// That one statement changes something, past the server.
async fn tampered(app: &TestApp, sql: &str) {
    assert!(app.tamper(sql).await > 0, "{sql}");
}
/// Puts an entry into the trail that says it was written at this time, with the id that belongs to another one.
async fn put_in(app: &TestApp, id: Uuid, at: DateTime<Utc>) {
    let at = at.format("%F %T%.6f+00:00");
    tampered(
        app,
        &format!(
            "INSERT INTO audit_log (id, action, resource, changes, created_at)
             SELECT '{id}', 'test.entry', 'test', changes, '{at}' FROM audit_log ORDER BY id DESC LIMIT 1"
        ),
    )
    .await;
}
/// The row under a seal.
async fn row_at(app: &TestApp, seq: i64) -> String {
    app.lines(&format!("SELECT CAST(audit_id AS TEXT) AS line FROM audit_seals WHERE seq = {seq}")).await.remove(0)
}
