//! Doctors, hospitals and their staff, administrators.

use e2e::{PASSWORD, Person, TestApp};
use serde_json::json;

use super::{asked, entries, erased, given};

const TRACE: &str = "quillmark";

async fn practice(app: &TestApp, doctor: &Person) {
    let profile = json!({ "bio": TRACE, "contact": TRACE, "details": TRACE, "clinic_address": TRACE, "city": TRACE,
        "country": TRACE, "photo": format!("https://example.org/{TRACE}.png"), "license_number": TRACE,
        "specialization": "cardiology", "qualification": "MD", "consultation_fee": 40 });
    doctor.patch("/doctors/me/profile", profile).await.expect(200);
    // A new licence number waits for an administrator.
    let admin = app.admin().await;
    admin.put(&format!("/doctors/{}/verify", doctor.id), json!({ "is_verified": true })).await.expect(200);
    doctor.put("/users/me", json!({ "contact": TRACE, "address": TRACE })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_leaves_the_name_on_what_he_wrote_and_nothing_else() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    practice(&app, &talk.doctor).await;
    let hospital = app.hospital(&talk.admin, "Mustapha").await;
    app.employ(&talk.admin, &hospital, &talk.doctor).await;
    let about = format!("/patients/{}", talk.patient.id);
    talk.doctor.post(&format!("{about}/case-history"), json!({ "summary": "asthma" })).await.expect(201);
    talk.say(&talk.doctor, "take care").await;
    let visit = json!({ "doctor_id": talk.doctor.id, "time_slot": "2026-03-10T10:00Z" });
    let visit = talk.patient.post("/appointments", visit).await.expect(201);
    let listed = format!("/doctors/{}", talk.doctor.id);
    app.get(&listed).await.expect(200);
    assert!(!app.rows().await.with(TRACE).is_empty());
    erased(&app, &talk.doctor).await;

    assert_eq!(app.rows().await.with(TRACE), [""; 0]);
    app.get(&listed).await.expect(404);
    let doctors = "SELECT name || ' ' || COALESCE(specialization, '-') AS line FROM doctors";
    assert_eq!(app.lines(doctors).await, ["Amina Benali cardiology"]);
    assert_eq!(app.lines("SELECT name AS line FROM users WHERE role = 'doctor'").await, ["erased user"]);
    let said = talk.messages(&talk.patient).await;
    assert_eq!(said[0]["message"], json!("take care"), "the patient keeps reading");
    assert_eq!(talk.seen_by(&talk.patient).await["doctor"]["name"], json!("Amina Benali"));
    let words = json!({ "chat_id": talk.chat, "message": "and now?" });
    assert!([403, 409].contains(&talk.patient.post("/messages", words).await.status.as_u16()));
    let visit = talk.patient.get(&format!("/appointments/{}", visit["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(visit["status"], json!("cancelled"));
    let live = "SELECT 'x' AS line FROM doctor_patient_mappings WHERE ended_at IS NULL
        UNION ALL SELECT 'x' FROM hospital_doctor_mappings WHERE ended_at IS NULL";
    assert_eq!(app.lines(live).await, [""; 0]);
    assert_eq!((entries(&app, "user.erase").await, entries(&app, "doctor.erase").await), (1, 1));
    // The patient reads in the access log what ended.
    let told = talk.patient.get(&format!("{about}/access-log?limit=100")).await.rows();
    for what in ["doctor_patient_mapping.end", "appointment.set_status"] {
        assert!(told.iter().any(|access| access["what"] == json!(what)), "{what}: {told:#?}");
    }
    let again = json!({ "email": talk.doctor.email, "password": PASSWORD, "name": "Amina", "license_number": TRACE });
    app.post("/auth/doctor-signup", again).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hospital_and_its_staff_the_accounts_go_and_the_place_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let nurse = app.nurse(&hospital).await;
    erased(&app, &nurse).await;
    nurse.get("/users/me").await.expect(401);
    erased(&app, &hospital).await;
    let place = admin.get(&format!("/hospitals/{}", hospital.id)).await.expect(200);
    assert_eq!((&place["name"], &place["email"]), (&json!("Mustapha"), &json!(null)));
    assert_eq!(app.rows().await.with(&hospital.email), [""; 0]);
    let again = json!({ "email": hospital.email, "password": PASSWORD, "name": "Mustapha" });
    app.post("/auth/hospital-signup", again).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_active_administrator_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.delete("/users/me").await.expect(409);
    assert!(app.mail_to(&admin.email).await.is_empty(), "no code for what cannot be");
    let other = app.admin().await;
    let code = asked(&app, &admin).await;
    admin.delete(&format!("/users/{}", other.user)).await.expect(200);
    given(&admin, &code).await.expect(409);
    admin.put(&format!("/users/{}", other.user), json!({ "is_active": true })).await.expect(200);
    given(&admin, &code).await.expect(200);
    app.log_in(&other.email).await.delete("/users/me").await.expect(409);
}
