//! Mappings: made by administrators, seen in scope, ended by those whom they bind.

use e2e::{Person, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn with(path: &str, mapping: &Value) -> String {
    format!("{path}/{}", mapping["id"].as_str().unwrap())
}

/// A hospital, a doctor who works there, and a patient of both.
struct Ward {
    admin: Person,
    hospital: Person,
    doctor: Person,
    patient: Person,
    employment: Value,
    registration: Value,
    treatment: Value,
}

async fn ward(app: &TestApp) -> Ward {
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let doctor = app.doctor(&admin, "Amina Benali").await;
    let patient = app.patient("Nadia Haddad").await;
    let employment = app.employ(&admin, &hospital, &doctor).await;
    let registration = app.register(&admin, &hospital, patient.id).await;
    let treatment = app.treat(&admin, &doctor, patient.id).await;
    Ward { admin, hospital, doctor, patient, employment, registration, treatment }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_maps_and_a_live_pair_is_found_again() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let pair = json!({ "doctor_id": ward.doctor.id, "patient_id": ward.patient.id });
    let again = ward.admin.post("/mappings/doctor-patient", pair.clone()).await.expect(200);
    assert_eq!(again, ward.treatment);
    assert_eq!(
        (again["doctor_name"].as_str(), again["patient_name"].as_str()),
        (Some("Amina Benali"), Some("Nadia Haddad"))
    );
    assert_eq!(again["doctor_id"], json!(ward.doctor.id));
    ward.admin.delete(&with("/mappings/doctor-patient", &ward.treatment)).await.expect(200);
    ward.admin.delete(&with("/mappings/doctor-patient", &ward.treatment)).await.expect(404);
    let reply = ward.admin.post("/mappings/doctor-patient", pair).await;
    let place = reply.headers["location"].to_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    let anew = reply.expect(201);
    assert_ne!(anew["id"], again["id"]);
    assert_eq!(ward.admin.get(&place).await.rows(), [anew]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_map() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let other = app.patient("Other").await;
    let pair = json!({ "doctor_id": ward.doctor.id, "patient_id": other.id, "hospital_id": ward.hospital.id });
    let (nurse, desk) = (app.nurse(&ward.hospital).await, app.receptionist(&ward.hospital).await);
    for path in ["/mappings/doctor-patient", "/mappings/hospital-patient", "/mappings/hospital-doctor"] {
        app.anonymous().post(path, pair.clone()).await.expect(401);
        for caller in [&ward.hospital, &ward.doctor, &other, &nurse, &desk] {
            caller.post(path, pair.clone()).await.expect(403);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_name_nothing_are_refused_by_their_field() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let (doctor, patient, hospital) = (ward.doctor.id, ward.patient.id, ward.hospital.id);
    let admin = &ward.admin;
    let nobody = Uuid::from_u128(1);
    let refused = async |path: &str, body: Value, status: u16, field: &str| {
        admin.post(path, body).await.refused(status, field);
    };
    let path = "/mappings/doctor-patient";
    refused(path, json!({ "doctor_id": nobody, "patient_id": patient }), 404, "doctor_id").await;
    refused(path, json!({ "doctor_id": doctor, "patient_id": nobody }), 404, "patient_id").await;
    refused(path, json!({ "doctor_id": ward.doctor.user, "patient_id": patient }), 404, "doctor_id").await;
    refused(path, json!({ "doctor_id": doctor, "patient_id": ward.patient.user }), 404, "patient_id").await;
    refused(path, json!({ "doctor_id": "x", "patient_id": patient }), 400, "doctor_id").await;
    refused(path, json!({ "doctor_id": null, "patient_id": patient }), 400, "doctor_id").await;
    refused(path, json!({ "doctor_id": 7, "patient_id": patient }), 400, "doctor_id").await;
    refused(path, json!({ "patient_id": patient }), 400, "doctor_id").await;
    refused(path, json!({ "doctor_id": doctor }), 400, "patient_id").await;
    refused("/mappings/hospital-doctor", json!({ "hospital_id": nobody, "doctor_id": doctor }), 404, "hospital_id")
        .await;
    refused("/mappings/hospital-doctor", json!({ "hospital_id": hospital, "doctor_id": patient }), 404, "doctor_id")
        .await;
    refused("/mappings/hospital-patient", json!({ "hospital_id": doctor, "patient_id": patient }), 404, "hospital_id")
        .await;
    for list in [path, "/mappings/hospital-doctor", "/mappings/hospital-patient"] {
        for query in ["limit=-1", "limit=x", "page=0", "cursor=zz"] {
            let field = query.split_once('=').unwrap().0;
            admin.get(&format!("{list}?{query}")).await.refused(400, field);
        }
        admin.delete(&format!("{list}/x")).await.refused(400, "mapping_id");
        admin.delete(&format!("{list}/{nobody}")).await.expect(404);
        assert_eq!(admin.get(list).await.rows().len(), 1);
    }
    admin.get("/mappings/doctor-patient?doctor_id=x").await.refused(400, "doctor_id");
    admin.get("/mappings/hospital-patient?patient_id=").await.refused(400, "patient_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn mapping_verifies_whoever_waits_for_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let doctor = app.unverified_doctor("Karim").await;
    let hospital = app.unverified_hospital("Annex").await;
    let patient = app.patient("Nadia").await;
    assert!(doctor.get("/mappings/doctor-patient").await.rows().is_empty());
    app.treat(&admin, &doctor, patient.id).await;
    assert_eq!(doctor.get("/mappings/doctor-patient").await.rows().len(), 1);
    app.register(&admin, &hospital, patient.id).await;
    assert_eq!(hospital.get("/mappings/hospital-patient").await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_mappings_of_their_own() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let elsewhere = self::ward(&app).await;
    let (nurse, desk) = (app.nurse(&ward.hospital).await, app.receptionist(&ward.hospital).await);
    let colleague = app.doctor(&ward.admin, "Colleague").await;
    let second = app.treat(&ward.admin, &colleague, ward.patient.id).await;
    let treatments = async |caller: &Person| caller.get("/mappings/doctor-patient").await.rows();
    assert_eq!(treatments(&ward.doctor).await, std::slice::from_ref(&ward.treatment));
    assert_eq!(treatments(&ward.patient).await, [second.clone(), ward.treatment.clone()]);
    for caller in [&ward.hospital, &nurse, &desk] {
        assert_eq!(treatments(caller).await, [second.clone(), ward.treatment.clone()]);
        assert_eq!(caller.get("/mappings/hospital-patient").await.rows(), std::slice::from_ref(&ward.registration));
        assert_eq!(caller.get("/mappings/hospital-doctor").await.rows(), std::slice::from_ref(&ward.employment));
    }
    assert_eq!(treatments(&ward.admin).await.len(), 3);
    assert_eq!(ward.doctor.get("/mappings/hospital-patient").await.rows(), std::slice::from_ref(&ward.registration));
    assert_eq!(ward.patient.get("/mappings/hospital-patient").await.rows(), std::slice::from_ref(&ward.registration));
    assert_eq!(ward.patient.get("/mappings/hospital-doctor").await.rows().len(), 2, "where doctors work is no secret");
    let others = format!("/mappings/doctor-patient?patient_id={}", elsewhere.patient.id);
    for caller in [&ward.hospital, &nurse, &ward.doctor, &ward.patient] {
        assert!(caller.get(&others).await.rows().is_empty());
    }
    let of_colleague = format!("/mappings/doctor-patient?doctor_id={}", colleague.id);
    assert_eq!(ward.admin.get(&of_colleague).await.rows(), [second]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_whom_a_mapping_binds_end_it() {
    let app = TestApp::start().await;
    let (ward, elsewhere) = (ward(&app).await, self::ward(&app).await);
    let nurse = app.nurse(&ward.hospital).await;
    let treatment = with("/mappings/doctor-patient", &ward.treatment);
    let registration = with("/mappings/hospital-patient", &ward.registration);
    let employment = with("/mappings/hospital-doctor", &ward.employment);
    for caller in [&elsewhere.doctor, &elsewhere.patient] {
        caller.delete(&treatment).await.expect(404);
    }
    for path in [&registration, &employment] {
        elsewhere.hospital.delete(path).await.expect(404);
        for caller in [&ward.doctor, &ward.patient, &nurse] {
            caller.delete(path).await.expect(403);
        }
    }
    for caller in [&ward.hospital, &nurse] {
        caller.delete(&treatment).await.expect(403);
    }
    ward.patient.delete(&treatment).await.expect(200);
    assert!(ward.doctor.get("/mappings/doctor-patient").await.rows().is_empty());
    elsewhere.doctor.delete(&with("/mappings/doctor-patient", &elsewhere.treatment)).await.expect(200);
    ward.hospital.delete(&registration).await.expect(200);
    ward.hospital.delete(&employment).await.expect(200);
    assert!(ward.hospital.get("/mappings/hospital-patient").await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_map_the_same_pair_at_once_get_the_one_mapping() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, patient) = (app.doctor(&admin, "Amina").await, app.patient("Nadia").await);
    let pair = json!({ "doctor_id": doctor.id, "patient_id": patient.id });
    let replies =
        futures_util::future::join_all((0..8).map(|_| admin.post("/mappings/doctor-patient", pair.clone()))).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(made, 1);
    let first = replies[0].body["data"]["id"].clone();
    assert!(replies.iter().all(|reply| reply.body["data"]["id"] == first && reply.status.is_success()));
    assert_eq!(admin.get("/mappings/doctor-patient").await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_deleting_a_hospital_and_mapping_to_it_at_once_one_wins() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, patient) = (app.doctor(&admin, "Amina").await, app.patient("Nadia").await);
    for round in 0..6 {
        let hospital = app.hospital(&admin, &format!("Mustapha {round}")).await;
        let place = format!("/hospitals/{}", hospital.id);
        let works = json!({ "hospital_id": hospital.id, "doctor_id": doctor.id });
        let registers = json!({ "hospital_id": hospital.id, "patient_id": patient.id });
        let (deleted, works, registers, added) = tokio::join!(
            admin.delete(&place),
            admin.post("/mappings/hospital-doctor", works),
            admin.post("/mappings/hospital-patient", registers),
            hospital.post("/patients", json!({ "name": "Walk In" })),
        );
        let mapped = [&works, &registers, &added].iter().filter(|reply| reply.status == 201).count();
        let outcome = format!("{} {} {} {}", deleted.status, works.status, registers.status, added.status);
        assert_eq!(deleted.status.is_success(), mapped == 0, "{outcome}");
        let live = ["hospital_doctor_mappings", "hospital_patient_mappings"]
            .map(|table| format!("SELECT hospital_id AS place FROM {table} WHERE ended_at IS NULL"));
        let orphaned = format!(
            "SELECT hospitals.name AS line FROM hospitals JOIN ({}) live ON live.place = hospitals.id WHERE NOT is_active",
            live.join(" UNION ALL ")
        );
        assert_eq!(app.lines(&orphaned).await, [String::new(); 0], "{outcome}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_paged_without_gaps_and_read_in_one_query() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let doctor = app.doctor(&admin, "Amina").await;
    let mut made = Vec::new();
    for number in 0..5 {
        let patient = app.patient(&format!("Patient {number}")).await;
        made.push(app.treat(&admin, &doctor, patient.id).await["id"].as_str().unwrap().to_owned());
    }
    made.reverse();
    let mut seen = Vec::new();
    let mut path = "/mappings/doctor-patient?limit=2".to_owned();
    loop {
        let reply = doctor.get(&path).await;
        let next = reply.body["meta"]["next_cursor"].as_str().map(str::to_owned);
        seen.extend(ids(&reply.rows()).into_iter().map(str::to_owned));
        let Some(next) = next else { break };
        path = format!("/mappings/doctor-patient?limit=2&cursor={next}");
    }
    assert_eq!(seen, made);
    let page = doctor.get("/mappings/doctor-patient?limit=2&page=3").await;
    assert_eq!(page.body["meta"]["total"], json!(5));
    assert_eq!(ids(&page.rows()), [made[4].as_str()]);
    let (_, statements) = app.statements_during(doctor.get("/mappings/doctor-patient")).await;
    assert!(statements <= 2, "{statements}");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_06_nobody_ends_somebody_elses_connection() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (amrani, other) = (app.doctor(&admin, "Dr Amrani").await, app.doctor(&admin, "Dr Other").await);
    let (nadia, yacine) = (app.patient("Nadia").await, app.patient("Yacine").await);
    let mapping = app.treat(&admin, &amrani, nadia.id).await;
    app.treat(&admin, &other, yacine.id).await;
    let path = format!("/mappings/doctor-patient/{}", mapping["id"].as_str().unwrap());
    for stranger in [&other, &yacine] {
        stranger.delete(&path).await.expect(404);
    }
    app.anonymous().delete(&path).await.expect(401);
    assert_eq!(amrani.get(&format!("/doctors/{}/patients", amrani.id)).await.rows().len(), 1);
    nadia.delete(&path).await.expect(200);
    assert!(amrani.get(&format!("/doctors/{}/patients", amrani.id)).await.rows().is_empty());
}
