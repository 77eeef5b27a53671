use e2e::{PASSWORD, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ids, names};

const PRIVATE: [&str; 5] = ["license_number", "contact", "phone", "user_id", "is_active"];

fn has_private(doctor: &Value) -> bool {
    let shown = PRIVATE.iter().filter(|field| doctor.get(*field).is_some()).count();
    assert!(shown == 0 || shown == PRIVATE.len(), "{doctor:#}");
    shown > 0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_is_listed_once_verified_and_until_deactivated() {
    let app = TestApp::start().await;
    let (admin, doctor) = (app.admin().await, app.unverified_doctor("Dr. Amina Benali").await);
    let (anonymous, path) = (app.anonymous(), format!("/doctors/{}", doctor.id));
    assert_eq!(names(anonymous.get("/doctors").await), [String::new(); 0]);
    anonymous.get(&path).await.expect(404);
    assert_eq!(doctor.get(&path).await.expect(200)["is_verified"], json!(false));
    assert_eq!(names(admin.get("/doctors?is_verified=false").await), ["Dr. Amina Benali"]);
    let body = reqwest_put_without_body(&admin, &format!("{path}/verify")).await;
    assert_eq!(body["is_verified"], json!(true));
    assert_eq!(names(anonymous.get("/doctors").await), ["Dr. Amina Benali"]);
    anonymous.get(&path).await.expect(200);
    admin.put(&format!("{path}/verify"), json!({ "is_verified": false })).await.expect(200);
    anonymous.get(&path).await.expect(404);
    admin.put(&format!("{path}/verify"), json!({ "is_verified": true })).await.expect(200);
    let gone = admin.delete(&path).await.expect(200);
    assert_eq!(gone["is_active"], json!(false));
    admin.delete(&path).await.expect(200);
    anonymous.get(&path).await.expect(404);
    assert_eq!(names(anonymous.get("/doctors?is_active=false").await), [String::new(); 0]);
    doctor.get("/users/me").await.expect(401);
    assert_eq!(admin.get(&path).await.expect(200)["is_active"], json!(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_a_doctor_who_no_longer_practises_is_signed_out_and_comes_back_with_the_profile() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Dr. Amina Benali").await, app.patient("Nadia").await);
    app.treat(&admin, &doctor, nadia.id).await;
    let (path, record) = (format!("/doctors/{}", doctor.id), format!("/patients/{}", nadia.id));
    doctor.get(&record).await.expect(200);
    admin.put(&path, json!({ "is_active": false })).await.expect(200);
    doctor.get(&record).await.expect(401);
    let sign_in = json!({ "email": doctor.email, "password": PASSWORD });
    app.anonymous().post("/auth/login", sign_in).await.expect(401);
    assert_eq!(admin.get(&format!("/users/{}", doctor.user)).await.expect(200)["is_active"], false);
    admin.put(&path, json!({ "bio": "still away" })).await.expect(200);
    assert_eq!(admin.get(&format!("/users/{}", doctor.user)).await.expect(200)["is_active"], false);

    admin.put(&path, json!({ "is_active": true })).await.expect(200);
    app.anonymous().get(&path).await.expect(200);
    app.log_in(&doctor.email).await.get(&record).await.expect(200);
}

async fn reqwest_put_without_body(admin: &e2e::Person, path: &str) -> Value {
    admin.send(admin.request("PUT".parse().unwrap(), path)).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn private_fields_are_for_the_doctor_and_administrators() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fields = json!({ "license_number": "DZ-1", "contact": "+213 1", "consultation_fee": 45.5, "experience": 7 });
    let doctor = app.signed_up("/auth/doctor-signup", "Dr. A", fields).await;
    admin.put(&format!("/doctors/{}/verify", doctor.id), json!({})).await.expect(200);
    let path = format!("/doctors/{}", doctor.id);
    let other = app.doctor(&admin, "Dr. B").await;
    for stranger in [&app.anonymous(), &*app.patient("P").await, &*other, &*app.hospital(&admin, "H").await] {
        let seen = stranger.get(&path).await.expect(200);
        assert!(!has_private(&seen), "{seen:#}");
        assert!(!seen.to_string().contains("DZ-1") && !seen.to_string().contains(&doctor.email));
        let row = stranger.get("/doctors?name=Dr.+A").await.rows().remove(0);
        assert!(!has_private(&row), "{row:#}");
    }
    for insider in [&*admin, &*doctor] {
        let seen = insider.get(&path).await.expect(200);
        assert!(has_private(&seen));
        assert_eq!((&seen["license_number"], &seen["phone"]), (&json!("DZ-1"), &json!("+213 1")));
        assert_eq!((&seen["consultation_fee"], &seen["experience_years"]), (&json!(45.5), &json!(7)));
    }
    assert_eq!(names(app.anonymous().get("/doctors?q=DZ-1").await), [String::new(); 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_changes_the_own_profile_but_not_standing_and_ratings() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, other) = (app.doctor(&admin, "Dr. A").await, app.doctor(&admin, "Dr. B").await);
    let path = format!("/doctors/{}", doctor.id);
    let greedy = json!({
        "bio": "Hello", "is_verified": "no", "is_active": false, "avg_rating": 5, "rating_count": 99, "user_id": 3,
        "experience": 12, "shift_time_start": "09:00", "shift_time_end": "17:30"
    });
    for reply in [doctor.put(&path, greedy.clone()).await, doctor.patch("/doctors/me/profile", greedy.clone()).await] {
        let seen = reply.expect(200);
        assert_eq!((&seen["bio"], &seen["shift_time_end"]), (&json!("Hello"), &json!("17:30")));
        assert_eq!((&seen["is_verified"], &seen["is_active"]), (&json!(true), &json!(true)));
        assert_eq!((&seen["avg_rating"], &seen["rating_count"]), (&json!(0.0), &json!(0)));
    }
    let own = doctor.post("/doctors/me/profile", json!({ "bio": null, "city": "Oran" })).await.expect(200);
    assert_eq!((own["bio"].is_null(), &own["city"]), (true, &json!("Oran")));
    assert_eq!(doctor.get("/doctors/me/profile").await.expect(200), own);
    doctor.put(&format!("/doctors/{}", other.id), json!({ "bio": "Mine" })).await.expect(403);
    doctor.delete(&path).await.expect(403);
    doctor.post("/doctors", json!({ "name": "Dr. C" })).await.expect(403);
    doctor.put(&format!("{path}/verify"), json!({})).await.expect(403);
    for stranger in [&app.patient("P").await, &app.hospital(&admin, "H").await] {
        stranger.put(&path, json!({ "bio": "Mine" })).await.expect(403);
        stranger.get("/doctors/me/profile").await.expect(403);
    }
    app.anonymous().put(&path, json!({})).await.expect(401);
    admin.get("/doctors/me/profile").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_licence_number_ends_the_verification() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let doctor = app.doctor(&admin, "Dr. A").await;
    let licence = |number: &str| json!({ "license_number": number });
    let seen = doctor.put("/doctors/me/profile", licence("DZ-1")).await.expect(200);
    assert_eq!(seen["is_verified"], json!(false));
    app.anonymous().get(&format!("/doctors/{}", doctor.id)).await.expect(404);
    let path = format!("/doctors/{}", doctor.id);
    let both = json!({ "license_number": "DZ-2", "is_verified": true });
    assert_eq!(admin.put(&path, both).await.expect(200)["is_verified"], json!(true));
    assert_eq!(doctor.put(&path, licence("DZ-2")).await.expect(200)["is_verified"], json!(true));
    let other = app.unverified_doctor("Dr. B").await;
    other.put("/doctors/me/profile", licence("DZ-2")).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_adds_doctors_with_and_without_account() {
    let app = TestApp::start().await;
    let (admin, doctor, patient) =
        (app.admin().await, app.unverified_doctor("Dr. Account").await, app.patient("P").await);
    let made = admin.post("/doctors", json!({ "first_name": "Ada", "last_name": "Byron" })).await;
    assert!(made.headers["location"].to_str().unwrap().starts_with("/api/v1/doctors/"));
    let made = made.expect(201);
    assert_eq!((&made["name"], &made["is_verified"]), (&json!("Ada Byron"), &json!(true)));
    assert!(made["user_id"].is_null());
    let profile = json!({
        "user_id": doctor.user, "specialization": "Cardiology", "license_number": "MD123456",
        "qualification": "MBBS, MD", "experience_years": 10, "consultation_fee": 100.00,
        "available_days": ["monday"], "available_time_slots": { "monday": ["09:00-12:00"] }
    });
    let filled = admin.post("/doctors", profile).await.expect(200);
    assert_eq!((&filled["id"], &filled["name"]), (&json!(doctor.id), &json!("Dr. Account")));
    assert_eq!((&filled["is_verified"], &filled["experience"]), (&json!(true), &json!(10)));
    assert_eq!(filled["consultation_fee"], json!(100.0));
    admin.post("/doctors", json!({ "user_id": Uuid::nil() })).await.refused(404, "user_id");
    admin.post("/doctors", json!({ "user_id": patient.user })).await.expect(409);
    admin.post("/doctors", json!({ "name": "Dr. X", "license_number": "MD123456" })).await.expect(409);
    assert_eq!(names(admin.get("/doctors").await).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctors_are_searched_filtered_and_ordered() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cardiology = admin.post("/specialties", json!({ "name": "Cardiology" })).await.expect(201)["id"].clone();
    for (name, specialization, city, years, specialties) in [
        ("Zoé Alger", "Dermatology", "Oran", json!(3), json!([])),
        ("adam Dahl", "Paediatrics", "Alger", json!(20), json!([cardiology])),
        ("Élise 100%", "CARDIOLOGY", "Blida", json!(null), json!([])),
    ] {
        let body = json!({
            "name": name, "specialization": specialization, "city": city, "experience": years,
            "specialties": specialties
        });
        admin.post("/doctors", body).await.expect(201);
    }
    let found = async |query: &str| names(app.anonymous().get(&format!("/doctors?{query}")).await);
    assert_eq!(found("").await, ["Élise 100%", "adam Dahl", "Zoé Alger"]);
    assert_eq!(found("sort=name").await, ["adam Dahl", "Élise 100%", "Zoé Alger"]);
    assert_eq!(found("sort=experience").await, ["adam Dahl", "Zoé Alger", "Élise 100%"]);
    assert_eq!(found("sort=newest&q=alger").await, ["adam Dahl", "Zoé Alger"]);
    assert_eq!(found("city=alger").await, ["adam Dahl"]);
    assert_eq!(found("name=ALGER").await, ["Zoé Alger"]);
    assert_eq!(found("specialty=cardio").await, ["Élise 100%", "adam Dahl"]);
    assert_eq!(found(&format!("specialty={}", cardiology.as_str().unwrap())).await, ["adam Dahl"]);
    assert_eq!(found("specialization=derma").await, ["Zoé Alger"]);
    assert_eq!(found("min_rating=0.5").await, [String::new(); 0]);
    assert_eq!(found("q=100%25").await, ["Élise 100%"]);
    assert_eq!(found("q=_").await, [String::new(); 0]);
    assert_eq!(found("name=%5C").await, [String::new(); 0]);
    assert_eq!(found(&format!("hospital_id={}", Uuid::nil())).await, [String::new(); 0]);
    for sort in ["name", "rating", "experience", "newest"] {
        let whole = found(&format!("sort={sort}")).await;
        let (mut seen, mut path) = (Vec::new(), format!("/doctors?sort={sort}&limit=1"));
        for _ in 0..3 {
            let reply = app.anonymous().get(&path).await;
            let next = reply.body["meta"]["next_cursor"].as_str().unwrap_or_default().to_owned();
            seen.extend(names(reply));
            path = format!("/doctors?sort={sort}&limit=1&cursor={next}");
        }
        assert_eq!(seen, whole, "{sort}");
    }
    let total = app.anonymous().get("/doctors?page=2&limit=2&specialty=cardio&sort=name").await;
    assert_eq!(total.body["meta"]["total"], json!(2));
    assert_eq!(total.rows().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_patient_sees_the_chat_beside_each_doctor() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.doctor(&admin, "Dr. A").await, app.patient("Nadia").await);
    let row = nadia.get("/doctors").await.rows().remove(0);
    assert_eq!(row.get("chat"), Some(&Value::Null));
    for other in [&app.anonymous(), &*doctor, &*admin] {
        assert_eq!(other.get("/doctors").await.rows().remove(0).get("chat"), None);
    }
    let (reply, statements) = app.statements_during(nadia.get("/doctors?q=a&sort=name")).await;
    reply.expect(200);
    assert!(statements <= 2, "{statements}");
    let (reply, statements) = app.statements_during(app.anonymous().get("/doctors")).await;
    reply.expect(200);
    assert_eq!(statements, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_19_search_and_the_own_profile_are_not_taken_for_ids() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let doctor = app.doctor(&admin, "Dr. A").await;
    assert_eq!(names(app.anonymous().get("/doctors/search?specialization=CARDIOLOGY").await), ["Dr. A"]);
    assert_eq!(doctor.get("/doctors/me/profile").await.expect(200)["id"], json!(doctor.id));
    doctor.get("/doctors/me").await.refused(400, "doctor_id");
    assert_eq!(admin.get("/users/list").await.rows().len(), 2);
    assert_eq!(doctor.get("/users/me").await.expect(200)["id"], json!(doctor.user));
    doctor.delete("/users/me").await.expect(202);
    app.anonymous().delete("/doctors/search").await.expect(405);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_09_what_is_hidden_cannot_be_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fields = json!({ "license_number": "SECRET-9", "contact": "+213 999", "specialization": "cardiology" });
    let hidden = app.signed_up("/auth/doctor-signup", "Dr. Hidden", fields).await;
    app.doctor(&admin, "Dr. Seen").await;
    for client in [&app.anonymous(), &*app.patient("P").await, &*app.hospital(&admin, "H").await] {
        for query in ["", "q=hidden", "name=hidden", "specialty=cardio", "is_verified=false", "q=SECRET-9", "q=999"] {
            let found = ids(client.get(&format!("/doctors?page=1&{query}")).await);
            assert!(!found.contains(&hidden.id.to_string()), "{query}");
        }
        let total = client.get("/doctors?page=1").await.body["meta"]["total"].clone();
        assert_eq!(total, json!(1));
        client.get(&format!("/doctors/{}", hidden.id)).await.expect(404);
    }
    assert_eq!(ids(hidden.get("/doctors?q=hidden").await), [hidden.id.to_string()]);
}
