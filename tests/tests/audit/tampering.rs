//! Somebody with the database in his hands changes what was written. The command names it.

use std::process::ExitCode;

use chrono::TimeDelta;
use domain::audit::{LookBack, first_id_at};
use e2e::TestApp;
use uuid::Uuid;

use super::{
    UNPROVEN, is_found, is_judged, is_whole, leave, put_in, row_at, seal, sealed, tampered, verify, verify_expecting,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_as_it_was_written_is_whole_and_counted() {
    let app = sealed(7).await;
    let nadia = app.patient("Nadia").await;
    nadia.put("/users/me", serde_json::json!({ "address": "1 rue" })).await.expect(200);
    seal(&app).await;
    let rows = app.lines("SELECT CAST(count(*) AS TEXT) AS line FROM audit_log").await.remove(0);
    let (code, said) = verify(&app).await;
    assert!(code == ExitCode::SUCCESS, "{said:#?}");
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
async fn entries_that_cannot_be_read_keep_no_other_from_being_shown() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let file = format!("/patients/{}", nadia.id);
    for _ in 0..6 {
        nadia.get(&file).await.expect(200);
        nadia.patch(&file, serde_json::json!({ "city": app.wired.core.fresh.id::<Uuid>() })).await.expect(200);
        app.settled().await;
    }
    let shown = async || {
        let changes = admin.get("/admin/audit-logs?resource=patient&limit=100").await.rows().len();
        let opened = admin.get("/admin/audit-logs?action=read&limit=100").await.rows().len();
        let own = nadia.get(&format!("{file}/access-log?limit=100")).await.rows().len();
        (changes, opened, own)
    };
    let before = shown().await;
    let on_sqlite = app.wired.database.serves_one_process();
    let changes: &[&str] = if on_sqlite {
        &[
            "created_at = 'x'",
            "changes = '{'",
            "patient_id = 'x'",
            "actor_user_id = 'x'",
            "id = 'x'",
            "changes = '1e999'",
        ]
    } else {
        &["created_at = 'infinity'", "changes = '1e999'"]
    };
    let reads: &[&str] =
        if on_sqlite { &["created_at = 'x'", "user_id = 'x'", "id = 'x'"] } else { &["created_at = 'infinity'"] };
    for (table, what, edits) in [("audit_log", "action = 'patient.update'", changes), ("access_log", "1 = 1", reads)] {
        for (nth, edit) in edits.iter().enumerate() {
            let row = format!("SELECT id FROM {table} WHERE {what} ORDER BY created_at, id LIMIT 1 OFFSET {nth}");
            tampered(&app, &format!("UPDATE {table} SET {edit} WHERE id = ({row})")).await;
        }
    }
    let after = shown().await;
    // Of SQLite's edits one met a row a second time; the access log does not show what was changed, so that stays.
    let hidden = if on_sqlite { (5, 3, 4 + 3) } else { (2, 1, 1 + 1) };
    assert_eq!(after, (before.0 - hidden.0, before.1 - hidden.1, before.2 - hidden.2), "{before:?}");
    let taken = nadia.get("/users/me/export").await.expect(200);
    assert!(!taken["actions"].as_array().unwrap().is_empty() && !taken["reads"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_of_seals_and_checkpoints_is_named_and_stops_nothing() {
    let app = sealed(6).await;
    let (in_the_middle, at_the_end) = if app.wired.database.serves_one_process() {
        ("audit_id = audit_id || char(0) || 'x'", "sealed_at = '2026-02-20 24:00:00+00:00'")
    } else {
        ("sealed_at = 'infinity'", "sealed_at = '-infinity'")
    };
    let instant = if app.wired.database.serves_one_process() { "now" } else { "infinity" };
    let newest = app.lines("SELECT CAST(max(seq) AS TEXT) AS line FROM audit_seals").await.remove(0);
    let signed = app.lines("SELECT CAST(max(seq) AS TEXT) AS line FROM audit_checkpoints").await.remove(0);
    tampered(&app, &format!("UPDATE audit_seals SET {in_the_middle} WHERE seq = 3")).await;
    tampered(&app, &format!("UPDATE audit_seals SET {at_the_end} WHERE seq = {newest}")).await;
    tampered(&app, &format!("UPDATE audit_checkpoints SET created_at = '{instant}' WHERE seq = {signed}")).await;
    let (code, said) = verify(&app).await;
    let unreadable = |table: &str, id: &str| format!("unreadable row {id} in {table}:");
    for named in [
        "missing seal 3".to_owned(),
        unreadable("audit_seals", "3"),
        unreadable("audit_seals", &newest),
        unreadable("audit_checkpoints", &signed),
    ] {
        assert!(said.iter().any(|line| line.starts_with(&named)), "{named}: {said:#?}");
    }
    assert!(code == ExitCode::FAILURE);
    leave(&app, 2).await;
    assert!(app.wired.sealer().seal(LookBack::Everything).await.unwrap().rows >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_not_hidden_by_a_seal_before_all_places() {
    let app = sealed(3).await;
    let row = row_at(&app, 2).await;
    let forged = first_id_at(chrono::DateTime::from_timestamp(1_772_438_300, 0).unwrap());
    let copied = format!(
        "INSERT INTO audit_log (id, action, resource, changes, created_at) SELECT '{forged}', action, resource, changes, \
         created_at FROM audit_log WHERE CAST(id AS TEXT) = '{row}'"
    );
    tampered(&app, &copied).await;
    let hidden = format!(
        "INSERT INTO audit_seals (seq, audit_id, previous_hash, hash, sealed_at) SELECT -9223372036854775807 - 1, \
         '{forged}', hash, hash, sealed_at FROM audit_seals WHERE seq = 2"
    );
    tampered(&app, &hidden).await;
    is_found(&app, &[format!("altered seal {} (row {forged})", i64::MIN)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_row_and_one_with_another_id_are_named() {
    let app = sealed(6).await;
    tampered(&app, "DELETE FROM audit_log WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = 3)").await;
    let other = first_id_at(chrono::DateTime::from_timestamp(1_772_438_300, 0).unwrap());
    let renamed =
        format!("UPDATE audit_log SET id = '{other}' WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = 5)");
    tampered(&app, &renamed).await;
    app.wait(TimeDelta::minutes(11));
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
    is_found(&app, &["missing anchor".to_owned(), "truncated tail".to_owned()]).await;
    // What is sealed anew is sealed at another time.
    seal(&app).await;
    is_found(&app, &["broken anchor".to_owned(), "rewritten chain".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_checkpoints_and_unknown_keys_are_said() {
    let app = sealed(5).await;
    tampered(&app, "UPDATE audit_checkpoints SET signature = key_id").await;
    is_found(&app, &["forged checkpoint at seal 5".to_owned()]).await;
    tampered(&app, "UPDATE audit_checkpoints SET key_id = 'somebody-elses'").await;
    let unknown = ["unknown key somebody-elses signed the checkpoint at seal 5".to_owned()];
    is_judged(&app, ExitCode::from(UNPROVEN), &unknown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_counts_for_no_other_seal_and_for_no_other_time() {
    let app = sealed(5).await;
    tampered(&app, "UPDATE audit_checkpoints SET seq = 4").await;
    is_found(&app, &["forged checkpoint at seal 4".to_owned()]).await;
    tampered(&app, "UPDATE audit_checkpoints SET seq = 5").await;
    is_whole(&app).await;
    tampered(&app, "UPDATE audit_checkpoints SET created_at = '2099-01-01 00:00:00.000000+00:00'").await;
    is_found(&app, &["forged checkpoint at seal 5".to_owned()]).await;
    leave(&app, 1).await;
    assert_eq!(seal(&app).await.signed.len(), 1, "a forged one puts nothing off");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_that_was_taken_away_is_missed() {
    let app = sealed(3).await;
    for _ in 0..2 {
        leave(&app, 1).await;
        app.wired.sealer().close().await.unwrap();
    }
    is_whole(&app).await;
    tampered(&app, "DELETE FROM audit_checkpoints WHERE seq = 4").await;
    is_found(&app, &["missing checkpoint at seal 4".to_owned()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_nobody_sealed_is_named_after_ten_minutes() {
    let app = sealed(2).await;
    leave(&app, 1).await;
    is_whole(&app).await;
    app.wait(TimeDelta::minutes(11));
    let newest = app.lines("SELECT CAST(id AS TEXT) AS line FROM audit_log ORDER BY id DESC LIMIT 1").await.remove(0);
    is_judged(&app, ExitCode::from(UNPROVEN), &[format!("row {newest} is not sealed yet")]).await;
    seal(&app).await;
    is_whole(&app).await;
}

/// Whoever writes a row into the past must leave it unsealed, or have it sealed in the present.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_put_into_the_past_is_named_before_and_after_a_restart() {
    let app = sealed(2).await;
    app.wait(TimeDelta::hours(3));
    leave(&app, 1).await;
    seal(&app).await;
    let at = app.wired.core.fresh.now() - TimeDelta::hours(2);
    let id = first_id_at(at);
    put_in(&app, id, at).await;
    seal(&app).await;
    is_found(&app, &[format!("unsealed row {id}")]).await;
    // A server that starts seals whatever has no seal.
    app.wired.sealer().seal(LookBack::Everything).await.unwrap();
    is_found(&app, &[format!("late row {id} (seal 4)")]).await;
}

/// The first of all ids, and an instant that is none for us.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_at_the_end_of_what_can_be_written_is_named_and_keeps_no_other_row_from_its_seal() {
    let app = sealed(2).await;
    let now = app.wired.core.fresh.now();
    put_in(&app, Uuid::nil(), now).await;
    app.wait(TimeDelta::hours(3));
    is_found(&app, &[format!("unsealed row {}", Uuid::nil())]).await;
    app.wired.sealer().seal(LookBack::Everything).await.unwrap();
    is_found(&app, &[format!("late row {} (seal 3)", Uuid::nil()), format!("misdated row {} (seal 3)", Uuid::nil())])
        .await;

    if app.queried("SELECT 1").await.is_none() {
        return;
    }
    let app = sealed(2).await;
    let now = app.wired.core.fresh.now();
    put_in(&app, first_id_at(now), now).await;
    tampered(&app, &format!("UPDATE audit_log SET created_at = 'infinity' WHERE id = '{}'", first_id_at(now))).await;
    leave(&app, 1).await;
    seal(&app).await;
    let seq = if row_at(&app, 3).await == first_id_at(now).to_string() { 3 } else { 4 };
    is_found(&app, &[format!("misdated row {} (seal {seq})", first_id_at(now))]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_id_is_of_another_time_is_named() {
    let app = sealed(2).await;
    app.wait(TimeDelta::hours(3));
    leave(&app, 1).await;
    let soon = app.wired.core.fresh.now() + TimeDelta::seconds(1);
    put_in(&app, first_id_at(soon), soon - TimeDelta::hours(2)).await;
    seal(&app).await;
    is_found(&app, &[format!("misdated row {} (seal 4)", first_id_at(soon))]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_whose_ids_are_none_are_named_and_keep_no_other_row_from_its_seal() {
    let app = sealed(2).await;
    if !app.wired.database.serves_one_process() {
        // PostgreSQL keeps no such thing.
        return;
    }
    for id in ["!", "0199A1B2-c3d4-7e5f-8a6b-0c1d2e3f4a5b", "zzzz"] {
        let planted = format!(
            "INSERT INTO audit_log (id, action, resource, changes, created_at)
             SELECT '{id}', action, resource, changes, created_at FROM audit_log ORDER BY id LIMIT 1"
        );
        tampered(&app, &planted).await;
    }
    leave(&app, 1).await;
    assert_eq!(app.wired.sealer().seal(LookBack::Everything).await.unwrap().rows, 1);
    let (code, said) = verify(&app).await;
    let unreadable = |line: &&String| line.starts_with("unreadable row ") && line.contains(" in audit_log:");
    assert!(code == ExitCode::FAILURE && said.iter().filter(unreadable).count() == 3 && said.len() == 4, "{said:#?}");
}

/// Whoever has the database but not the key can fit the hashes to one another, and not to the rows.
#[tokio::test(flavor = "multi_thread")]
async fn a_chain_made_anew_without_the_key_fits_nothing() {
    let app = sealed(6).await;
    let anchor = app.lines("SELECT CAST(seq AS TEXT) || ':' || hash AS line FROM audit_seals WHERE seq = 5").await;
    assert!(verify_expecting(&app, &anchor).await.0 == ExitCode::SUCCESS);
    tampered(
        &app,
        "UPDATE audit_log SET action = 'other.entry' WHERE id = (SELECT audit_id FROM audit_seals WHERE seq = 2)",
    )
    .await;
    let chain = app.wired.core.store.read().await.unwrap().seals().sealed(0, 100).await.unwrap();
    let key = chain[0].seal.hash.split_once('.').unwrap().0;
    let mut previous = chain[0].seal.hash.clone();
    let mut edited = Vec::new();
    for sealed in &chain[1..] {
        let seq = sealed.seal.seq;
        let hash = format!("{key}.{seq:064x}");
        let update = format!("UPDATE audit_seals SET previous_hash = '{previous}', hash = '{hash}' WHERE seq = {seq}");
        tampered(&app, &update).await;
        previous = hash;
        edited.push(format!("edited row {} (seal {seq})", sealed.seal.audit_id));
    }
    tampered(&app, "DELETE FROM audit_checkpoints").await;
    std::fs::remove_file(app.wired.config.data.audit_anchor()).unwrap();
    is_found(&app, &edited).await;
    let (code, said) = verify_expecting(&app, &anchor).await;
    assert!(
        code == ExitCode::FAILURE && said.iter().any(|line| line.starts_with("broken anchor: seal 5")),
        "{said:#?}"
    );
    let (code, said) = verify_expecting(&app, &[format!("900:{previous}")]).await;
    let missing = said.iter().any(|line| line.starts_with("missing anchor") && line.contains("900"));
    assert!(code == ExitCode::FAILURE && missing, "{said:#?}");
}
