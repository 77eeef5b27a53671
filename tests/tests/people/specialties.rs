use e2e::TestApp;
use serde_json::json;
use uuid::Uuid;

use super::names;

#[tokio::test(flavor = "multi_thread")]
async fn administrators_keep_specialties_that_everybody_reads() {
    let app = TestApp::start().await;
    let (admin, anonymous) = (app.admin().await, app.anonymous());
    let made = admin.post("/specialties", json!({ "name": "Pédiatrie", "description": "Children" })).await;
    let location = made.headers["location"].to_str().unwrap().to_owned();
    let path = location.strip_prefix("/api/v1").unwrap();
    made.expect(201);
    admin.post("/specialties", json!({ "name": "  pediatrie " })).await.expect(409);
    let other = admin.post("/specialties", json!({ "name": "Cardiology" })).await.expect(201);
    let other = format!("/specialties/{}", other["id"].as_str().unwrap());
    admin.put(&other, json!({ "name": "PÉDIATRIE" })).await.expect(409);
    assert_eq!(names(anonymous.get("/specialties").await), ["Cardiology", "Pédiatrie"]);
    assert_eq!(names(anonymous.get("/specialties?q=DIA").await), ["Pédiatrie"]);
    assert_eq!(names(anonymous.get("/specialties?q=%25").await), [String::new(); 0]);
    let first = anonymous.get("/specialties?limit=1").await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(names(anonymous.get(&format!("/specialties?limit=1&cursor={cursor}")).await), ["Pédiatrie"]);
    let changed = admin.patch(path, json!({ "description": null })).await.expect(200);
    assert_eq!((&changed["name"], changed["description"].is_null()), (&json!("Pédiatrie"), true));
    assert_eq!(anonymous.get(path).await.expect(200), changed);
    let doctor = json!({ "name": "Dr. A", "specialties": [changed["id"]] });
    let doctor = admin.post("/doctors", doctor).await.expect(201);
    assert_eq!(doctor["specialties"], json!([{ "id": changed["id"], "name": "Pédiatrie" }]));
    admin.delete(path).await.expect(409);
    let doctor = format!("/doctors/{}", doctor["id"].as_str().unwrap());
    assert_eq!(admin.put(&doctor, json!({ "specialties": [] })).await.expect(200)["specialties"], json!([]));
    admin.delete(path).await.expect(200);
    admin.delete(path).await.expect(404);
    anonymous.get(path).await.expect(404);
    admin.put(path, json!({ "name": "X" })).await.expect(404);
    admin.put(&doctor, json!({ "specialties": [Uuid::nil()] })).await.refused(404, "specialties");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_changes_specialties() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = admin.post("/specialties", json!({ "name": "Cardiology" })).await.expect(201);
    let path = format!("/specialties/{}", made["id"].as_str().unwrap());
    for stranger in [&app.patient("P").await, &app.doctor(&admin, "D").await] {
        stranger.post("/specialties", json!({ "name": "X" })).await.expect(403);
        stranger.put(&path, json!({ "name": "X" })).await.expect(403);
        stranger.delete(&path).await.expect(403);
    }
    app.anonymous().post("/specialties", json!({ "name": "X" })).await.expect(401);
    app.anonymous().delete(&path).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_specialties_of_one_name_one_is_added() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let tries = (0..6).map(|_| admin.post("/specialties", json!({ "name": "Cardiology" })));
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(tries).await.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}
