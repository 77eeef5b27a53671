//! Booking, reading, changing and cancelling appointments, and who may.

use e2e::{
    Person, TestApp,
    booking::{at, path},
};
use serde_json::{Value, json};

struct Practice {
    app: TestApp,
    admin: Person,
    doctor: Person,
    nadia: Person,
}

async fn practice() -> Practice {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Karim Benali").await, app.patient("Nadia Haddad").await);
    Practice { app, admin, doctor, nadia }
}

fn ids(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_books_and_the_doctor_takes_it_on() {
    let Practice { app, doctor, nadia, .. } = practice().await;
    let mut wanted = at(&doctor, "2026-03-03T10:00:00+01:00");
    wanted["symptoms"] = json!("Fever, headache for 3 days");
    wanted["reason"] = json!("Regular checkup");
    let reply = nadia.post("/appointments", wanted).await;
    let location = reply.headers["location"].to_str().unwrap().to_owned();
    let booked = reply.expect(201);
    assert_eq!(location, format!("/api/v1{}", path(&booked)));
    assert_eq!(booked["status"], "scheduled");
    assert_eq!(booked["starts_at"], "2026-03-03T09:00:00Z");
    assert_eq!(booked["end_time"], "2026-03-03T09:30:00Z");
    assert_eq!(booked["patient_id"], json!(nadia.id));
    assert_eq!(booked["ai_preliminary_analysis"]["status"], "pending");
    assert_eq!(nadia.get(&path(&booked)).await.expect(200), booked);

    let seen = doctor.get(&path(&booked)).await.expect(200);
    assert_eq!((&seen["patient_name"], &seen["symptoms"]), (&json!("Nadia Haddad"), &booked["symptoms"]));
    assert!(seen["ai_preliminary_analysis"].is_null(), "the record is not open to a doctor who does not treat her yet");
    assert!(doctor.get("/mappings/doctor-patient").await.rows().is_empty());
    let confirmed = doctor.put(&path(&booked), json!({ "status": "CONFIRMED", "notes": "ok" })).await.expect(200);
    assert_eq!((&confirmed["status"], &confirmed["notes"]), (&json!("confirmed"), &json!("ok")));
    assert_eq!(doctor.get("/mappings/doctor-patient").await.rows().len(), 1);
    assert!(doctor.get(&path(&booked)).await.expect(200)["ai_preliminary_analysis"].is_object());

    assert_eq!(app.run_jobs().await, 1);
    let analysis = nadia.get(&path(&booked)).await.expect(200)["ai_preliminary_analysis"].clone();
    assert_eq!((&analysis["status"], &analysis["source"]), (&json!("done"), &json!("rules")));
    assert!(analysis["summary"].as_str().unwrap().contains("Fever"));
    assert_eq!(app.run_jobs().await, 0);
    app.wait(chrono::TimeDelta::hours(30));
    let (doctor, nadia) = (app.log_in(&doctor.email).await, app.log_in(&nadia.email).await);
    let status = format!("{}/status", path(&booked));
    assert_eq!(doctor.patch(&status, json!({ "status": "completed" })).await.expect(200)["status"], "completed");
    doctor.patch(&status, json!({ "status": "scheduled" })).await.expect(409);
    doctor.put(&path(&booked), json!({ "notes": "seen" })).await.expect(200);
    nadia.put(&format!("{}/cancel", path(&booked)), json!({})).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_told_at_once() {
    let Practice { app: _app, doctor, nadia, .. } = practice().await;
    let mut wanted = at(&doctor, "2026-03-03T10:00Z");
    wanted["symptoms"] = json!("crushing chest pain spreading to my left arm, I cannot breathe");
    let told = nadia.post("/appointments", wanted).await.expect(201)["ai_preliminary_analysis"].clone();
    assert_eq!((&told["status"], &told["urgency"]), (&json!("pending"), &json!("emergency")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_frees_its_time_and_does_not_come_back() {
    let Practice { app: _app, admin, doctor, nadia } = practice().await;
    let booked = nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    nadia.post("/appointments", at(&doctor, "2026-03-03T10:15Z")).await.expect(409);
    let cancelled =
        nadia.put(&format!("{}/cancel", path(&booked)), json!({ "cancellation_reason": "better" })).await.expect(200);
    assert_eq!((&cancelled["status"], &cancelled["cancellation_reason"]), (&json!("cancelled"), &json!("better")));
    assert_eq!(cancelled["cancelled_by"], json!(nadia.user));
    let again = nadia.post("/appointments", at(&doctor, "2026-03-03T10:15Z")).await.expect(201);
    doctor.patch(&format!("{}/status", path(&booked)), json!({ "status": "confirmed" })).await.expect(409);
    doctor.put(&path(&booked), json!({ "status": "scheduled" })).await.expect(409);
    nadia.put(&path(&booked), json!({ "time_slot": "2026-03-05T10:00Z" })).await.expect(409);
    nadia.delete(&path(&booked)).await.expect(409);
    assert_eq!(nadia.delete(&path(&again)).await.expect(200)["status"], "cancelled");
    let post = nadia.post(&format!("{}/cancel", path(&again)), json!({})).await;
    post.expect(409);
    let all = admin.get("/appointments?status=cancelled").await.rows();
    assert_eq!(all.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_leaves_itself_aside_but_not_others() {
    let Practice { app, doctor, nadia, .. } = practice().await;
    let first = nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    let omar = app.patient("Omar").await;
    omar.post("/appointments", at(&doctor, "2026-03-03T11:00Z")).await.expect(201);
    let moved = nadia.put(&path(&first), json!({ "time_slot": "2026-03-03T10:15Z" })).await.expect(200);
    assert_eq!(moved["ends_at"], "2026-03-03T10:45:00Z");
    let longer = nadia.patch(&path(&first), json!({ "duration_minutes": 45 })).await.expect(200);
    assert_eq!((&longer["starts_at"], &longer["duration_minutes"]), (&json!("2026-03-03T10:15:00Z"), &json!(45)));
    let clash = nadia.patch(&path(&first), json!({ "duration_minutes": 60 })).await;
    assert_eq!(clash.status, 409);
    let reasons = clash.body["error"]["details"]["reasons"].as_array().unwrap().clone();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(reasons[0].as_str().unwrap().contains("doctor"));
    let whole = nadia.get(&path(&first)).await.expect(200);
    assert_eq!(nadia.put(&path(&first), whole.clone()).await.expect(200), whole, "what is read may be written back");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_03_04_an_appointment_is_only_for_those_who_take_part() {
    let Practice { app, admin, doctor, nadia } = practice().await;
    let hospital = app.hospital(&admin, "Saint Louis").await;
    app.employ(&admin, &hospital, &doctor).await;
    let mut wanted = at(&doctor, "2026-03-03T10:00Z");
    wanted["hospital_id"] = json!(hospital.id);
    wanted["symptoms"] = json!("cough");
    let booked = nadia.post("/appointments", wanted).await.expect(201);
    assert_eq!(booked["hospital_name"], "Saint Louis");
    let mapped = hospital.get("/mappings/hospital-patient").await.rows();
    assert_eq!(mapped.len(), 1, "a booking by the patient registers her at the hospital");

    let other_hospital = app.hospital(&admin, "Elsewhere").await;
    let other_doctor = app.doctor(&admin, "Other").await;
    app.treat(&admin, &other_doctor, nadia.id).await;
    let strangers = [
        app.patient("Omar").await,
        other_doctor,
        app.unverified_doctor("Unverified").await,
        app.receptionist(&other_hospital).await,
        other_hospital,
    ];
    for stranger in &strangers {
        stranger.get(&path(&booked)).await.expect(404);
        stranger.put(&path(&booked), json!({ "reason": "mine now" })).await.expect(404);
        stranger.put(&format!("{}/cancel", path(&booked)), json!({})).await.expect(404);
        stranger.delete(&path(&booked)).await.expect(404);
        let status =
            stranger.patch(&format!("{}/status", path(&booked)), json!({ "status": "confirmed" })).await.status;
        assert!(status == 404 || status == 403);
        assert!(stranger.get("/appointments").await.rows().is_empty());
        assert!(stranger.get(&format!("/appointments?patient_id={}", nadia.id)).await.rows().is_empty());
    }
    let desk = app.receptionist(&hospital).await;
    for insider in [&hospital, &desk, &app.nurse(&hospital).await, &nadia, &doctor, &admin] {
        assert_eq!(ids(&insider.get("/appointments").await.rows()), ids(std::slice::from_ref(&booked)));
    }
    let seen = desk.get(&path(&booked)).await.expect(200);
    assert!(seen["symptoms"].is_null() && seen["ai_preliminary_analysis"].is_null());
    desk.put(&path(&booked), json!({ "symptoms": null })).await.expect(403);
    desk.put(&path(&booked), json!({ "hospital_id": null })).await.expect(403);
    nadia.put(&path(&booked), json!({ "status": "completed" })).await.expect(403);
    nadia.put(&path(&booked), json!({ "notes": "mine" })).await.expect(403);
    nadia.patch(&format!("{}/status", path(&booked)), json!({ "status": "cancelled" })).await.expect(403);
    desk.patch(&format!("{}/status", path(&booked)), json!({ "status": "confirmed" })).await.expect(200);
    app.anonymous().get(&path(&booked)).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_belong_to_the_person_in_question() {
    let Practice { app, admin, doctor, nadia } = practice().await;
    let omar = app.patient("Omar").await;
    let mut mine = Vec::new();
    for hour in ["2026-03-05T10:00Z", "2026-03-03T10:00Z", "2026-03-04T10:00Z"] {
        mine.push(nadia.post("/appointments", at(&doctor, hour)).await.expect(201)["id"].as_str().unwrap().to_owned());
    }
    omar.post("/appointments", at(&doctor, "2026-03-03T23:45Z")).await.expect(201);
    let by_time = vec![mine[1].clone(), mine[2].clone(), mine[0].clone()];
    for list in ["/appointments/me", "/appointments/my-appointments", "/appointments"] {
        assert_eq!(ids(&nadia.get(list).await.rows()), by_time, "{list}");
    }
    assert_eq!(ids(&nadia.get(&format!("/appointments/patient/{}", nadia.id)).await.rows()), by_time);
    assert_eq!(doctor.get("/appointments/doctor/me").await.rows().len(), 4);
    assert_eq!(doctor.get(&format!("/appointments/doctor/{}", doctor.id)).await.rows().len(), 4);
    assert_eq!(admin.get(&format!("/appointments/patient/{}", omar.id)).await.rows().len(), 1);

    nadia.get(&format!("/appointments/patient/{}", omar.id)).await.expect(404);
    nadia.get(&format!("/appointments/doctor/{}", doctor.id)).await.expect(403);
    let other = app.doctor(&admin, "Other").await;
    other.get(&format!("/appointments/doctor/{}", doctor.id)).await.expect(403);
    doctor.get(&format!("/appointments/patient/{}", nadia.id)).await.expect(403);
    let hospital = app.hospital(&admin, "Saint Louis").await;
    assert!(hospital.get(&format!("/appointments/hospital/{}", hospital.id)).await.rows().is_empty());
    hospital.get(&format!("/appointments/hospital/{}", other.id)).await.expect(403);

    let first = nadia.get("/appointments?limit=2").await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(ids(&first.rows()), by_time[..2]);
    assert_eq!(ids(&nadia.get(&format!("/appointments?limit=2&cursor={cursor}")).await.rows()), by_time[2..]);
    let counted = nadia.get("/appointments?page=2&limit=2").await;
    assert_eq!(counted.body["meta"]["total"], 3);
    assert_eq!(ids(&counted.rows()), by_time[2..]);
    let days = nadia.get("/appointments?date_from=2026-03-04&date_to=2026-03-04").await.rows();
    assert_eq!(ids(&days), by_time[1..2]);
    assert_eq!(doctor.get("/appointments/doctor/me?date=2026-03-03&status=scheduled,confirmed").await.rows().len(), 2);
    for (query, field) in [
        ("status=lost", "status"),
        ("status=held", "status"),
        ("date=2026-02-30", "date"),
        ("date_from=tomorrow", "date_from"),
        ("doctor_id=7", "doctor_id"),
        ("cursor=0a", "cursor"),
        ("limit=0", "limit"),
    ] {
        nadia.get(&format!("/appointments?{query}")).await.refused(400, field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebodys_appointment_is_changed_by_its_id_in_the_body() {
    let Practice { app, doctor, nadia, .. } = practice().await;
    let booked = nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    let body = |reason: &str| json!({ "appointment_id": booked["id"], "reason": reason });
    let of_patient = format!("/appointments/patient/{}", nadia.id);
    let of_doctor = format!("/appointments/doctor/{}", doctor.id);
    assert_eq!(nadia.put(&of_patient, body("one")).await.expect(200)["reason"], "one");
    assert_eq!(doctor.put(&of_doctor, body("two")).await.expect(200)["reason"], "two");
    nadia.put(&of_patient, json!({ "reason": "x" })).await.refused(400, "appointment_id");
    let omar = app.patient("Omar").await;
    omar.put(&of_patient, body("three")).await.refused(404, "appointment_id");
    omar.put(&format!("/appointments/patient/{}", omar.id), body("three")).await.refused(404, "appointment_id");
    omar.put(&of_doctor, body("three")).await.expect(403);
}
