use e2e::{
    Person, TestApp,
    booking::{at, path, with},
    statuses,
};
use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::json;

async fn practice() -> (TestApp, Person, Person, Person) {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Karim Benali").await, app.patient("Nadia Haddad").await);
    (app, admin, doctor, nadia)
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_and_draft_replies_do_not_stand_in_each_others_way() {
    let (app, admin, doctor, nadia) = practice().await;
    app.treat(&admin, &doctor, nadia.id).await;
    let asked = json!({ "patient_id": nadia.id, "summary": "Sore throat for three days" });
    for hour in 9..15 {
        let slots = (0..6).map(|slot| at(&doctor, &format!("2026-03-03T{hour:02}:{slot}0:00Z")));
        let slots = slots.map(|body| with(body, json!({ "duration_minutes": 10 })));
        let bookings = join_all(slots.map(|body| nadia.post("/appointments", body)));
        let drafts = join_all((0..6).map(|_| doctor.post("/ai/suggested-response", asked.clone())));
        let (bookings, drafts) = join(bookings, drafts).await;
        assert_eq!((statuses(&bookings), statuses(&drafts)), (vec![201; 6], vec![200; 6]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_an_overbooked_appointment_that_moves_clashes_again() {
    let (app, admin, doctor, nadia) = practice().await;
    let omar = app.patient("Omar").await;
    app.treat(&admin, &doctor, omar.id).await;
    for time in ["2026-03-03T10:00Z", "2026-03-03T11:00Z"] {
        nadia.post("/appointments", at(&doctor, time)).await.expect(201);
    }
    let over = json!({ "allow_overbooking": true, "overbooking_reason": "urgent" });
    let wanted = with(at(&doctor, "2026-03-03T10:00Z"), json!({ "patient_id": omar.id }));
    let booked = doctor.post("/appointments", with(wanted, over.clone())).await.expect(201);
    let to = |time: &str| json!({ "time_slot": time });
    omar.put(&path(&booked), to("2026-03-03T11:00Z")).await.expect(409);
    omar.put(&path(&booked), with(to("2026-03-03T11:00Z"), over.clone())).await.expect(403);
    let reasonless = json!({ "allow_overbooking": true });
    doctor.put(&path(&booked), with(to("2026-03-03T11:00Z"), reasonless)).await.refused(400, "overbooking_reason");
    let moved = doctor.put(&path(&booked), with(to("2026-03-03T11:00Z"), over)).await.expect(200);
    assert_eq!((&moved["overbooked"], &moved["overbooking_reason"]), (&json!(true), &json!("urgent")));
    let moved = omar.put(&path(&booked), to("2026-03-03T12:00Z")).await.expect(200);
    assert_eq!((&moved["overbooked"], &moved["overbooking_reason"]), (&json!(false), &json!(null)));
    nadia.post("/appointments", at(&doctor, "2026-03-03T12:00Z")).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_05_a_confirmation_does_not_bring_back_a_treatment_that_was_ended_since() {
    let (app, admin, doctor, nadia) = practice().await;
    let booked = nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    let treatment = app.treat(&admin, &doctor, nadia.id).await;
    let mapping = format!("/mappings/doctor-patient/{}", treatment["id"].as_str().unwrap());
    nadia.delete(&mapping).await.expect(200);
    let confirm = json!({ "status": "confirmed" });
    let confirmed = doctor.patch(&format!("{}/status", path(&booked)), confirm.clone()).await.expect(200);
    assert_eq!((&confirmed["status"], &confirmed["ai_preliminary_analysis"]), (&json!("confirmed"), &json!(null)));
    assert!(doctor.get("/mappings/doctor-patient").await.rows().is_empty());
    doctor.get(&format!("/patients/{}", nadia.id)).await.expect(404);
    let anew = nadia.post("/appointments", at(&doctor, "2026-03-03T11:00Z")).await.expect(201);
    doctor.patch(&format!("{}/status", path(&anew)), confirm).await.expect(200);
    assert_eq!(doctor.get("/mappings/doctor-patient").await.rows().len(), 1, "a booking after it is a new consent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyed_booking_at_a_new_hospital_takes_few_statements() {
    let (app, admin, doctor, nadia) = practice().await;
    let hospital = app.hospital(&admin, "Saint Louis").await;
    app.employ(&admin, &hospital, &doctor).await;
    nadia.get("/auth/sessions").await.expect(200);
    let body = with(at(&doctor, "2026-03-03T10:00Z"), json!({ "patient_id": nadia.id, "hospital_id": hospital.id }));
    let keyed = nadia.request(Method::POST, "/appointments").header("Idempotency-Key", "once").json(&body);
    let (reply, statements) = app.statements_during(nadia.send(keyed)).await;
    reply.expect(201);
    // SQLite, where a statement is no round trip, inserts the two audit entries one by one.
    let most = if app.queried("SELECT 1").await.is_some() { 10 } else { 11 };
    assert!(statements <= most, "{statements}: at most 8 of the transaction, the session's check and the key's claim");
    assert_eq!(hospital.get("/mappings/hospital-patient").await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nurse_reads_clinical_words_only_of_patients_of_the_own_hospital() {
    let (app, admin, doctor, nadia) = practice().await;
    let hospital = app.hospital(&admin, "Saint Louis").await;
    app.employ(&admin, &hospital, &doctor).await;
    let nurse = app.nurse(&hospital).await;
    let fields = json!({ "patient_id": nadia.id, "hospital_id": hospital.id, "symptoms": "fever" });
    let booked = admin.post("/appointments", with(at(&doctor, "2026-03-03T10:00Z"), fields)).await.expect(201);
    assert_eq!(nurse.get(&path(&booked)).await.expect(200)["symptoms"], json!(null));
    app.register(&admin, &hospital, nadia.id).await;
    assert_eq!(nurse.get(&path(&booked)).await.expect(200)["symptoms"], json!("fever"));
}
