//! Reads of clinical data are noted: which, in whose name, together where they are equal, and whatever happens meanwhile.

use std::{sync::Arc, time::Duration};

use domain::{
    kernel::{PatientId, Role, UserId},
    ports::{Access, AccessLog},
};
use e2e::{MARK, Person, Proxy, TestApp, until};
use jobs::ReadLog;
use serde_json::json;

/// Who read what of whose record: account, role, patient, what, how often.
pub(super) async fn noted(app: &TestApp) -> Vec<String> {
    app.settled().await;
    app.lines(
        "SELECT CAST(user_id AS TEXT) || ' ' || role || ' ' || CAST(patient_id AS TEXT) || ' ' || what || ' '
            || CAST(reads AS TEXT) AS line FROM access_log ORDER BY id",
    )
    .await
}
/// What this person's request leaves in the log.
async fn left_by(app: &TestApp, person: &Person, path: &str) -> Vec<String> {
    let before = noted(app).await.len();
    person.get(path).await.expect(200);
    noted(app).await.split_off(before)
}

/// Most changes leave an entry in the audit trail, which says who saw it. One that finds everything as it should be leaves
/// none, and answers all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_changes_nothing_is_a_read() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let (doctor, patient) = (&world.doctor, &world.patient);
    let read = format!("/messages/{}/read", world.id("message_id"));
    let end = format!("/ai/sessions/{}/end", world.id("session_id"));
    let appointment = format!("/appointments/{}", world.id("appointment_id"));
    let before = noted(&app).await.len();
    doctor.put(&read, json!({})).await.expect(200);
    patient.put(&end, json!({})).await.expect(200);
    assert_eq!(noted(&app).await.len(), before, "these stand in the trail");
    doctor.put(&read, json!({})).await.expect(200);
    patient.put(&end, json!({})).await.expect(200);
    let pair = json!({ "doctor_id": doctor.id, "patient_id": patient.id });
    doctor.post("/chats", pair).await.expect(200);
    doctor.patch(&appointment, json!({})).await.expect(200);
    doctor.patch(&appointment, json!({ "symptoms": MARK })).await.expect(200);
    // The desk sees times and names.
    world.desk.patch(&appointment, json!({})).await.expect(200);
    let by = |person: &Person, role: &str, what: &str| format!("{} {role} {} {what}", person.user, patient.id);
    let expected = [
        by(doctor, "doctor", "message 1"),
        by(patient, "patient", "interview 1"),
        by(doctor, "doctor", "chat 1"),
        by(doctor, "doctor", "appointment 2"),
    ];
    assert_eq!(noted(&app).await.split_off(before), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_link_reads_in_the_name_of_who_made_it() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let make = format!("/documents/{}/link", world.id("document_id"));
    let link = world.doctor.post(&make, json!({})).await.expect(200);
    let path = link["url"].as_str().unwrap().split_once("/api/v1").unwrap().1.to_owned();
    let before = noted(&app).await.len();
    for forged in [path.replace("role=doctor", "role=admin"), path.replace("signature=", "signature=A")] {
        assert_eq!(app.anonymous().download(&forged).await.0, 403);
    }
    assert_eq!(noted(&app).await.len(), before);
    assert_eq!(app.anonymous().download(&path).await.0, 200);
    let of_doctor = format!("{} doctor {} document 1", world.doctor.user, world.patient.id);
    assert_eq!(noted(&app).await.split_off(before), [of_doctor]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_a_draft_and_the_history_of_a_socket_are_reads() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let before = noted(&app).await.len();
    let download = format!("/documents/{}/download", world.id("document_id"));
    assert_eq!(world.doctor.download(&download).await.0, 200);
    world.doctor.post("/ai/suggested-response", json!({ "patient_id": world.patient.id })).await.expect(200);
    let mut socket = world.doctor.socket(&format!("/chats/ws/{}", world.id("chat_id"))).await;
    socket.next("history").await;
    let left = noted(&app).await.split_off(before);
    for what in ["document", "suggested_response", "messages"] {
        assert!(left.iter().any(|line| line.contains(&format!(" {what} "))), "{what} in {left:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_clinical_is_not_noted() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let about = format!("/patients/{}", world.patient.id);
    for (person, path) in [
        (&world.desk, about.as_str()),
        (&world.hospital, about.as_str()),
        (&world.desk, "/patients"),
        (&world.doctor, "/patients/search?q=haddad"),
        (&world.desk, "/appointments"),
        (&world.patient, "/users/me"),
        (&world.doctor, "/doctors/me/profile"),
    ] {
        assert_eq!(left_by(&app, person, path).await, [""; 0], "{path}");
    }
    let before = noted(&app).await;
    let stranger = app.patient("Samir").await;
    stranger.get(&about).await.expect(404);
    stranger.get(&format!("{about}/reports")).await.expect(404);
    assert_eq!(noted(&app).await, before, "a refused look is no read");
}

/// A list tells of several patients: each of them has a right to know.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_list_is_a_read_of_each_patient_on_it() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let samir = app.patient("Samir").await;
    app.treat(&world.admin, &world.doctor, samir.id).await;
    let pair = json!({ "doctor_id": world.doctor.id, "patient_id": samir.id });
    let chat = samir.post("/chats", pair).await.expect(201)["id"].clone();
    samir.post("/messages", json!({ "chat_id": chat, "message": "hello" })).await.expect(201);
    let mut left = left_by(&app, &world.doctor, "/chats").await;
    left.sort();
    let of = |patient| format!("{} doctor {patient} chats 1", world.doctor.user);
    let mut expected = [of(world.patient.id), of(samir.id)];
    expected.sort();
    assert_eq!(left, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_reads_of_a_moment_are_one_row_and_cost_the_request_nothing() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let path = format!("/patients/{}/case-history", world.patient.id);
    let before = noted(&app).await.len();
    for _ in 0..5 {
        world.doctor.get(&path).await.expect(200);
    }
    let (_, statements) = app.statements_during(world.doctor.get(&path)).await;
    assert!(statements <= 2, "{statements}");
    let left = noted(&app).await.split_off(before);
    let of = |times| format!("{} doctor {} case_history {times}", world.doctor.user, world.patient.id);
    assert_eq!(left, [of(5), of(1)]);
}

fn access(n: u128) -> Access {
    Access {
        user: UserId(uuid::Uuid::from_u128(n)),
        role: Role::Doctor,
        patient: PatientId(uuid::Uuid::from_u128(n)),
        what: "record",
        ip: None,
        request_id: None,
        at: chrono::DateTime::UNIX_EPOCH,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_are_written_by_themselves_a_moment_later_and_lost_by_no_burst() {
    let app = TestApp::start().await;
    let core = &app.wired.core;
    let log = ReadLog::start(core.store.clone(), core.fresh.clone(), Duration::from_millis(50));
    log.note(access(1)).await;
    until("the first row", async || noted(&app).await.len() == 1).await;
    let burst = (0..20_u128).map(|task| {
        let log = log.clone();
        tokio::spawn(async move {
            for n in 0..250 {
                log.note(access(10_000 + task * 1_000 + n)).await;
            }
        })
    });
    for task in burst.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    log.flush().await;
    assert_eq!(noted(&app).await.len(), 5_001);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_loses_no_read() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let before = noted(&app).await.len();
    world.doctor.get(&format!("/patients/{}", world.patient.id)).await.expect(200);
    let app = app.restarted().await;
    assert_eq!(noted(&app).await.len(), before + 1);
}

/// While the database is away reads are kept, as many as there is room for; who would add more waits until it is back.
#[tokio::test(flavor = "multi_thread")]
async fn reads_outlive_an_outage_of_the_database() {
    let Some(wire) = Proxy::to_database().await else { return };
    let app = TestApp::builder().behind(&wire).start().await;
    let core = &app.wired.core;
    let log = Arc::new(ReadLog::start(core.store.clone(), core.fresh.clone(), Duration::from_millis(20)));
    wire.cut();
    let noting = {
        let log = log.clone();
        tokio::spawn(async move {
            for n in 1..=5_000 {
                log.note(access(n)).await;
            }
        })
    };
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!noting.is_finished(), "the queue is full, and who reads waits");
    wire.mend();
    noting.await.unwrap();
    log.flush().await;
    assert_eq!(noted(&app).await.len(), 5_000);
}
