use e2e::TestApp;
use serde_json::json;
use uuid::Uuid;

use super::{ids, names};

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_keeps_hospitals() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({
        "name": "Hôpital Saint-Louis", "address": "1 avenue Claude-Vellefaux", "city": "Paris", "state": "Île-de-France",
        "country": "France", "contact": "+33 1", "pin_code": "75010", "email": "Contact@saint-louis.example",
        "specialities": ["dermatology"], "link": "https://maps.example/1", "website": "https://saint-louis.example",
        "timezone": "Europe/Paris"
    });
    let reply = admin.post("/hospitals", body.clone()).await;
    let location = reply.headers["location"].to_str().unwrap().to_owned();
    let made = reply.expect(201);
    assert_eq!(location, format!("/api/v1/hospitals/{}", made["id"].as_str().unwrap()));
    for (field, value) in body.as_object().unwrap() {
        let expected = if field == "email" { json!("contact@saint-louis.example") } else { value.clone() };
        assert_eq!(made[field], expected, "{field}");
    }
    assert_eq!((&made["phone"], &made["is_verified"]), (&json!("+33 1"), &json!(true)));
    admin.post("/hospitals", body).await.expect(409);
    let path = location.strip_prefix("/api/v1").unwrap();
    let changed = admin.patch(path, json!({ "city": null, "name": "Saint-Louis" })).await.expect(200);
    assert_eq!((changed["city"].is_null(), &changed["name"]), (true, &json!("Saint-Louis")));
    assert_eq!(changed["pin_code"], "75010");
    assert_eq!(admin.get(path).await.expect(200), changed);
    assert_eq!(admin.put(path, changed.clone()).await.expect(200)["email"], changed["email"]);
    admin.delete(path).await.expect(200);
    admin.get(path).await.expect(404);
    admin.delete(path).await.expect(404);
    admin.put(path, json!({ "name": "X" })).await.expect(404);
    admin.post("/hospitals", json!({ "name": "Again", "email": "contact@saint-louis.example" })).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unverified_hospital_sees_only_itself_and_is_seen_by_nobody_else() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let known = app.hospital(&admin, "Known").await;
    let new = app.unverified_hospital("New").await;
    let (known_path, new_path) = (format!("/hospitals/{}", known.id), format!("/hospitals/{}", new.id));
    assert_eq!(names(new.get("/hospitals").await), ["New"]);
    new.get(&known_path).await.expect(404);
    new.get(&format!("{known_path}/doctors")).await.expect(404);
    assert_eq!(new.get(&new_path).await.expect(200)["is_verified"], json!(false));
    for other in [&nadia, &known, &app.unverified_doctor("D").await] {
        assert_eq!(names(other.get("/hospitals").await), ["Known"]);
        other.get(&new_path).await.expect(404);
        other.get(&format!("{new_path}/doctors")).await.expect(404);
        assert_eq!(names(other.get("/hospitals?is_verified=false").await), [String::new(); 0]);
        assert_eq!(names(other.get("/hospitals?q=new").await), [String::new(); 0]);
    }
    assert_eq!(names(admin.get("/hospitals").await), ["New", "Known"]);
    assert_eq!(names(admin.get("/hospitals?is_verified=false").await), ["New"]);
    app.anonymous().get("/hospitals").await.expect(401);
    let verified = admin.put(&format!("{new_path}/verify"), json!({ "is_verified": true })).await.expect(200);
    assert_eq!(verified["is_verified"], json!(true));
    assert_eq!(names(new.get("/hospitals").await), ["New", "Known"]);
    nadia.get(&new_path).await.expect(200);
    admin.put(&format!("{new_path}/verify"), json!({ "is_verified": false })).await.expect(200);
    assert_eq!(names(new.get("/hospitals").await), ["New"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hospital_changes_itself_but_not_its_verification_and_no_other() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (own, other) = (app.unverified_hospital("Own").await, app.hospital(&admin, "Other").await);
    let path = format!("/hospitals/{}", own.id);
    let changed = own.put(&path, json!({ "city": "Oran", "is_verified": true })).await.expect(200);
    assert_eq!((&changed["city"], &changed["is_verified"]), (&json!("Oran"), &json!(false)));
    own.put(&path, json!({ "is_verified": "yes" })).await.expect(200);
    own.patch(&format!("/hospitals/{}", other.id), json!({ "name": "Mine" })).await.expect(403);
    own.put(&format!("{path}/verify"), json!({})).await.expect(403);
    own.delete(&path).await.expect(403);
    own.post("/hospitals", json!({ "name": "Second" })).await.expect(403);
    for stranger in [&app.patient("P").await, &app.unverified_doctor("D").await] {
        stranger.put(&path, json!({ "name": "Mine" })).await.expect(403);
        stranger.delete(&path).await.expect(403);
    }
    app.anonymous().put(&path, json!({})).await.expect(401);
    assert_eq!(admin.put(&path, json!({ "is_verified": true })).await.expect(200)["is_verified"], json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn hospitals_are_found_by_name_city_and_speciality_literally() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    for (name, city, speciality) in
        [("Hôpital Mustapha", "Alger", "oncology"), ("Alger Clinic", "Oran", "eyes"), ("50%_off", "Blida", "a\\b")]
    {
        let body = json!({ "name": name, "city": city, "specialities": [speciality] });
        admin.post("/hospitals", body).await.expect(201);
    }
    let found = async |query: &str| names(nadia.get(&format!("/hospitals?{query}")).await);
    assert_eq!(found("q=ALGER").await, ["Alger Clinic", "Hôpital Mustapha"]);
    assert_eq!(found("city=alger").await, ["Hôpital Mustapha"]);
    assert_eq!(found("name=alger").await, ["Alger Clinic"]);
    assert_eq!(found("search=hopital+mus").await, ["Hôpital Mustapha"]);
    assert_eq!(found("q=oncology").await, ["Hôpital Mustapha"]);
    assert_eq!(found("q=%25_").await, ["50%_off"]);
    assert_eq!(found("q=a%5Cb").await, ["50%_off"]);
    assert_eq!(found("q=%25").await, ["50%_off"]);
    assert_eq!(found("q=a.*b").await, [String::new(); 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_hospital_signs_its_account_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "H").await;
    hospital.get("/users/me").await.expect(200);
    admin.delete(&format!("/hospitals/{}", hospital.id)).await.expect(200);
    hospital.get("/users/me").await.expect(401);
    assert_eq!(ids(admin.get("/users?role=hospital&is_active=false").await), [hospital.user.to_string()]);
    admin.delete(&format!("/hospitals/{}", Uuid::nil())).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_16_reading_hospitals_changes_nothing_and_pages_are_stable() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    assert_eq!(names(nadia.get("/hospitals").await), [String::new(); 0]);
    for number in 0..5 {
        admin.post("/hospitals", json!({ "name": format!("H{number}") })).await.expect(201);
    }
    let hospital = ids(nadia.get("/hospitals?limit=1").await).remove(0);
    for _ in 0..2 {
        assert_eq!(ids(nadia.get(&format!("/hospitals/{hospital}/doctors")).await), [String::new(); 0]);
    }
    let mut seen = Vec::new();
    let mut path = "/hospitals?limit=2".to_owned();
    loop {
        let (reply, statements) = app.statements_during(nadia.get(&path)).await;
        assert!(statements <= 2, "{statements}");
        let next = reply.body["meta"]["next_cursor"].as_str().map(str::to_owned);
        seen.extend(names(reply));
        match next {
            Some(cursor) => path = format!("/hospitals?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ["H4", "H3", "H2", "H1", "H0"]);
    let numbered = nadia.get("/hospitals?limit=2&page=3").await;
    assert_eq!(numbered.body["meta"]["total"], json!(5));
    assert_eq!(names(numbered), ["H0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_hospitals_with_one_address_one_is_added() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let tries = (0..6).map(|_| admin.post("/hospitals", json!({ "name": "One", "email": "one@example.org" })));
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(tries).await.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}
