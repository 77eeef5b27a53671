//! The audit trail: sealed as it is written, provable afterwards.

mod reads;
mod records;
mod sealing;
mod tampering;
mod trail;

use std::process::ExitCode;

use domain::{
    audit::{Anchor, LookBack, Sealed},
    kernel::AuditEntry,
};
use e2e::TestApp;
use http_actix::cli::verify_audit;

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

/// What `lifeline audit verify` says line by line, and whether it succeeds.
async fn verify_expecting(app: &TestApp, expected: &[String]) -> (bool, Vec<String>) {
    let anchors: Vec<Anchor> = expected.iter().map(|anchor| anchor.parse().unwrap()).collect();
    let mut said = Vec::new();
    let code = verify_audit(&app.wired, anchors, |line| {
        said.push(line.to_owned());
        Ok(())
    });
    let code = code.await.unwrap();
    assert!([ExitCode::SUCCESS, ExitCode::FAILURE].contains(&code));
    (code == ExitCode::SUCCESS, said)
}
async fn verify(app: &TestApp) -> (bool, Vec<String>) {
    verify_expecting(app, &[]).await
}
/// That nothing is wrong with the trail.
async fn is_whole(app: &TestApp) {
    let (whole, said) = verify(app).await;
    assert!(whole && said.len() == 1, "{said:#?}");
}
/// That the trail is found wrong, and that these are the findings.
async fn is_found(app: &TestApp, findings: &[String]) {
    let (whole, mut said) = verify(app).await;
    let verdict = said.pop().unwrap();
    assert!(!whole && verdict.contains(&format!("{} findings", findings.len())), "{verdict}\n{said:#?}");
    let named = |line: &String| line.split(':').next().unwrap().to_owned();
    assert_eq!(said.iter().map(named).collect::<Vec<_>>(), findings);
}
/// The row under a seal.
async fn row_at(app: &TestApp, seq: i64) -> String {
    app.lines(&format!("SELECT CAST(audit_id AS TEXT) AS line FROM audit_seals WHERE seq = {seq}")).await.remove(0)
}
