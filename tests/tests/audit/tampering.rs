//! Somebody with the database in his hands changes what was written. The command names it.

use domain::audit::{chain::seal_hash, first_id_at};
use e2e::TestApp;

use super::{is_found, is_whole, leave, row_at, seal, sealed, verify, verify_expecting};

/// That one statement changed so many rows, which are then found.
async fn tampered(app: &TestApp, sql: &str) {
    assert!(app.tamper(sql).await > 0, "{sql}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_as_it_was_written_is_whole_and_counted() {
    let app = sealed(7).await;
    let nadia = app.patient("Nadia").await;
    nadia.put("/users/me", serde_json::json!({ "address": "1 rue" })).await.expect(200);
    seal(&app).await;
    let rows = app.lines("SELECT CAST(count(*) AS TEXT) AS line FROM audit_log").await.remove(0);
    let (whole, said) = verify(&app).await;
    assert!(whole, "{said:#?}");
    assert_eq!(said, [format!("{rows} seals, 1 checkpoints, 0 findings: the audit trail is whole")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_any_column_of_a_row_is_named() {
    let app = sealed(13).await;
    is_whole(&app).await;
    let edits = [
        "actor_user_id = '0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b'",
        "actor_role = 'admin'",
        "on_behalf_of = '0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b'",
        "action = 'other.entry'",
        "resource = 'other'",
        "resource_id = '0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b'",
        "patient_id = '0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b'",
        "changes = '[\"other\",\"one\"]'",
        "ip = '10.0.0.1'",
        "request_id = 'x'",
        "created_at = '2026-03-02 07:59:59.000001+00:00'",
    ];
    let mut findings = Vec::new();
    for (seq, edit) in (2..).zip(edits) {
        tampered(
            &app,
            &format!("UPDATE audit_log SET {edit} WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = {seq})"),
        )
        .await;
        findings.push(format!("edited row {} (seal {seq})", row_at(&app, seq).await));
    }
    is_found(&app, &findings).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_instant_is_an_edit_and_no_failure() {
    let app = sealed(3).await;
    if !app.wired.database.serves_one_process() {
        // PostgreSQL keeps no such thing.
        return;
    }
    tampered(&app, "UPDATE audit_log SET created_at = 'x', changes = '{' WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = 2)").await;
    is_found(&app, &[format!("edited row {} (seal 2)", row_at(&app, 2).await)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_row_and_one_with_another_id_are_named() {
    let app = sealed(6).await;
    tampered(&app, "DELETE FROM audit_log WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = 3)").await;
    let other = first_id_at(chrono::DateTime::from_timestamp(1_772_438_300, 0).unwrap());
    let renamed =
        format!("UPDATE audit_log SET id = '{other}' WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = 5)");
    tampered(&app, &renamed).await;
    app.wait(chrono::TimeDelta::minutes(11));
    let findings = [
        format!("deleted row {} (seal 3)", row_at(&app, 3).await),
        format!("deleted row {} (seal 5)", row_at(&app, 5).await),
        format!("unsealed row {other}"),
    ];
    is_found(&app, &findings).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reordered_and_replaced_seals_are_named() {
    let app = sealed(9).await;
    for (from, to) in [(3, -1), (4, 3), (-1, 4)] {
        tampered(&app, &format!("UPDATE audit_seals SET seq = {to} WHERE seq = {from}")).await;
    }
    tampered(&app, &format!("UPDATE audit_seals SET hash = '{}' WHERE seq = 7", "a".repeat(64))).await;
    let mut findings = Vec::new();
    for seq in [3, 4, 7] {
        findings.push(format!("altered seal {seq} (row {})", row_at(&app, seq).await));
    }
    is_found(&app, &findings).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_seal_is_named_and_its_row_is_not_sealed_anew_unseen() {
    let app = sealed(6).await;
    let row = row_at(&app, 3).await;
    tampered(&app, "DELETE FROM audit_seals WHERE seq = 3").await;
    is_found(&app, &["missing seal 3".to_owned()]).await;
    seal(&app).await;
    assert_eq!(row_at(&app, 7).await, row, "it is sealed at the end");
    is_found(&app, &["missing seal 3".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_tail_is_found_by_what_was_signed() {
    let app = sealed(6).await;
    tampered(&app, "DELETE FROM audit_seals WHERE seq > 4").await;
    is_found(&app, &["truncated tail".to_owned()]).await;
    // What is sealed anew comes to the same chain, unless a row is gone.
    seal(&app).await;
    is_whole(&app).await;
    tampered(&app, "DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_seals WHERE seq > 4)").await;
    tampered(&app, "DELETE FROM audit_seals WHERE seq > 4").await;
    is_found(&app, &["truncated tail".to_owned()]).await;
    leave(&app, 3).await;
    seal(&app).await;
    is_found(&app, &["rewritten chain".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_checkpoints_and_unknown_keys_are_said() {
    let app = sealed(5).await;
    tampered(&app, "UPDATE audit_checkpoints SET signature = key_id").await;
    is_found(&app, &["forged checkpoint at seal 5".to_owned()]).await;
    tampered(&app, "UPDATE audit_checkpoints SET key_id = 'somebody-elses'").await;
    is_found(&app, &["unknown key somebody-elses signed the checkpoint at seal 5".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_does_not_count_for_another_seal() {
    let app = sealed(5).await;
    tampered(&app, "UPDATE audit_checkpoints SET seq = 4").await;
    is_found(&app, &["forged checkpoint at seal 4".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_nobody_sealed_is_named_after_ten_minutes() {
    let app = sealed(2).await;
    leave(&app, 1).await;
    is_whole(&app).await;
    app.wait(chrono::TimeDelta::minutes(11));
    let newest = app.lines("SELECT CAST(id AS TEXT) AS line FROM audit_log ORDER BY id DESC LIMIT 1").await.remove(0);
    is_found(&app, &[format!("unsealed row {newest}")]).await;
}

/// Whoever knows how the chain is made can make it anew, but not sign it.
#[tokio::test(flavor = "multi_thread")]
async fn a_chain_made_anew_fits_neither_its_checkpoints_nor_what_was_written_down() {
    let app = sealed(6).await;
    let anchor = app.lines("SELECT CAST(seq AS TEXT) || ':' || hash AS line FROM audit_seals WHERE seq = 5").await;
    assert!(verify_expecting(&app, &anchor).await.0);
    tampered(
        &app,
        "UPDATE audit_log SET action = 'other.entry' WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = 2)",
    )
    .await;
    let chain = app.wired.core.store.read().await.unwrap().seals().sealed(0, 100).await.unwrap();
    let mut previous = chain[0].seal.previous_hash.clone();
    for sealed in &chain {
        let seq = sealed.seal.seq;
        let hash = seal_hash(&previous, seq, sealed.row.as_ref().unwrap());
        let update = format!("UPDATE audit_seals SET previous_hash = '{previous}', hash = '{hash}' WHERE seq = {seq}");
        tampered(&app, &update).await;
        previous = hash;
    }
    is_found(&app, &["rewritten chain".to_owned()]).await;
    tampered(&app, "DELETE FROM audit_checkpoints").await;
    is_whole(&app).await;
    let (whole, said) = verify_expecting(&app, &anchor).await;
    assert!(!whole && said[0].starts_with("broken anchor: seal 5"), "{said:#?}");
    let beyond = [format!("900:{previous}")];
    let (whole, said) = verify_expecting(&app, &beyond).await;
    assert!(!whole && said[0].starts_with("missing anchor") && said[0].contains("900"), "{said:#?}");
}
