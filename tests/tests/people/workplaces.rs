use e2e::TestApp;
use serde_json::{Value, json};

use super::{ids, names};

#[tokio::test(flavor = "multi_thread")]
async fn a_hospital_lists_its_doctors_and_a_doctor_his_hospitals() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (hospital, empty) = (app.hospital(&admin, "Mustapha").await, app.hospital(&admin, "Empty").await);
    let (amina, bob) = (app.doctor(&admin, "Dr. Amina").await, app.doctor(&admin, "Dr. Bob").await);
    app.doctor(&admin, "Dr. Elsewhere").await;
    app.employ(&admin, &hospital, &amina).await;
    let bobs = app.employ(&admin, &hospital, &bob).await;
    let nadia = app.patient("Nadia").await;
    let doctors = format!("/hospitals/{}/doctors", hospital.id);
    let (reply, statements) = app.statements_during(nadia.get(&doctors)).await;
    assert!(statements <= 2, "{statements}");
    let rows = reply.rows();
    assert_eq!(rows.iter().map(|row| &row["name"]).collect::<Vec<_>>(), ["Dr. Bob", "Dr. Amina"]);
    assert_eq!((rows[0].get("chat"), rows[0].get("license_number")), (Some(&Value::Null), None));
    let places = format!("/doctors/{}/hospitals", bob.id);
    let (reply, statements) = app.statements_during(nadia.get(&places)).await;
    assert!(statements <= 2, "{statements}");
    assert_eq!(ids(reply), [hospital.id.to_string()]);
    assert_eq!(names(nadia.get(&format!("/hospitals/{}/doctors", empty.id)).await), [String::new(); 0]);
    let search = format!("/doctors?hospital_id={}&sort=name", hospital.id);
    assert_eq!(names(app.anonymous().get(&search).await), ["Dr. Amina", "Dr. Bob"]);
    admin.put(&format!("/doctors/{}/verify", bob.id), json!({ "is_verified": false })).await.expect(200);
    assert_eq!(names(nadia.get(&doctors).await), ["Dr. Amina"]);
    assert_eq!(names(hospital.get(&doctors).await), ["Dr. Bob", "Dr. Amina"]);
    nadia.get(&places).await.expect(200);
    admin.delete(&format!("/mappings/hospital-doctor/{}", bobs["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(names(hospital.get(&doctors).await), ["Dr. Amina"]);
    nadia.get(&places).await.expect(404);
    admin.put(&format!("/hospitals/{}/verify", hospital.id), json!({ "is_verified": false })).await.expect(200);
    nadia.get(&doctors).await.expect(404);
    assert_eq!(names(app.anonymous().get(&search).await), [String::new(); 0]);
    assert_eq!(names(hospital.get(&doctors).await), ["Dr. Amina"]);
    app.anonymous().get(&places).await.expect(401);
    app.anonymous().get(&doctors).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hospital_with_live_mappings_is_deleted_only_by_force() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (hospital, doctor) = (app.hospital(&admin, "H").await, app.doctor(&admin, "Dr. A").await);
    let nadia = app.patient("Nadia").await;
    app.employ(&admin, &hospital, &doctor).await;
    app.register(&admin, &hospital, nadia.id).await;
    let path = format!("/hospitals/{}", hospital.id);
    admin.delete(&path).await.expect(409);
    admin.delete(&format!("{path}?force=false")).await.expect(409);
    admin.get(&path).await.expect(200);
    admin.delete(&format!("{path}?force=true")).await.expect(200);
    admin.get(&path).await.expect(404);
    hospital.get("/users/me").await.expect(401);
    assert_eq!(names(doctor.get(&format!("/doctors/{}/hospitals", doctor.id)).await), [String::new(); 0]);
    assert_eq!(admin.get("/mappings/hospital-doctor").await.rows().len(), 0);
    assert_eq!(admin.get("/mappings/hospital-patient").await.rows().len(), 0);
}
