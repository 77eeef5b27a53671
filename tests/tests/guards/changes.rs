//! Every operation that changes something leaves exactly one entry in the audit trail: what, who, about which patient. A
//! request that is refused, for whichever reason, leaves the database as it was, and the next one is served.

use e2e::TestApp;
use serde_json::json;

use super::{changes_of_care, changes_of_identity, changes_of_people, ledger::Ledger};

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_every_change_is_audited_once_and_a_refused_one_leaves_nothing() {
    let app = TestApp::start().await;
    let mut world = app.world().await;
    let mut ledger = Ledger::new(&app);
    changes_of_care::file(&mut ledger, &mut world).await;
    changes_of_care::conversations(&mut ledger, &mut world).await;
    changes_of_care::assistant(&mut ledger, &mut world).await;
    changes_of_care::suggestions(&mut ledger, &mut world).await;
    changes_of_care::appointments(&mut ledger, &mut world).await;
    changes_of_people::patients(&mut ledger, &mut world).await;
    changes_of_people::mappings(&mut ledger, &mut world, &app).await;
    changes_of_people::invitations(&mut ledger, &mut world, &app).await;
    changes_of_people::accounts(&mut ledger, &mut world, &app).await;
    changes_of_people::places(&mut ledger, &mut world).await;
    changes_of_people::jobs(&mut ledger, &mut world, &app).await;
    changes_of_identity::codes(&mut ledger, &mut world, &app).await;
    changes_of_identity::portal(&mut ledger, &mut world, &app).await;
    changes_of_people::sessions(&mut ledger, &mut world, &app).await;
    assert!(ledger.wrong.is_empty(), "{:#?}", ledger.wrong);
    assert!(ledger.missing().is_empty(), "nobody looked at what these leave: {:#?}", ledger.missing());
}

/// Refusals that are decided inside the transaction.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_state_forbids_leaves_nothing() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let (patient, doctor) = (&world.patient, &world.doctor);
    let about = format!("/patients/{}", patient.id);
    doctor
        .patch(&format!("/chat/threads/{}/status", world.id("chat_id")), json!({ "status": "closed" }))
        .await
        .expect(200);
    let taken = json!({ "doctor_id": doctor.id, "time_slot": "2026-03-10T10:10Z" });
    let words = json!({ "chat_id": world.id("chat_id"), "message": "still?" });
    let with_unknown = json!({ "summary": "x", "documents": [world.id("chat_id")] });
    let before = app.rows().await;
    patient.post("/appointments", taken).await.expect(409);
    patient.post("/messages", words).await.expect(409);
    doctor.post(&format!("{about}/case-history"), json!({ "summary": "second" })).await.expect(409);
    doctor.put(&format!("{about}/case-history"), with_unknown).await.refused(404, "documents[0]");
    doctor.put(&format!("{about}/case-history"), json!({ "summary": "x", "version": 7 })).await.expect(409);
    patient.delete(&about).await.expect(409);
    patient.delete(&format!("/mappings/user-patient/{}", world.id("relation_id"))).await.expect(409);
    patient.delete(&format!("/documents/{}", world.id("chat_id"))).await.expect(404);
    world.admin.delete(&format!("/hospitals/{}", world.hospital.id)).await.expect(409);
    world.admin.delete(&format!("/users/{}", world.admin.user)).await.expect(409);
    let again = json!({ "email": patient.email, "password": e2e::PASSWORD, "name": "Again" });
    app.anonymous().post("/auth/patient-signup", again).await.expect(409);
    let wrong = json!({ "email": patient.email, "password": "wrong" });
    app.anonymous().post("/auth/login", wrong).await.expect(401);
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
}
