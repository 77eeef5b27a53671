//! Another patient, another doctor, another hospital and its people, and those whose access has ended, try every clinical
//! operation with the ids of somebody whom they have nothing to do with.

use e2e::{Operation, Person, Reply, Socket, TestApp, World, operations};
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::stranger_cases::{Answer, CLINICAL, Case, PICTURE, Sent, cases, traces};

struct Stranger {
    who: &'static str,
    role: &'static str,
    person: Person,
}

async fn strangers(app: &TestApp, world: &World) -> Vec<Stranger> {
    let admin = &world.admin;
    let hospital = app.hospital(admin, "Elsewhere").await;
    let (doctor, patient) = (app.doctor(admin, "Karim Saadi").await, app.patient("Samir Ziane").await);
    app.employ(admin, &hospital, &doctor).await;
    app.treat(admin, &doctor, patient.id).await;
    app.register(admin, &hospital, patient.id).await;
    let former = app.doctor(admin, "Former").await;
    let treatment = app.treat(admin, &former, world.patient.id).await;
    admin.delete(&format!("/mappings/doctor-patient/{}", treatment["id"].as_str().unwrap())).await.expect(200);
    let stranger = |who, role, person| Stranger { who, role, person };
    vec![
        stranger("another patient", "patient", patient),
        stranger("another doctor", "doctor", doctor),
        stranger("a doctor who treated her once", "doctor", former),
        stranger("an unverified doctor", "doctor", app.unverified_doctor("Unverified").await),
        stranger("another hospital's nurse", "nurse", app.nurse(&hospital).await),
        stranger("another hospital's receptionist", "receptionist", app.receptionist(&hospital).await),
        stranger("another hospital", "hospital", hospital),
        stranger("an unverified hospital", "hospital", app.unverified_hospital("New").await),
    ]
}

/// How often somebody read the record that is not the strangers' to read.
async fn reads_of_hers(app: &TestApp, world: &World) -> Vec<String> {
    let patient = world.patient.id;
    app.lines(&format!(
        "SELECT CAST(count(*) AS TEXT) AS line FROM access_log WHERE CAST(patient_id AS TEXT) = '{patient}'"
    ))
    .await
}

fn expected(case: &Case, operation: &Operation, stranger: &Stranger) -> u16 {
    let passes = operation.roles.is_empty() || operation.roles.iter().any(|role| role == stranger.role);
    if !passes {
        return 403;
    }
    if let Some((_, status)) = case.but.iter().find(|(role, _)| *role == stranger.role) {
        return *status;
    }
    match case.answer {
        Answer::Status(status) => status,
        Answer::Nothing | Answer::OwnOnly => 200,
    }
}

async fn ask(world: &World, operation: &Operation, case: &Case, path: &str, person: &Person) -> Reply {
    if operation.is_socket() {
        let path = path.strip_prefix("/api/v1").unwrap();
        let handshake = person.handshake(&format!("{path}?token={}", person.token()));
        let (status, body) = Socket::open(handshake).await.err().expect("no socket");
        let status = reqwest::StatusCode::from_u16(status).unwrap();
        return Reply { status, headers: reqwest::header::HeaderMap::default(), body };
    }
    let request = person.request_at(operation.method.clone(), path);
    let request = match case.sent {
        Sent::Nothing => request,
        Sent::Json(body) => request.json(&body(world, person)),
        Sent::Picture => request.multipart(Form::new().part("file", picture())),
        Sent::PictureForChat => {
            let chat = world.id("chat_id").to_owned();
            request.multipart(Form::new().text("chat_id", chat).part("file", picture()))
        }
    };
    person.send(request).await
}

fn picture() -> Part {
    let (name, bytes) = PICTURE;
    Part::bytes(bytes.to_vec()).file_name(name)
}

fn query(world: &World, case: &Case) -> String {
    world.ids.iter().fold(case.query.to_owned(), |query, (name, id)| query.replace(&format!("{{{name}}}"), id))
}

/// That nobody gets at what is hers: not read, not written, not even told that it is there.
#[tokio::test(flavor = "multi_thread")]
async fn regression_03_04_strangers_reach_nothing_clinical() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let strangers = strangers(&app, &world).await;
    let (operations, traces) = (operations(), traces(&world));
    let mut wrong = Vec::new();
    for case in cases().iter().filter(|case| !matches!(case.answer, Answer::OwnOnly)) {
        let operation = operations.iter().find(|operation| operation.name() == case.name).expect(case.name);
        let path = format!("{}{}", world.path(operation), query(&world, case));
        let (before, noted) = (app.rows().await.without_reads(), reads_of_hers(&app, &world).await);
        for stranger in &strangers {
            let reply = ask(&world, operation, case, &path, &stranger.person).await;
            let (told, should) = (reply.status.as_u16(), expected(case, operation, stranger));
            if told != should {
                wrong.push(format!("{} {}: {told} instead of {should}", stranger.who, case.name));
            }
            let text = reply.body.to_string();
            for trace in traces.iter().filter(|trace| text.contains(*trace)) {
                wrong.push(format!("{} {} is told {trace}", stranger.who, case.name));
            }
        }
        let after = app.rows().await.without_reads();
        wrong.extend(before.changes(&after).iter().map(|row| format!("{} wrote {row}", case.name)));
        if reads_of_hers(&app, &world).await != noted {
            wrong.push(format!("{} took a refused look for a read", case.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Under the path of an own patient, another patient's things are not found.
#[tokio::test(flavor = "multi_thread")]
async fn regression_03_nothing_is_found_under_another_patients_path() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let strangers = strangers(&app, &world).await;
    let own = strangers[0].person.id;
    let before = app.rows().await;
    let nested: Vec<Operation> = operations()
        .into_iter()
        .filter(|operation| operation.parameters().len() > 1 && operation.path.contains("{patient_id}"))
        .collect();
    assert!(nested.len() >= 5, "reports and their documents");
    for operation in &nested {
        let path = world.path(operation).replace(world.id("patient_id"), &own.to_string());
        for stranger in &strangers[..2] {
            let case = cases().into_iter().find(|case| case.name == operation.name()).expect("in the table");
            let reply = ask(&world, operation, &case, &path, &stranger.person).await;
            assert_eq!(reply.status, 404, "{} {}", stranger.who, operation.name());
        }
    }
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
}

/// An operation of a clinical chapter that no case names has not been thought about.
#[test]
fn every_clinical_operation_is_tried() {
    let cases = cases();
    let all = operations();
    let clinical = all.iter().filter(|operation| operation.tags.iter().any(|tag| CLINICAL.contains(&tag.as_str())));
    let missing: Vec<String> =
        clinical.map(Operation::name).filter(|name| !cases.iter().any(|case| case.name == name)).collect();
    assert!(missing.is_empty(), "no case tries {missing:#?}");
    for chapter in CLINICAL {
        assert!(all.iter().any(|operation| operation.tags == [chapter]), "there is no chapter {chapter}");
    }
}

/// Who knows the doctor or the hospital sees none of the visits of others there.
#[tokio::test(flavor = "multi_thread")]
async fn regression_04_a_mapping_to_a_doctor_shows_none_of_his_other_appointments() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let samir = app.patient("Samir Ziane").await;
    app.treat(&world.admin, &world.doctor, samir.id).await;
    let elsewhere = app.hospital(&world.admin, "Elsewhere").await;
    app.employ(&world.admin, &elsewhere, &world.doctor).await;
    app.register(&world.admin, &elsewhere, samir.id).await;
    let booking = json!({ "doctor_id": world.doctor.id, "time_slot": "2026-03-11T10:00Z" });
    let own = samir.post("/appointments", booking).await.expect(201)["id"].clone();
    let of_doctor = format!("/appointments?doctor_id={}", world.doctor.id);
    for list in ["/appointments", "/appointments/me", &of_doctor] {
        let rows = samir.get(list).await.rows();
        assert_eq!(rows.iter().map(|row| &row["id"]).collect::<Vec<_>>(), [&own], "{list}");
        assert!(elsewhere.get(list).await.rows().is_empty(), "{list}");
    }
    samir.get(&format!("/appointments/{}", world.id("appointment_id"))).await.expect(404);
    elsewhere.get(&format!("/appointments/{}", world.id("appointment_id"))).await.expect(404);
    samir.get(&format!("/appointments/doctor/{}", world.doctor.id)).await.expect(403);
    elsewhere.get(&format!("/appointments/doctor/{}", world.doctor.id)).await.expect(403);
}

/// A file stays with its patient, even in the hands of a doctor who may read it.
#[tokio::test(flavor = "multi_thread")]
async fn regression_05_a_file_is_given_to_no_other_patient() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let samir = app.patient("Samir Ziane").await;
    app.treat(&world.admin, &world.doctor, samir.id).await;
    let pair = json!({ "doctor_id": world.doctor.id, "patient_id": samir.id });
    let chat = samir.post("/chats", pair).await.expect(201)["id"].clone();
    let document = world.id("document_id");
    let before = app.rows().await;
    for sender in [&samir, &world.doctor] {
        let message = json!({ "chat_id": chat, "message": "look", "document_id": document });
        sender.post("/messages", message).await.refused(404, "document_id");
        let details = json!({ "chat_id": chat, "message": "look", "file_details": { "document_id": document } });
        sender.post("/messages", details).await.refused(404, "document_id");
        let interview = json!({ "chat_id": chat, "message": "look", "ai_session_id": world.id("session_id") });
        sender.post("/messages", interview).await.refused(404, "ai_session_id");
    }
    let history = json!({ "summary": "x", "documents": [document] });
    world.doctor.post(&format!("/patients/{}/case-history", samir.id), history).await.refused(404, "documents[0]");
    assert_eq!(before.changes(&app.rows().await), [""; 0]);
    samir.get(&format!("/documents/{document}")).await.expect(404);
    samir.post(&format!("/documents/{document}/link"), json!({})).await.expect(404);
}
