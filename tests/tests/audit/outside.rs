//! What the server writes down outside the database, against whoever changes all of it that lies within.

use std::{path::Path, process::ExitCode, sync::Arc};

use chrono::TimeDelta;
use domain::audit::{Anchor, LookBack, Sealer, Unsigned};
use e2e::TestApp;
use embedded::AnchorFile;

use super::{is_found, is_whole, leave, seal, sealed, tampered, verify};

/// What a server wrote down in this file.
fn written(file: &Path) -> Option<Anchor> {
    std::fs::read_to_string(file).ok().map(|text| text.trim().parse().unwrap())
}
fn written_by(app: &TestApp) -> Anchor {
    written(&app.wired.config.data.audit_anchor()).unwrap()
}
/// Takes the newest entries away with everything that tells of them.
async fn cut_after(app: &TestApp, seq: i64) {
    let entries = format!("DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_seals WHERE seq > {seq})");
    tampered(app, &entries).await;
    for table in ["audit_seals", "audit_checkpoints"] {
        tampered(app, &format!("DELETE FROM {table} WHERE seq > {seq}")).await;
    }
}
/// A server whose chain is signed at 4 and at 7.
async fn signed_twice() -> TestApp {
    let app = sealed(4).await;
    leave(&app, 3).await;
    app.wired.sealer().close().await.unwrap();
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn every_signed_point_is_written_down() {
    let app = TestApp::start().await;
    assert_eq!(written(&app.wired.config.data.audit_anchor()), None);
    leave(&app, 1).await;
    for _ in 0..2 {
        let signed = app.wired.sealer().close().await.unwrap().signed;
        assert_eq!(signed, [written_by(&app)]);
        leave(&app, 2).await;
    }
    assert_eq!(written_by(&app).seq, 3);
    is_whole(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn newest_entries_that_are_taken_away_with_all_their_traces_are_missed() {
    let app = signed_twice().await;
    cut_after(&app, 4).await;
    is_found(&app, &["missing anchor".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_trail_is_not_whole() {
    let app = signed_twice().await;
    for table in ["audit_log", "audit_seals", "audit_checkpoints"] {
        tampered(&app, &format!("DELETE FROM {table}")).await;
    }
    is_found(&app, &["missing anchor".to_owned()]).await;
    let looked = app.wired.sealer().seal(LookBack::Everything).await.unwrap();
    assert!(matches!(looked.unsigned, Some(Unsigned::Contradicted(anchor)) if anchor.seq == 7));
}

/// Nobody has the server sign a chain that was cut off: it goes on being sealed, and what was written down stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_lacks_what_was_written_down_is_sealed_and_not_signed() {
    let app = signed_twice().await;
    let before = written_by(&app);
    cut_after(&app, 4).await;
    leave(&app, 5).await;
    app.wait(TimeDelta::minutes(6));
    for back in [LookBack::Everything, LookBack::Seconds, LookBack::AnHour] {
        leave(&app, 1).await;
        let done = app.wired.sealer().seal(back).await.unwrap();
        assert!(done.rows > 0 && done.signed.is_empty(), "{done:?}");
        assert_eq!(done.unsigned, Some(Unsigned::Contradicted(before.clone())));
    }
    assert_eq!(app.wired.sealer().close().await.unwrap().signed, []);
    assert_eq!(written_by(&app), before);
    is_found(&app, &["broken anchor".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_outside_keeps_the_chain_from_being_signed_and_not_from_being_sealed() {
    let app = TestApp::start().await;
    leave(&app, 2).await;
    let file = app.wired.config.data.audit_anchor();
    std::fs::write(&file, "garbage").unwrap();
    let done = seal(&app).await;
    assert!(done.rows == 2 && done.signed.is_empty(), "{done:?}");
    assert!(matches!(done.unsigned, Some(Unsigned::Unreachable(_))));
    std::fs::remove_file(file).unwrap();
    assert_eq!(app.wired.sealer().close().await.unwrap().signed, [written_by(&app)]);
}

/// Each server has its own file, and moves it to what another one signed.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_writes_down_what_another_one_signed() {
    let app = signed_twice().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.anchor");
    let anchors = Arc::new(AnchorFile::new(file.clone()));
    let other = Sealer::new(app.wired.core.clone(), app.wired.notary.clone(), anchors);
    other.seal(LookBack::Seconds).await.unwrap();
    assert_eq!(written(&file), None, "a short look compares nothing");
    other.seal(LookBack::AnHour).await.unwrap();
    assert_eq!(written(&file), Some(written_by(&app)));
    cut_after(&app, 4).await;
    let done = other.seal(LookBack::AnHour).await.unwrap();
    assert!(matches!(done.unsigned, Some(Unsigned::Contradicted(_))), "{done:?}");
    assert_eq!(written(&file).map(|anchor| anchor.seq), Some(7), "it never goes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_outside_that_holds_no_anchor_is_said_and_not_passed_over() {
    let app = sealed(2).await;
    std::fs::write(app.wired.config.data.audit_anchor(), "garbage").unwrap();
    let failed = http_actix::cli::verify_audit(&app.wired, Vec::new(), |_| Ok(())).await;
    assert!(failed.is_err());
    std::fs::remove_file(app.wired.config.data.audit_anchor()).unwrap();
    assert!(verify(&app).await.0 == ExitCode::SUCCESS);
}
