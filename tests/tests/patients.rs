//! Patients' records: who reads what of them, who writes what, and what a family may give up.

use e2e::{Person, TestApp};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

fn id(value: &Value) -> Uuid {
    value["id"].as_str().unwrap().parse().unwrap()
}

/// A hospital with its staff, a doctor, and a patient of both.
struct Ward {
    admin: Person,
    hospital: Person,
    nurse: Person,
    desk: Person,
    doctor: Person,
    patient: Person,
    path: String,
}

async fn ward(app: &TestApp) -> Ward {
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Mustapha").await;
    let doctor = app.doctor(&admin, "Amina Benali").await;
    let patient = app.patient("Nadia Haddad").await;
    app.register(&admin, &hospital, patient.id).await;
    app.treat(&admin, &doctor, patient.id).await;
    let (nurse, desk) = (app.nurse(&hospital).await, app.receptionist(&hospital).await);
    let path = format!("/patients/{}", patient.id);
    Ward { admin, hospital, nurse, desk, doctor, patient, path }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_grows_and_its_members_are_listed_with_their_relation() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia Haddad").await;
    let child = json!({ "relation": "CHILD", "first_name": "Sami", "last_name": "Haddad", "dob": "2019-05-01",
        "allergies": ["nuts", "nuts"], "height": 110.0, "height_cm": 110.0 });
    let sami = nadia.post("/patients", child).await.expect(201);
    assert_eq!((&sami["name"], &sami["allergies"]), (&json!("Sami Haddad"), &json!(["nuts"])));
    assert_eq!(sami["clinical_facts"][0]["source"], "patient");
    assert!(sami["user"].is_null());
    let father = json!({ "relation": "parent", "patient": { "name": "Omar Haddad" } });
    let relation = nadia.post("/mappings/user-patient", father).await.expect(201);
    let family = nadia.get(&format!("/mappings/user/{}/patients", nadia.user)).await.rows();
    let words: Vec<_> = family.iter().map(|member| member["relation"].as_str().unwrap()).collect();
    assert_eq!(words, ["self", "child", "parent"]);
    assert_eq!(family[2]["patient"]["id"], relation["patient_id"]);
    assert_eq!(nadia.get(&format!("/mappings/user-patient?user_id={}", nadia.user)).await.rows(), family);
    assert_eq!(nadia.get("/patients").await.rows().len(), 3);
    let place = format!("/mappings/user-patient/{}", id(&relation));
    assert_eq!(nadia.patch(&place, json!({ "relation": "guardian" })).await.expect(200)["relation"], "guardian");
    nadia.delete(&place).await.expect(200);
    nadia.get(&format!("/patients/{}", relation["patient_id"].as_str().unwrap())).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_person_is_filled_in_and_found_again() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia Haddad").await;
    let own = nadia.get("/patients/me").await.expect(200);
    assert_eq!((id(&own), own["user"]["email"].as_str()), (nadia.id, Some(nadia.email.as_str())));
    let filled = nadia.post("/patients", json!({ "blood_group": "o+", "medications": ["aspirin"] })).await.expect(200);
    assert_eq!((id(&filled), &filled["blood_group"]), (nadia.id, &json!("O+")));
    nadia.post("/patients/me", json!({ "city": "Oran" })).await.expect(200);
    nadia.put("/patients/me", json!({ "phone": "1" })).await.expect(200);
    let own = nadia.patch("/patients/me", json!({ "blood_group": null })).await.expect(200);
    assert_eq!((&own["city"], &own["contact"], &own["phone"]), (&json!("Oran"), &json!("1"), &json!("1")));
    assert!(own["blood_group"].is_null());
    assert_eq!(own["medications"], json!(["aspirin"]));
    let again = json!({ "relation": "self", "patient_id": nadia.id });
    let relation = nadia.post("/mappings/user-patient", again).await.expect(200);
    assert_eq!(nadia.post("/mappings/user-patient", json!({ "relation": "self" })).await.expect(200), relation);
    let second = json!({ "relation": "self", "patient": { "name": "Second" } });
    nadia.post("/mappings/user-patient", second).await.expect(409);
    let other = json!({ "relation": "child", "patient_id": nadia.id });
    nadia.post("/mappings/user-patient", other).await.expect(409);
    nadia.delete(&format!("/mappings/user-patient/{}", id(&relation))).await.expect(409);
    nadia.delete(&format!("/patients/{}", nadia.id)).await.expect(409);
    assert_eq!(nadia.get("/patients").await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_02_nobody_relates_themselves_to_somebody_elses_patient() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let thief = app.patient("Thief").await;
    let body = json!({ "relation": "child", "patient_id": ward.patient.id });
    thief.post("/mappings/user-patient", body.clone()).await.refused(404, "patient_id");
    let mut as_owner = body.clone();
    as_owner["user_id"] = json!(ward.patient.user);
    thief.post("/mappings/user-patient", as_owner.clone()).await.refused(404, "user_id");
    for caller in [&ward.doctor, &ward.hospital, &ward.nurse, &ward.desk] {
        caller.post("/mappings/user-patient", body.clone()).await.expect(403);
    }
    thief.get(&format!("/mappings/user/{}/patients", ward.patient.user)).await.expect(404);
    thief.get(&format!("/mappings/user-patient?user_id={}", ward.patient.user)).await.expect(404);
    let relations = ward.patient.get("/mappings/user-patient").await.rows();
    let place = format!("/mappings/user-patient/{}", id(&relations[0]));
    thief.put(&place, json!({ "relation": "other" })).await.expect(404);
    thief.delete(&place).await.expect(404);
    thief.get(&ward.path).await.expect(404);
    ward.admin.post("/mappings/user-patient", body.clone()).await.refused(400, "user_id");
    let mut for_doctor = body.clone();
    for_doctor["user_id"] = json!(ward.doctor.user);
    ward.admin.post("/mappings/user-patient", for_doctor).await.expect(409);
    let mut shared = body;
    shared["user_id"] = json!(thief.user);
    ward.admin.post("/mappings/user-patient", shared.clone()).await.expect(201);
    ward.admin.post("/mappings/user-patient", shared).await.expect(200);
    thief.get(&ward.path).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_03_a_record_is_open_to_nobody_but_its_own() {
    let app = TestApp::start().await;
    let (ward, elsewhere) = (ward(&app).await, self::ward(&app).await);
    let lists = [ward.path.clone(), format!("{}/doctors", ward.path), format!("{}/hospitals", ward.path)];
    for path in &lists {
        app.anonymous().get(path).await.expect(401);
        for caller in [&elsewhere.patient, &elsewhere.doctor, &elsewhere.hospital] {
            caller.get(path).await.expect(404);
        }
    }
    for caller in [&elsewhere.nurse, &elsewhere.desk] {
        caller.get(&ward.path).await.expect(404);
    }
    for caller in [&elsewhere.patient, &elsewhere.nurse, &elsewhere.desk] {
        caller.patch(&ward.path, json!({ "city": "Oran" })).await.expect(404);
    }
    elsewhere.doctor.patch(&ward.path, json!({ "allergies": [] })).await.expect(404);
    elsewhere.patient.delete(&ward.path).await.expect(404);
    for caller in [&elsewhere.hospital, &elsewhere.nurse, &elsewhere.desk, &elsewhere.doctor] {
        caller.get(&format!("/hospitals/{}/patients", ward.hospital.id)).await.expect(404);
    }
    elsewhere.doctor.get(&format!("/doctors/{}/patients", ward.doctor.id)).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_04_each_role_writes_only_its_part_of_a_record() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let (demographic, clinical) = (json!({ "city": "Oran" }), json!({ "allergies": ["latex"] }));
    ward.doctor.patch(&ward.path, demographic.clone()).await.expect(403);
    ward.desk.patch(&ward.path, clinical.clone()).await.expect(403);
    ward.hospital.patch(&ward.path, demographic.clone()).await.expect(403);
    ward.doctor.delete(&ward.path).await.expect(403);
    ward.nurse.delete(&ward.path).await.expect(403);
    ward.desk.patch(&ward.path, demographic.clone()).await.expect(200);
    ward.nurse.patch(&ward.path, demographic).await.expect(200);
    for (caller, source) in [(&ward.doctor, "doctor"), (&ward.nurse, "nurse"), (&ward.patient, "patient")] {
        caller.put(&ward.path, json!({ "allergies": [] })).await.expect(200);
        let changed = caller.put(&ward.path, clinical.clone()).await.expect(200);
        assert_eq!(changed["clinical_facts"][0]["source"], source);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn receptionists_and_hospitals_see_demographics_only() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let facts = json!({ "allergies": ["penicillin"], "medical_history": { "surgery": "2009" }, "city": "Oran" });
    ward.patient.patch(&ward.path, facts).await.expect(200);
    for caller in [&ward.desk, &ward.hospital] {
        let seen = caller.get(&ward.path).await.expect(200);
        assert_eq!((&seen["city"], &seen["user"]["email"]), (&json!("Oran"), &Value::Null));
        for field in ["allergies", "medications", "chronic_conditions", "medical_history", "clinical_facts"] {
            assert!(seen[field].is_null(), "{field}: {seen:#}");
        }
    }
    for caller in [&ward.doctor, &ward.nurse, &ward.patient, &ward.admin] {
        let seen = caller.get(&ward.path).await.expect(200);
        assert_eq!((&seen["allergies"], &seen["medical_history"]["surgery"]), (&json!(["penicillin"]), &json!("2009")));
    }
    let (_, statements) = app.statements_during(ward.doctor.get(&ward.path)).await;
    assert!(statements <= 2, "{statements}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_replaces_the_live_entries_and_what_stays_keeps_its_id() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let first = ward.patient.put(&ward.path, json!({ "allergies": ["nuts", "latex"] })).await.expect(200);
    let next = ward.doctor.put(&ward.path, json!({ "allergies": ["latex", "pollen"] })).await.expect(200);
    assert_eq!(next["allergies"], json!(["latex", "pollen"]));
    assert_eq!(next["clinical_facts"][0], first["clinical_facts"][1]);
    assert_eq!(next["clinical_facts"][1]["source"], "doctor");
    let untouched = ward.doctor.put(&ward.path, json!({ "medications": ["aspirin"] })).await.expect(200);
    assert_eq!(untouched["allergies"], json!(["latex", "pollen"]));
    let emptied = ward.doctor.put(&ward.path, json!({ "allergies": null })).await.expect(200);
    assert_eq!((&emptied["allergies"], &emptied["medications"]), (&json!([]), &json!(["aspirin"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_replace_a_list_at_once_leave_one_of_their_lists() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let writes = (0..6).map(|n| nadia.patch("/patients/me", json!({ "allergies": [format!("a{n}"), "both"] })));
    for reply in futures_util::future::join_all(writes).await {
        reply.expect(200);
    }
    let allergies = nadia.get("/patients/me").await.expect(200)["allergies"].as_array().unwrap().clone();
    assert_eq!(allergies.len(), 2, "{allergies:?}");
    assert!(allergies.contains(&json!("both")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hospital_registers_patients_of_its_own() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    for caller in [&ward.hospital, &ward.desk, &ward.nurse] {
        let added = caller.post("/patients", json!({ "name": "Walk In" })).await.expect(201);
        assert_eq!(added["registered_by_hospital_id"], json!(ward.hospital.id));
        caller.get(&format!("/patients/{}", id(&added))).await.expect(200);
    }
    let several = join_all((0..4).map(|_| ward.desk.post("/patients", json!({ "name": "Walk In" })))).await;
    for reply in several {
        reply.expect(201);
    }
    for number in 1..=7 {
        let found = ward.desk.get(&format!("/patients?q={number:08}")).await.rows();
        assert_eq!((found.len(), &found[0]["record_number"]), (1, &json!(format!("{number:08}"))));
    }
    ward.desk.post("/patients", json!({ "name": "X", "allergies": ["nuts"] })).await.expect(403);
    ward.doctor.post("/patients", json!({ "name": "X" })).await.expect(403);
    app.unverified_hospital("Annex").await.post("/patients", json!({ "name": "X" })).await.expect(403);
    let path = format!("/hospitals/{}/patients", ward.hospital.id);
    for caller in [&ward.hospital, &ward.desk, &ward.admin] {
        assert_eq!(caller.get(&path).await.rows().len(), 8);
    }
    ward.doctor.get(&path).await.expect(404);
    app.employ(&ward.admin, &ward.hospital, &ward.doctor).await;
    let own = ward.doctor.get(&path).await.rows();
    assert_eq!(own.iter().map(id).collect::<Vec<_>>(), [ward.patient.id]);
    ward.patient.get(&path).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cares_for_whom_is_listed_from_both_sides_in_one_query() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let (doctors, hospitals) = (format!("{}/doctors", ward.path), format!("{}/hospitals", ward.path));
    for caller in [&ward.patient, &ward.doctor, &ward.hospital, &ward.admin] {
        let rows = caller.get(&doctors).await.rows();
        assert_eq!((id(&rows[0]), &rows[0]["chat"], rows.len()), (ward.doctor.id, &Value::Null, 1));
        assert!(rows[0]["license_number"].is_null() && rows[0]["email"].is_null());
        assert_eq!(id(&caller.get(&hospitals).await.rows()[0]), ward.hospital.id);
    }
    let patients = format!("/doctors/{}/patients", ward.doctor.id);
    for caller in [&ward.doctor, &ward.admin] {
        let rows = caller.get(&patients).await.rows();
        assert_eq!((id(&rows[0]), rows[0].get("allergies")), (ward.patient.id, None));
    }
    for path in [&doctors, &hospitals, &patients] {
        let (_, statements) = app.statements_during(ward.doctor.get(path)).await;
        assert!(statements <= 2, "{path}: {statements}");
        let page = ward.doctor.get(&format!("{path}?page=2")).await;
        assert_eq!(page.body["meta"]["total"], json!(1));
        assert!(page.rows().is_empty());
    }
    let alone = app.patient("Alone").await;
    assert!(alone.get(&format!("/patients/{}/doctors", alone.id)).await.rows().is_empty());
    ward.admin.get(&format!("/doctors/{}/patients", alone.id)).await.expect(404);
    ward.admin.get(&format!("/hospitals/{}/patients", alone.id)).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_09_search_finds_within_the_callers_patients_and_means_its_signs_literally() {
    let app = TestApp::start().await;
    let (ward, elsewhere) = (ward(&app).await, self::ward(&app).await);
    ward.patient.patch(&ward.path, json!({ "name": "Élodie 50%_x", "blood_group": "AB-" })).await.expect(200);
    let found =
        async |caller: &Person, query: &str| caller.get(&format!("/patients/search?{query}")).await.rows().len();
    for caller in [&ward.doctor, &ward.hospital, &ward.nurse, &ward.desk, &ward.admin] {
        assert_eq!(found(caller, "q=ELODIE").await, 1);
        assert_eq!(found(caller, "q=50%25_&blood_group=ab-").await, 1);
        assert_eq!(found(caller, "q=5%25_").await, 0);
        assert_eq!(found(caller, "blood_group=O%2B").await, 0);
    }
    assert_eq!(found(&elsewhere.doctor, "q=elodie").await, 0);
    assert_eq!(found(&elsewhere.admin, "q=haddad").await, 1);
    ward.patient.get("/patients/search?q=x").await.expect(403);
    ward.doctor.get("/patients/search?blood_group=Z").await.refused(400, "blood_group");
    ward.doctor.get("/patients/search?limit=101").await.refused(400, "limit");
    ward.doctor.get(&format!("/patients/search?q={}", "x".repeat(1_001))).await.refused(400, "q");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_gives_up_a_member_only_without_clinical_data() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let add = async |name: &str| {
        id(&ward
            .patient
            .post("/patients", json!({ "relation": "child", "name": name, "allergies": ["own"] }))
            .await
            .expect(201))
    };
    let (free, bound) = (add("Free").await, add("Bound").await);
    app.treat(&ward.admin, &ward.doctor, free).await;
    app.treat(&ward.admin, &ward.doctor, bound).await;
    let path = format!("/patients/{bound}");
    ward.doctor.patch(&path, json!({ "medications": ["insulin"] })).await.expect(200);
    ward.patient.delete(&path).await.expect(409);
    let family = ward.patient.get("/mappings/user-patient").await.rows();
    let relation = family.iter().find(|row| row["patient_id"] == json!(bound)).unwrap();
    ward.patient.delete(&format!("/mappings/user-patient/{}", id(relation))).await.expect(409);
    let other = app.patient("Other").await;
    let shared = json!({ "relation": "other", "patient_id": bound, "user_id": other.user });
    ward.admin.post("/mappings/user-patient", shared).await.expect(201);
    ward.patient.delete(&format!("/mappings/user-patient/{}", id(relation))).await.expect(200);
    ward.patient.get(&path).await.expect(404);
    ward.patient.delete(&format!("/patients/{free}")).await.expect(200);
    ward.patient.get(&format!("/patients/{free}")).await.expect(404);
    ward.doctor.get(&format!("/patients/{free}")).await.expect(404);
    assert_eq!(ward.admin.get(&format!("/patients/{free}")).await.expect(200)["is_active"], json!(false));
    ward.admin.delete(&ward.path).await.expect(200);
    assert!(ward.patient.get("/patients").await.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_bad_input_is_refused_by_its_field_and_breaks_nothing() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    for (field, value) in [
        ("name", json!(null)),
        ("name", json!("")),
        ("dob", json!("2026-02-30")),
        ("dob", json!("2999-01-01")),
        ("gender", json!("robot")),
        ("blood_group", json!("Z")),
        ("height_cm", json!(-1)),
        ("weight", json!("heavy")),
        ("photo", json!("javascript:alert(1)")),
        ("allergies", json!([""])),
        ("medications", json!(["x".repeat(1_001)])),
        ("chronic_conditions", json!("asthma")),
        ("medical_history", json!([1])),
        ("city", json!("nul\u{0}")),
    ] {
        nadia.patch("/patients/me", json!({ field: value.clone() })).await.refused(400, field);
        let mut new = json!({ "relation": "child", "name": "Sami" });
        new[field] = value;
        nadia.post("/patients", new).await.refused(400, field);
    }
    nadia
        .patch("/patients/me", json!({ "dob": "2000-01-01", "date_of_birth": "2001-01-01" }))
        .await
        .refused(400, "date_of_birth");
    nadia.post("/patients", json!({ "relation": "child" })).await.refused(400, "name");
    nadia.post("/patients", json!({ "relation": "cousin", "name": "X" })).await.refused(400, "relation");
    nadia.post("/mappings/user-patient", json!({ "patient": { "name": "X" } })).await.refused(400, "relation");
    nadia.post("/mappings/user-patient", json!({ "relation": "child" })).await.refused(400, "patient");
    nadia
        .post("/mappings/user-patient", json!({ "relation": "child", "patient": {} }))
        .await
        .refused(400, "patient.name");
    nadia.get("/patients/x").await.refused(400, "patient_id");
    nadia.patch("/patients/x", json!({})).await.refused(400, "patient_id");
    nadia.get(&format!("/patients/{}", Uuid::from_u128(1))).await.expect(404);
    assert_eq!(nadia.get("/patients").await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_16_reading_changes_nothing() {
    let app = TestApp::start().await;
    let ward = ward(&app).await;
    let before = ward.admin.get(&ward.path).await.expect(200);
    for path in ["/doctors", "/hospitals", ""] {
        ward.patient.get(&format!("{}{path}", ward.path)).await.expect(200);
    }
    let empty = app.hospital(&ward.admin, "Empty").await;
    assert!(empty.get(&format!("/hospitals/{}/patients", empty.id)).await.rows().is_empty());
    assert!(ward.admin.get(&format!("/mappings/hospital-patient?hospital_id={}", empty.id)).await.rows().is_empty());
    assert_eq!(ward.admin.get(&ward.path).await.expect(200), before);
}
