use e2e::{
    TestApp,
    booking::{at, path},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_or_moved_with_a_doctor_who_cannot_answer() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let (admin, doctor, nadia) = (&talk.admin, &talk.doctor, &talk.patient);
    let booked = nadia.post("/appointments", at(doctor, "2026-03-03T10:00Z")).await.expect(201);
    let words = json!({ "chat_id": talk.chat, "message": "Are you there?" });
    let later = json!({ "time_slot": "2026-03-03T11:00Z" });
    let refuses = async || {
        nadia.post("/messages", words.clone()).await.expect(409);
        nadia.put(&path(&booked), later.clone()).await.expect(409);
        assert_eq!(talk.messages(nadia).await.len(), 1, "what was said stays");
        nadia.put(&path(&booked), json!({ "reason": "as before" })).await.expect(200);
    };
    talk.say(doctor, "Good morning").await;
    doctor.put("/doctors/me/profile", json!({ "license_number": "a new one" })).await.expect(200);
    refuses().await;
    admin.put(&format!("/doctors/{}/verify", doctor.id), json!({})).await.expect(200);
    nadia.put(&path(&booked), later.clone()).await.expect(200);
    nadia.put(&path(&booked), json!({ "time_slot": "2026-03-03T10:00Z" })).await.expect(200);
    admin.delete(&format!("/doctors/{}", doctor.id)).await.expect(200);
    refuses().await;
    nadia.put(&format!("{}/cancel", path(&booked)), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctors_new_time_zone_moves_the_days_of_the_appointments() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Karim").await, app.patient("Nadia").await);
    doctor.put("/doctors/me/profile", json!({ "timezone": "UTC" })).await.expect(200);
    let late = nadia.post("/appointments", at(&doctor, "2026-03-03T22:30:00Z")).await.expect(201);
    nadia.post("/appointments", at(&doctor, "2026-03-03T12:00:00Z")).await.expect(201);
    let on = async |day: &str| doctor.get(&format!("/appointments?date={day}")).await.rows().len();
    assert_eq!((on("2026-03-03").await, on("2026-03-04").await), (2, 0));
    doctor.put("/doctors/me/profile", json!({ "timezone": "Asia/Tokyo" })).await.expect(200);
    assert_eq!((on("2026-03-03").await, on("2026-03-04").await), (1, 1));
    assert_eq!(nadia.get(&path(&late)).await.expect(200)["appointment_date"], "2026-03-04");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_without_a_time_zone_has_the_hospitals() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Karim").await, app.patient("Nadia").await);
    let (first, second) = (app.hospital(&admin, "Mustapha").await, app.hospital(&admin, "Beni Messous").await);
    let zone = async || doctor.get(&format!("/doctors/{}", doctor.id)).await.expect(200)["timezone"].clone();
    let move_to = async |hospital: &e2e::Person, zone: &str| {
        hospital.put(&format!("/hospitals/{}", hospital.id), json!({ "timezone": zone })).await.expect(200);
    };
    move_to(&first, "Africa/Algiers").await;
    let late = nadia.post("/appointments", at(&doctor, "2026-03-03T23:30:00Z")).await.expect(201);
    assert_eq!((zone().await, &late["appointment_date"]), (json!("UTC"), &json!("2026-03-03")));
    app.employ(&admin, &first, &doctor).await;
    assert_eq!(zone().await, "Africa/Algiers");
    assert_eq!(nadia.get(&path(&late)).await.expect(200)["appointment_date"], "2026-03-04");
    assert_eq!(doctor.get("/appointments?date=2026-03-04").await.rows().len(), 1);
    let forms = json!({ "doctor_id": doctor.id, "appointment_date": "2026-03-05", "appointment_time": "10:00" });
    let booked = nadia.post("/appointments", forms).await.expect(201);
    assert_eq!(booked["start_time"], "2026-03-05T09:00:00Z", "{booked:#}");
    let other = app.doctor(&admin, "Amina").await;
    app.employ(&admin, &second, &doctor).await;
    app.employ(&admin, &second, &other).await;
    assert_eq!(zone().await, "Africa/Algiers", "the first hospital's");
    let moves =
        "SELECT action AS line FROM audit_log WHERE action = 'doctor.change' AND CAST(changes AS TEXT) LIKE '%zone%'";
    assert_eq!(app.lines(moves).await, ["doctor.change"]);
    move_to(&first, "Asia/Tokyo").await;
    assert_eq!(zone().await, "Asia/Tokyo");
    doctor.put("/doctors/me/profile", json!({ "timezone": "UTC" })).await.expect(200);
    move_to(&first, "Africa/Algiers").await;
    assert_eq!(zone().await, "UTC", "his own");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_booked_for_a_patient_who_is_gone_can_be_completed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Karim").await, app.patient("Nadia").await);
    let booked = nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    admin.delete(&format!("/patients/{}", nadia.id)).await.expect(200);
    let status = format!("{}/status", path(&booked));
    doctor.put(&status, json!({ "status": "confirmed" })).await.expect(200);
    assert_eq!(admin.get("/mappings/doctor-patient").await.rows().len(), 0, "nobody is treated anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_03_draft_replies_tell_nothing_about_other_chats_and_interviews() {
    let app = TestApp::start().await;
    let (talk, other) = (app.talk().await, app.talk().await);
    let interview = other.patient.post("/ai/sessions", json!({ "patient_id": other.patient.id })).await.expect(201);
    let asked = async |body: serde_json::Value| {
        let reply = talk.doctor.post("/ai/suggested-response", body).await;
        (reply.status.as_u16(), reply.body["message"].clone(), reply.body["error"]["details"].clone())
    };
    let unknown = "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c02";
    let nothing = asked(json!({ "chat_id": unknown })).await;
    assert_eq!(nothing.0, 404);
    assert_eq!(asked(json!({ "chat_id": other.chat })).await, nothing);
    let mixed = |chat: &str| json!({ "patient_id": talk.patient.id, "chat_id": chat });
    assert_eq!(asked(mixed(&other.chat)).await, asked(mixed(unknown)).await);
    let nothing = asked(json!({ "session_id": unknown })).await;
    assert_eq!(asked(json!({ "session_id": interview["id"] })).await, nothing);
}
