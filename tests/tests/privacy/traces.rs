//! Nothing of the person is left in any table.

use chrono::TimeDelta;
use e2e::{PASSWORD, Person, TestApp, files::PNG};
use reqwest::Method;
use serde_json::{Value, json};

use super::erased;
use crate::documents::{at, one, readers::made_private, stored};

/// A word in every personal field and nowhere else.
const TRACE: &str = "quillmark";

/// A patient with the word in everything that says who she is.
async fn marked(app: &TestApp) -> Person {
    let fields = json!({ "contact": TRACE, "address": TRACE, "first_name": TRACE, "last_name": TRACE,
        "dob": "1990-07-05", "gender": "female" });
    let nadia = app.signed_up("/auth/patient-signup", TRACE, fields).await;
    let account = json!({ "contact": TRACE, "address": TRACE, "first_name": TRACE, "last_name": TRACE });
    nadia.put("/users/me", account).await.expect(200);
    let record = json!({ "first_name": TRACE, "last_name": TRACE, "contact": TRACE, "address": TRACE, "city": TRACE,
        "country": TRACE, "photo": format!("https://example.org/{TRACE}.png"), "emergency_contact_name": TRACE,
        "emergency_contact_phone": TRACE });
    nadia.patch(&format!("/patients/{}", nadia.id), record).await.expect(200);
    let change = json!({ "current_password": PASSWORD, "new_password": "N3w!passw" });
    nadia.post("/auth/change-password", change).await.expect(200);
    let sign_in = app.request(Method::POST, "/auth/login").header("user-agent", format!("{TRACE} browser"));
    app.send(sign_in.json(&json!({ "email": nadia.email, "password": "N3w!passw" }))).await.expect(200);
    nadia
}

/// What says from where and with what somebody signed in.
async fn ways_in(app: &TestApp, user: &Person) -> Vec<String> {
    let user = user.user;
    app.lines(&format!(
        "SELECT COALESCE(ip, '') || COALESCE(device, '') || COALESCE(cookie_hash, '') AS line FROM sessions \
         WHERE CAST(user_id AS TEXT) = '{user}'
         UNION ALL SELECT password_hash FROM password_history WHERE CAST(user_id AS TEXT) = '{user}'
         UNION ALL SELECT key FROM idempotency_keys WHERE CAST(user_id AS TEXT) = '{user}'
         UNION ALL SELECT password_hash FROM users WHERE password_hash IS NOT NULL AND CAST(id AS TEXT) = '{user}'"
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_patient_without_clinical_data_nothing_is_left() {
    let app = TestApp::start().await;
    let nadia = marked(&app).await;
    let stated = json!({ "allergies": [TRACE], "medications": [TRACE], "medical_history": { TRACE: TRACE },
        "blood_group": "O+", "height_cm": 170, "weight_kg": 60 });
    nadia.patch(&format!("/patients/{}", nadia.id), stated).await.expect(200);
    let interview = nadia.post("/ai/sessions", json!({ "patient_id": nadia.id })).await.expect(201);
    let said = json!({ "session_id": interview["id"], "message": format!("{TRACE} hurts since yesterday") });
    nadia.post("/ai/messages", said).await.expect(201);
    assert!(app.rows().await.with(TRACE).len() > 6, "there is something to be erased");
    assert!(ways_in(&app, &nadia).await.iter().any(|way| way.contains(TRACE)));
    erased(&app, &nadia).await;
    assert_eq!(app.rows().await.with(TRACE), [""; 0]);
    assert!(ways_in(&app, &nadia).await.iter().all(String::is_empty), "{:?}", ways_in(&app, &nadia).await);
    let left =
        app.lines("SELECT name || COALESCE(gender, '-') || COALESCE(CAST(dob AS TEXT), '-') AS line FROM patients");
    assert_eq!(left.await, ["erased patient--"]);
    assert_eq!(app.lines("SELECT text AS line FROM clinical_facts").await, [""; 0]);
}

/// A doctor who treats her, and what both wrote, with no word in it that says who she is.
async fn treated(app: &TestApp, nadia: &Person) -> (Person, Person, Value) {
    let admin = app.admin().await;
    let (doctor, hospital) = (app.doctor(&admin, "Amina Benali").await, app.hospital(&admin, "Mustapha").await);
    app.treat(&admin, &doctor, nadia.id).await;
    app.register(&admin, &hospital, nadia.id).await;
    let about = format!("/patients/{}", nadia.id);
    doctor.post(&format!("{about}/case-history"), json!({ "summary": "asthma" })).await.expect(201);
    let report = json!({ "title": "spirometry", "report_type": "lab_test" });
    doctor.post(&format!("{about}/reports"), report).await.expect(201);
    nadia
        .patch(&about, json!({ "allergies": ["pollen"], "medical_history": { "asthma": "since 2001" } }))
        .await
        .expect(200);
    let pair = json!({ "doctor_id": doctor.id, "patient_id": nadia.id });
    let chat = nadia.post("/chats", pair).await.expect(201);
    let draft = doctor
        .post("/ai/suggested-response", json!({ "patient_id": nadia.id, "summary": "a cough" }))
        .await
        .expect(200);
    assert!(draft.to_string().contains(TRACE), "it greets her: {draft}");
    for slot in ["2026-03-02T08:30Z", "2026-03-10T10:00Z"] {
        let visit = json!({ "doctor_id": doctor.id, "time_slot": slot, "symptoms": "cough", "extras": TRACE });
        nadia.post("/appointments", visit).await.expect(201);
    }
    (admin, doctor, chat)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_patient_with_clinical_data_the_record_stays_without_the_person() {
    let app = TestApp::start().await;
    let nadia = marked(&app).await;
    let (admin, doctor, chat) = treated(&app, &nadia).await;
    let sent = one(&nadia, &nadia, "scan.png", PNG).await;
    let private = made_private(&app, &nadia, &sent).await;
    let (shared, unshared) = (interview(&nadia, "a cough").await, interview(&nadia, TRACE).await);
    let message =
        json!({ "chat_id": chat["id"], "message": "see this", "ai_session_id": shared, "document_id": private["id"] });
    let key = nadia.request(Method::POST, "/messages").header("idempotency-key", TRACE);
    nadia.send(key.json(&message)).await.expect(201);
    let thread = format!("/chat/threads/{}/status", chat["id"].as_str().unwrap());
    nadia.patch(&thread, json!({ "status": "archived" })).await.expect(200);
    // The first of the two visits has begun by then.
    app.wait(TimeDelta::minutes(45));
    erased(&app, &nadia).await;

    assert_eq!(app.rows().await.with(TRACE), [""; 0]);
    assert!(ways_in(&app, &nadia).await.iter().all(String::is_empty));
    doctor.get(&format!("/patients/{}", nadia.id)).await.expect(404);
    let record = admin.get(&format!("/patients/{}", nadia.id)).await.expect(200);
    assert_eq!((&record["name"], &record["dob"]), (&json!("erased patient"), &json!("1990-01-01")));
    assert_eq!((&record["gender"], &record["allergies"]), (&json!("female"), &json!(["pollen"])));
    assert_eq!(record["medical_history"], json!({ "asthma": "since 2001" }));
    for kept in ["case-history", "reports"] {
        admin.get(&format!("/patients/{}/{kept}", nadia.id)).await.expect(200);
    }
    admin.get(&at(&sent, "")).await.expect(200);
    let count =
        async |sql: &str| app.lines(&format!("SELECT CAST(COUNT(*) AS TEXT) AS line FROM {sql}")).await.remove(0);
    assert_eq!(count("documents WHERE category = 'file'").await, "0");
    assert_eq!(count("ai_sessions").await, "1", "{unshared} was nobody's but hers");
    assert_eq!(count("messages WHERE document_id IS NOT NULL").await, "0");
    assert_eq!(count("chats WHERE status = 'closed' AND NOT is_active_for_doctor").await, "1");
    assert_eq!(count("doctor_patient_mappings WHERE ended_at IS NULL").await, "0");
    assert_eq!(count("hospital_patient_mappings WHERE ended_at IS NULL").await, "0");
    let visits = app.lines("SELECT status AS line FROM appointments ORDER BY starts_at").await;
    assert_eq!(visits, ["scheduled", "cancelled"], "what is past stays as it was");
    doctor.get(&format!("/chats/{}", chat["id"].as_str().unwrap())).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_objects_of_the_private_collection_go_with_the_next_sweep() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let sent = one(&nadia, &nadia, "scan.png", PNG).await;
    let private = made_private(&app, &nadia, &sent).await;
    let key = format!("patients/{}/{}", nadia.id, private["id"].as_str().unwrap());
    let bytes = futures_util::stream::iter([Ok(bytes::Bytes::from_static(PNG))]);
    app.wired.files.put(&key, "image/png", Box::pin(bytes)).await.unwrap();
    erased(&app, &nadia).await;
    app.wait(TimeDelta::days(36_500));
    assert_eq!(app.wired.services.documents.sweep_orphans().await.unwrap(), 1);
    let left = stored(&app).await;
    assert!(left.len() == 1 && !left.contains(&key), "what was given to the record stays: {left:?}");
}

/// An interview in which this was said.
async fn interview(nadia: &Person, words: &str) -> Value {
    let interview = nadia.post("/ai/sessions", json!({ "patient_id": nadia.id })).await.expect(201);
    let said = json!({ "session_id": interview["id"], "message": format!("{words} since yesterday") });
    nadia.post("/ai/messages", said).await.expect(201);
    interview["id"].clone()
}
