//! One time of one doctor is given to one patient, whichever way it is asked for.

use e2e::{
    Person, TestApp,
    booking::{at, path},
    statuses,
};
use futures_util::future::join_all;
use serde_json::json;

/// Pairs of live appointments of one doctor that overlap.
async fn overlaps(app: &TestApp) -> Vec<String> {
    app.lines(
        "SELECT CAST(a.id AS TEXT) AS line FROM appointments a JOIN appointments b ON a.doctor_id = b.doctor_id
         AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
         WHERE a.status IN ('scheduled', 'confirmed') AND b.status IN ('scheduled', 'confirmed')",
    )
    .await
}

async fn six(app: &TestApp) -> (Person, Vec<Person>) {
    let admin = app.admin().await;
    let doctor = app.doctor(&admin, "Karim Benali").await;
    let mut patients = Vec::new();
    for number in 0..6 {
        patients.push(app.patient(&format!("Patient {number}")).await);
    }
    (doctor, patients)
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_one_instant_in_six_offsets_is_one_time() {
    let app = TestApp::start().await;
    let (doctor, patients) = six(&app).await;
    let times = [
        "2026-03-03T10:00:00Z",
        "2026-03-03T12:00:00+02:00",
        "2026-03-03T05:00:00-05:00",
        "2026-03-03T15:30:00+05:30",
        "2026-03-04T00:00:00+14:00",
        "2026-03-03T10:00:00.000Z",
    ];
    let tries = patients.iter().zip(times).map(|(patient, time)| patient.post("/appointments", at(&doctor, time)));
    assert_eq!(statuses(&join_all(tries).await), [201, 409, 409, 409, 409, 409]);
    let local =
        json!({ "doctor_id": doctor.id, "starts_at": "2026-03-03T11:45:00+02:00", "ends_at": "2026-03-03T10:00:01Z" });
    patients[0].post("/appointments", local).await.expect(409);
    patients[0].post("/appointments", at(&doctor, "2026-03-03T12:30:00+02:00")).await.expect(201);
    assert_eq!(overlaps(&app).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_of_six_who_move_to_one_time_one_gets_it() {
    let app = TestApp::start().await;
    let (doctor, patients) = six(&app).await;
    let mut booked = Vec::new();
    for (hour, patient) in patients.iter().enumerate() {
        let time = format!("2026-03-03T{:02}:00Z", hour + 9);
        booked.push(patient.post("/appointments", at(&doctor, &time)).await.expect(201));
    }
    let moved = json!({ "time_slot": "2026-03-05T10:00Z" });
    let moves = patients.iter().zip(&booked).map(async |(patient, one)| patient.patch(&path(one), moved.clone()).await);
    assert_eq!(statuses(&join_all(moves).await), [200, 409, 409, 409, 409, 409]);
    let rows = doctor.get("/appointments?date_from=2026-03-05").await.rows();
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!(doctor.get("/appointments").await.rows().len(), 6, "whoever lost keeps the old time");
    assert_eq!(overlaps(&app).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_a_move_minds_others_but_not_itself_and_revives_nothing() {
    let app = TestApp::start().await;
    let (doctor, patients) = six(&app).await;
    let (nadia, samir) = (&patients[0], &patients[1]);
    let own = nadia.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    nadia.put(&path(&own), json!({ "time_slot": "2026-03-03T10:10Z" })).await.expect(200);
    nadia.put(&path(&own), json!({ "time_slot": "2026-03-03T10:10Z" })).await.expect(200);
    for (fields, field) in [
        (json!({ "time_slot": "2026-03-01T10:00Z" }), "time_slot"),
        (json!({ "duration_minutes": -30 }), "duration_minutes"),
        (json!({ "duration_minutes": 3_000 }), "duration_minutes"),
        (json!({ "starts_at": "2026-03-03T10:00Z", "ends_at": "2026-03-05T12:00Z" }), "ends_at"),
        (json!({ "starts_at": "2026-03-03T10:00Z", "ends_at": "2026-03-03T09:00Z" }), "ends_at"),
    ] {
        nadia.patch(&path(&own), fields).await.refused(400, field);
    }
    nadia.delete(&path(&own)).await.expect(200);
    let other = samir.post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    for status in ["scheduled", "confirmed", "completed", "no_show"] {
        doctor.put(&path(&own), json!({ "status": status })).await.expect(409);
        doctor.patch(&format!("{}/status", path(&own)), json!({ "status": status })).await.expect(409);
    }
    doctor.put(&path(&own), json!({ "time_slot": "2026-03-06T10:00Z" })).await.expect(409);
    assert_eq!(nadia.get(&path(&own)).await.expect(200)["status"], "cancelled");
    assert_eq!(samir.get(&path(&other)).await.expect(200)["status"], "scheduled");
    assert_eq!(overlaps(&app).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_14_nothing_is_completed_before_it_began() {
    let app = TestApp::start().await;
    let (doctor, patients) = six(&app).await;
    let booked = patients[0].post("/appointments", at(&doctor, "2026-03-03T10:00Z")).await.expect(201);
    for status in ["completed", "no_show"] {
        let early = doctor.patch(&format!("{}/status", path(&booked)), json!({ "status": status })).await;
        assert!([400, 409].contains(&early.status.as_u16()), "{:#}", early.body);
    }
    let known = doctor.get(&path(&booked)).await.expect(200);
    assert_eq!(known["status"], "scheduled");
}
