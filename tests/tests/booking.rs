//! When one may book, who gets a time that several want, and what a repeated request does.

use e2e::{
    Person, Reply, TestApp,
    booking::{at, with},
    statuses,
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

async fn practice() -> (TestApp, Person, Person, Person) {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Karim Benali").await, app.patient("Nadia Haddad").await);
    (app, admin, doctor, nadia)
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_of_six_who_want_one_time_of_a_doctor_one_gets_it() {
    let (app, _, doctor, _) = practice().await;
    let mut patients = Vec::new();
    for number in 0..6 {
        patients.push(app.patient(&format!("Patient {number}")).await);
    }
    let slots = ["10:00", "10:10", "10:20", "10:00", "09:45", "10:29"];
    let tries = patients
        .iter()
        .zip(slots)
        .map(async |(patient, slot)| patient.post("/appointments", at(&doctor, &format!("2026-03-03T{slot}Z"))).await);
    let replies = join_all(tries).await;
    let won = statuses(&replies).iter().filter(|status| **status == 201).count();
    assert!(won >= 1, "{:?}", statuses(&replies));
    let rows = doctor.get("/appointments").await.rows();
    assert_eq!(rows.len(), won);
    let starts: Vec<_> = rows.iter().map(|row| (row["starts_at"].to_string(), row["ends_at"].to_string())).collect();
    assert!(starts.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{starts:?}");

    let same = patients.iter().map(|patient| patient.post("/appointments", at(&doctor, "2026-03-04T10:00Z")));
    let replies = join_all(same).await;
    assert_eq!(statuses(&replies), [201, 409, 409, 409, 409, 409]);
    for refused in replies.iter().filter(|reply| reply.status == 409) {
        assert!(refused.body["error"]["details"]["reasons"][0].as_str().unwrap().contains("doctor"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_of_six_who_want_one_time_of_a_patient_one_gets_it() {
    let (app, admin, _, nadia) = practice().await;
    let mut doctors = Vec::new();
    for number in 0..6 {
        doctors.push(app.doctor(&admin, &format!("Doctor {number}")).await);
    }
    let replies =
        join_all(doctors.iter().map(|doctor| nadia.post("/appointments", at(doctor, "2026-03-03T10:00Z")))).await;
    assert_eq!(statuses(&replies), [201, 409, 409, 409, 409, 409]);
    for refused in replies.iter().filter(|reply| reply.status == 409) {
        assert!(refused.body["error"]["details"]["reasons"][0].as_str().unwrap().contains("patient"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_bad_times_are_refused_by_name() {
    let (_app, _, doctor, nadia) = practice().await;
    let refused = async |fields: Value, field: &str| {
        let body = with(json!({ "doctor_id": doctor.id }), fields);
        nadia.post("/appointments", body).await.refused(400, field);
    };
    refused(json!({ "time_slot": "2026-03-02T07:59:59Z" }), "time_slot").await;
    refused(json!({ "time_slot": "2028-03-03T08:00Z" }), "time_slot").await;
    refused(json!({ "starts_at": "2026-03-03T10:00Z", "ends_at": "2026-03-05T12:00Z" }), "ends_at").await;
    refused(json!({ "starts_at": "2026-03-03T10:00Z", "ends_at": "2026-03-03T18:01Z" }), "ends_at").await;
    refused(json!({ "start_time": "2026-03-03T10:00Z", "end_time": "2026-03-03T09:00Z" }), "end_time").await;
    refused(json!({ "time_slot": "2026-03-03T10:00Z", "duration_minutes": -30 }), "duration_minutes").await;
    refused(json!({ "time_slot": "2026-03-03T10:00Z", "duration_minutes": 3000 }), "duration_minutes").await;
    refused(json!({ "time_slot": "2026-03-03T10:00Z", "duration_minutes": "30" }), "duration_minutes").await;
    refused(json!({ "time_slot": "2026-03-03T10:00Z", "starts_at": "2026-03-03T11:00Z" }), "starts_at").await;
    refused(json!({ "appointment_date": "2026-03-03" }), "appointment_time").await;
    refused(json!({ "appointment_date": "2026-02-30", "appointment_time": "10:00" }), "appointment_date").await;
    refused(json!({ "appointment_date": "2026-03-03", "appointment_time": "25:00" }), "appointment_time").await;
    refused(json!({}), "time_slot").await;
    refused(json!({ "time_slot": "soon" }), "time_slot").await;
    refused(json!({ "time_slot": null }), "time_slot").await;
    assert!(doctor.get("/appointments").await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_16_bad_fields_are_refused_and_offsets_are_kept() {
    let (_app, _, doctor, nadia) = practice().await;
    let good = at(&doctor, "2026-03-03T10:00:00-05:00");
    for (fields, field) in [
        (json!({ "type": "party" }), "type"),
        (json!({ "type": null }), "type"),
        (json!({ "reason": "x".repeat(1_001) }), "reason"),
        (json!({ "symptoms": "a\u{0}" }), "symptoms"),
        (json!({ "extras": { "a": "x".repeat(20_001) } }), "extras"),
        (json!({ "patient_id": "7" }), "patient_id"),
        (json!({ "allow_overbooking": true }), "overbooking_reason"),
    ] {
        nadia.post("/appointments", with(good.clone(), fields)).await.refused(400, field);
    }
    nadia.post("/appointments", json!({ "time_slot": "2026-03-03T10:00Z" })).await.refused(400, "doctor_id");
    for unknown in ["doctor_id", "hospital_id", "patient_id"] {
        let body = with(good.clone(), json!({ unknown: "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c02" }));
        nadia.post("/appointments", body).await.refused(404, unknown);
    }
    let booked = nadia.post("/appointments", good).await.expect(201);
    assert_eq!(booked["time_slot"], "2026-03-03T15:00:00Z");
    let path = format!("/appointments/{}", booked["id"].as_str().unwrap());
    for (fields, field) in [
        (json!({ "status": null }), "status"),
        (json!({ "status": "held" }), "status"),
        (json!({ "doctor_id": nadia.id }), "doctor_id"),
        (json!({ "time_slot": "2026-03-01T10:00Z" }), "time_slot"),
        (json!({ "cancellation_reason": "x" }), "cancellation_reason"),
    ] {
        nadia.put(&path, fields).await.refused(400, field);
    }
    let kept = nadia.put(&path, json!({ "extras": [1, "two"], "reason": "new" })).await.expect(200);
    assert_eq!((&kept["extras"], &kept["reason"]), (&json!([1, "two"]), &json!("new")));
    assert!(nadia.patch(&path, json!({ "reason": null })).await.expect(200)["reason"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn times_without_an_offset_are_the_doctors() {
    let (app, admin, _, nadia) = practice().await;
    let fields = json!({ "role": "doctor", "timezone": "Europe/Paris" });
    let body = with(fields, json!({ "email": "paris@example.org", "password": e2e::PASSWORD, "name": "Paris" }));
    admin.post("/auth/signup", body).await.expect(201);
    let doctor = app.log_in("paris@example.org").await;
    let local = json!({ "doctor_id": doctor.id, "appointment_date": "2026-07-01", "appointment_time": "10:00" });
    let summer = nadia.post("/appointments", local).await.expect(201);
    assert_eq!((&summer["starts_at"], &summer["timezone"]), (&json!("2026-07-01T08:00:00Z"), &json!("Europe/Paris")));
    assert_eq!((&summer["appointment_date"], &summer["appointment_time"]), (&json!("2026-07-01"), &json!("10:00")));
    let all_forms = json!({
        "doctor_id": doctor.id, "time_slot": "2026-07-02T10:00", "appointment_date": "2026-07-02",
        "appointment_time": "10:00", "start_time": "10:00", "end_time": "2026-07-02T08:45:00Z",
        "starts_at": "2026-07-02T09:00:00+01:00", "duration_minutes": 45,
    });
    assert_eq!(nadia.post("/appointments", all_forms).await.expect(201)["duration_minutes"], 45);
    nadia.post("/appointments", at(&doctor, "2026-03-29T02:30")).await.refused(400, "time_slot");
    let twice = nadia.post("/appointments", at(&doctor, "2026-10-25T02:30")).await.expect(201);
    assert_eq!(twice["starts_at"], "2026-10-25T00:30:00Z");
    let late = nadia.post("/appointments", at(&doctor, "2026-08-01T23:30:00Z")).await.expect(201);
    assert_eq!(late["appointment_date"], "2026-08-02");
    assert_eq!(doctor.get("/appointments?date=2026-08-02").await.rows().len(), 1);
    assert!(doctor.get("/appointments?date=2026-08-01").await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_books_for_those_they_may() {
    let (app, admin, doctor, nadia) = practice().await;
    let hospital = app.hospital(&admin, "Saint Louis").await;
    let desk = app.receptionist(&hospital).await;
    let want = |time: &str| with(at(&doctor, time), json!({ "patient_id": nadia.id }));
    let at_hospital = |time: &str| with(want(time), json!({ "hospital_id": hospital.id }));
    doctor.post("/appointments", want("2026-03-03T10:00Z")).await.refused(404, "patient_id");
    desk.post("/appointments", want("2026-03-03T10:00Z")).await.refused(404, "doctor_id");
    nadia.post("/appointments", at_hospital("2026-03-03T10:00Z")).await.refused(404, "hospital_id");
    app.employ(&admin, &hospital, &doctor).await;
    desk.post("/appointments", want("2026-03-03T10:00Z")).await.refused(404, "patient_id");
    app.register(&admin, &hospital, nadia.id).await;
    app.treat(&admin, &doctor, nadia.id).await;
    assert_eq!(
        desk.post("/appointments", want("2026-03-03T10:00Z")).await.expect(201)["hospital_id"],
        json!(hospital.id)
    );
    hospital.post("/appointments", want("2026-03-03T11:00Z")).await.expect(201);
    doctor.post("/appointments", json!({ "patient_id": nadia.id, "time_slot": "2026-03-03T12:00Z" })).await.expect(201);
    admin.post("/appointments", at_hospital("2026-03-03T13:00Z")).await.expect(201);
    admin.post("/appointments", at(&doctor, "2026-03-03T14:00Z")).await.refused(400, "patient_id");
    let omar = app.patient("Omar").await;
    omar.post("/appointments", want("2026-03-03T15:00Z")).await.refused(404, "patient_id");
    let unverified = app.unverified_doctor("Unverified").await;
    nadia.post("/appointments", at(&unverified, "2026-03-03T15:00Z")).await.refused(404, "doctor_id");
    let other = app.doctor(&admin, "Other").await;
    doctor.post("/appointments", with(want("2026-03-03T15:00Z"), json!({ "doctor_id": other.id }))).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn overbooking_is_for_the_doctor_with_a_reason() {
    let (app, admin, doctor, nadia) = practice().await;
    let omar = app.patient("Omar").await;
    nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    let over = json!({ "allow_overbooking": true, "overbooking_reason": "urgent" });
    omar.post("/appointments", with(at(&doctor, "2026-03-03T10:00Z"), over.clone())).await.expect(403);
    app.treat(&admin, &doctor, omar.id).await;
    let wanted = with(at(&doctor, "2026-03-03T10:00Z"), json!({ "patient_id": omar.id }));
    doctor.post("/appointments", wanted.clone()).await.expect(409);
    let booked = doctor.post("/appointments", with(wanted, over.clone())).await.expect(201);
    assert_eq!((&booked["overbooked"], &booked["overbooking_reason"]), (&json!(true), &json!("urgent")));
    let free = with(at(&doctor, "2026-03-03T12:00Z"), json!({ "patient_id": omar.id }));
    assert_eq!(doctor.post("/appointments", with(free, over)).await.expect(201)["overbooked"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_takes_few_statements() {
    let (app, admin, doctor, nadia) = practice().await;
    let hospital = app.hospital(&admin, "Saint Louis").await;
    app.employ(&admin, &hospital, &doctor).await;
    nadia.get("/auth/sessions").await.expect(200);
    let named = with(at(&doctor, "2026-03-03T10:00Z"), json!({ "patient_id": nadia.id, "hospital_id": hospital.id }));
    let (reply, statements) = app.statements_during(nadia.post("/appointments", named)).await;
    let booked = reply.expect(201);
    assert!(statements <= 9, "{statements}: at most 8 of the transaction and the session's check");
    let path = format!("/appointments/{}", booked["id"].as_str().unwrap());
    for read in [path.as_str(), "/appointments", "/appointments/me"] {
        let (reply, statements) = app.statements_during(nadia.get(read)).await;
        reply.expect(200);
        assert!(statements <= 2, "{read}: {statements}");
    }
    nadia.put(&path, json!({ "time_slot": "2026-03-03T11:00Z", "reason": "later" })).await.expect(200);
    doctor.patch(&format!("{path}/status"), json!({ "status": "confirmed" })).await.expect(200);
}

async fn keyed(person: &Person, key: &str, body: &Value) -> Reply {
    person.send(person.request(Method::POST, "/appointments").header("Idempotency-Key", key).json(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_gets_the_first_answer() {
    let (app, _, doctor, nadia) = practice().await;
    let body = at(&doctor, "2026-03-03T10:00Z");
    let first = keyed(&nadia, "key-1", &body).await;
    assert_eq!(first.status, 201);
    let again = keyed(&nadia, "key-1", &body).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.headers["location"], first.headers["location"]);
    keyed(&nadia, "key-1", &at(&doctor, "2026-03-03T11:00Z")).await.expect(409);
    let omar = app.patient("Omar").await;
    keyed(&omar, "key-1", &at(&doctor, "2026-03-03T12:00Z")).await.expect(201);
    for bad in ["", "has space", &"x".repeat(201)] {
        keyed(&nadia, bad, &body).await.refused(400, "Idempotency-Key");
    }
    keyed(&nadia, "key-2", &body).await.expect(409);
    let free = at(&doctor, "2026-03-03T13:00Z");
    let replies = join_all((0..6).map(|_| keyed(&nadia, "key-3", &free))).await;
    let ids: std::collections::BTreeSet<String> =
        replies.iter().filter(|reply| reply.status == 201).map(|reply| reply.body["data"]["id"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.status == 409));
    assert_eq!(nadia.get("/appointments").await.rows().len(), 2);
    app.wait(chrono::TimeDelta::hours(25));
    let nadia = app.log_in(&nadia.email).await;
    keyed(&nadia, "key-1", &at(&doctor, "2026-03-06T11:00Z")).await.expect(201);
}
