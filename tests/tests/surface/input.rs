//! What may not come in, and under which name it is refused.

use e2e::TestApp;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

fn nested(levels: usize) -> Value {
    (1..levels).fold(json!([]), |inner, _| json!([inner]))
}

#[tokio::test(flavor = "multi_thread")]
async fn issues_name_the_field_that_came() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let doctor = app.doctor(&admin, "Amina").await;
    let me = "/patients/me";
    nadia.put(me, json!({ "date_of_birth": "2026-02-30" })).await.refused(400, "date_of_birth");
    nadia.put(me, json!({ "dob": "2026-02-30" })).await.refused(400, "dob");
    nadia.put(me, json!({ "dob": "-001-01-01" })).await.refused(400, "dob");
    nadia.put(me, json!({ "weight": 0 })).await.refused(400, "weight");
    nadia.put(me, json!({ "height": 5, "height_cm": 5 })).await.refused(400, "height_cm");
    doctor
        .put(&format!("/doctors/{}", doctor.id), json!({ "experience_years": 99 }))
        .await
        .refused(400, "experience_years");
    admin.post("/auth/signup", json!({ "user_type": "king" })).await.refused(400, "user_type");
    let long = "x".repeat(1_001);
    admin.get(&format!("/hospitals?search={long}")).await.refused(400, "search");
    admin.get(&format!("/suggestions?search={long}")).await.refused(400, "search");
    admin.get("/suggestions?q=a&search=b").await.refused(400, "search");
    admin.get("/suggestions?q=a&search=a").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn issues_of_a_nested_body_carry_its_path() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let relate = async |patient: Value| {
        nadia.post("/mappings/user-patient", json!({ "relation": "child", "patient": patient })).await
    };
    relate(json!({ "name": "Lina", "dob": "2026-02-30" })).await.refused(400, "patient.dob");
    relate(json!({ "dob": "2016-02-20" })).await.refused(400, "patient.name");
    let long = "x".repeat(150);
    relate(json!({ "first_name": long, "last_name": long })).await.refused(400, "patient.name");
    relate(json!({ "name": "Lina", "height": "tall" })).await.refused(400, "patient.height");
    relate(json!({ "first_name": "Lina", "last_name": "Haddad" })).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_made_of_two_is_no_longer_than_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let long = "x".repeat(200);
    let names =
        json!({ "first_name": long, "last_name": long, "email": "long@example.org", "password": e2e::PASSWORD });
    app.anonymous().post("/auth/patient-signup", names.clone()).await.refused(400, "name");
    admin.post("/doctors", names.clone()).await.refused(400, "name");
    admin.post("/patients", names).await.refused(400, "name");
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_is_no_utf_8_is_refused_by_its_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.get("/users?search=%FF").await.refused(400, "search");
    admin.get("/users?search=%C3%A9").await.expect(200);
    let form = app.request(Method::POST, "/auth/login").header("content-type", "application/x-www-form-urlencoded");
    app.send(form.body("username=a%40b.example&password=%FF%FE")).await.refused(400, "password");
}

#[tokio::test(flavor = "multi_thread")]
async fn free_json_is_shallow_enough_to_be_read_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Amina").await, app.patient("Nadia").await);
    let book = async |extras: Value| {
        let body = json!({ "doctor_id": doctor.id, "time_slot": "2026-03-03T10:00Z", "extras": extras });
        let request = nadia.request(Method::POST, "/appointments").header("idempotency-key", "deep").json(&body);
        nadia.send(request).await
    };
    book(nested(126)).await.refused(400, "extras");
    book(nested(33)).await.refused(400, "extras");
    let first = book(nested(32)).await;
    let again = book(nested(32)).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{:#}", again.body);
    assert_eq!(first.body, again.body);
    let history = json!({ "medical_history": { "a": nested(32) } });
    nadia.put("/patients/me", history).await.refused(400, "medical_history");
    let treatment = app.treat(&admin, &doctor, nadia.id).await;
    assert!(treatment["id"].is_string());
    let chat = nadia.post("/chats", json!({ "doctor_id": doctor.id, "patient_id": nadia.id })).await.expect(201);
    let message = json!({ "chat_id": chat["id"], "message": "x", "file_details": { "a": nested(32) } });
    nadia.post("/messages", message).await.refused(400, "file_details");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_must_be_in_their_order() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    nadia.get("/appointments?date_from=2026-03-02&date_to=2026-03-01").await.refused(400, "date_to");
    nadia.get("/appointments?date_from=2026-03-01&date_to=2026-03-01").await.expect(200);
    nadia.get("/appointments?date_from=-001-01-01").await.refused(400, "date_from");
}
