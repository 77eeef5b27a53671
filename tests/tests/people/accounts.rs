use e2e::{PASSWORD, TestApp};
use serde_json::json;
use uuid::Uuid;

use super::{ids, names};

#[tokio::test(flavor = "multi_thread")]
async fn everybody_reads_and_changes_the_own_account_under_both_its_paths() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia Haddad").await;
    let me = nadia.get("/users/me").await.expect(200);
    assert_eq!((me["id"].as_str(), me["role"].as_str()), (Some(nadia.user.to_string().as_str()), Some("patient")));
    assert_eq!((me["profile_id"].as_str(), &me["is_active"]), (Some(nadia.id.to_string().as_str()), &json!(true)));
    let names = json!({ "first_name": "Nadia", "last_name": "Benali", "phone": "+213 555", "address": "Algiers" });
    let changed = nadia.put("/users/profile", names).await.expect(200);
    assert_eq!(changed["name"], "Nadia Benali");
    assert_eq!((&changed["contact"], &changed["phone"]), (&json!("+213 555"), &json!("+213 555")));
    assert_eq!(changed["created_at"], me["created_at"]);
    let changed = nadia.patch("/users/me", json!({ "address": null, "first_name": "Nour" })).await.expect(200);
    assert_eq!((changed["name"].as_str(), changed["address"].is_null()), (Some("Nour Benali"), true));
    assert_eq!(changed["contact"], "+213 555");
    assert_eq!(nadia.get("/users/profile").await.expect(200), changed);
    assert_eq!(nadia.put("/users/me", changed.clone()).await.expect(200)["name"], "Nour Benali");
    app.anonymous().get("/users/me").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_find_accounts_by_role_text_and_activity() {
    let app = TestApp::start().await;
    let (admin, elodie, _) =
        (app.admin().await, app.patient("Élodie Marchand").await, app.patient("100% Percent").await);
    let doctor = app.unverified_doctor("Dr Bob").await;
    admin.delete(&format!("/users/{}", doctor.user)).await.expect(200);
    assert_eq!(names(admin.get("/users?role=patient").await), ["100% Percent", "Élodie Marchand"]);
    assert_eq!(ids(admin.get("/users/list?search=ELODIE").await), [elodie.user.to_string()]);
    assert_eq!(names(admin.get("/users?search=0%25").await), ["100% Percent"]);
    assert_eq!(names(admin.get("/users?search=_").await), [String::new(); 0]);
    assert_eq!(names(admin.get("/users?is_active=false").await), ["Dr Bob"]);
    assert_eq!(names(admin.get("/users?is_active=true&role=doctor").await), [String::new(); 0]);
    let first = admin.get("/users?limit=3&page=1").await;
    assert_eq!(first.body["meta"]["total"], json!(4));
    assert_eq!(first.rows().len(), 3);
    let first = admin.get("/users?limit=3").await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    let mut seen = ids(first);
    seen.extend(ids(admin.get(&format!("/users?limit=3&cursor={cursor}")).await));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_seen_and_changed_by_its_owner_and_administrators_only() {
    let app = TestApp::start().await;
    let (admin, nadia, other) = (app.admin().await, app.patient("Nadia").await, app.patient("Other").await);
    let path = format!("/users/{}", nadia.user);
    for stranger in [&other, &app.unverified_doctor("D").await, &app.unverified_hospital("H").await] {
        stranger.get(&path).await.expect(404);
        stranger.put(&path, json!({ "name": "X" })).await.expect(404);
        stranger.delete(&path).await.expect(403);
        stranger.get("/users").await.expect(403);
        stranger.get("/users/list").await.expect(403);
        stranger.post("/users", json!({})).await.expect(403);
    }
    for (method, path) in [("GET", "/users"), ("GET", &path), ("PUT", &path), ("DELETE", &path)] {
        let request = app.anonymous().request(method.parse().unwrap(), path).json(&json!({}));
        app.anonymous().send(request).await.expect(401);
    }
    assert_eq!(nadia.get(&path).await.expect(200)["name"], "Nadia");
    assert_eq!(nadia.patch(&path, json!({ "name": "Nadia H." })).await.expect(200)["name"], "Nadia H.");
    assert_eq!(admin.put(&path, json!({ "address": "Oran" })).await.expect(200)["address"], "Oran");
    admin.get(&format!("/users/{}", Uuid::nil())).await.expect(404);
    admin.put(&format!("/users/{}", Uuid::nil()), json!({})).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_01_nobody_promotes_himself() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let greedy = json!({
        "role": "admin", "user_type": "admin", "is_active": false, "is_verified": true, "is_superuser": true, "tier": "premium",
        "email": "new@example.org", "profile_id": admin.user, "id": admin.user, "hashed_password": "x", "name": "Nadia"
    });
    let before = nadia.get("/users/me").await.expect(200);
    for path in ["/users/me".to_owned(), "/users/profile".to_owned(), format!("/users/{}", nadia.user)] {
        for reply in [nadia.put(&path, greedy.clone()).await, nadia.patch(&path, greedy.clone()).await] {
            let after = reply.expect(200);
            for field in ["id", "role", "email", "profile_id", "is_active", "is_verified", "phone"] {
                assert_eq!(after[field], before[field], "{field}");
            }
        }
    }
    nadia.get("/users").await.expect(403);
    app.log_in(&nadia.email).await;
    let path = format!("/users/{}", nadia.user);
    nadia.put(&path, json!({ "is_active": 7 })).await.refused(400, "is_active");
    admin.put(&path, json!({ "role": "admin" })).await.refused(400, "role");
    admin.put(&path, json!({ "role": "patient" })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn deactivation_ends_sessions_and_activation_lets_sign_in_again() {
    let app = TestApp::start().await;
    let (admin, doctor) = (app.admin().await, app.unverified_doctor("Dr Bob").await);
    admin.put(&format!("/doctors/{}/verify", doctor.id), json!({})).await.expect(200);
    let path = format!("/users/{}", doctor.user);
    assert_eq!(admin.delete(&path).await.expect(200)["is_active"], json!(false));
    admin.delete(&path).await.expect(200);
    doctor.get("/users/me").await.expect(401);
    let body = json!({ "email": doctor.email, "password": PASSWORD });
    app.anonymous().post("/auth/login", body).await.expect(401);
    app.anonymous().post("/auth/refresh", json!({ "refresh_token": doctor.refresh_token })).await.expect(401);
    app.anonymous().get(&format!("/doctors/{}", doctor.id)).await.expect(404);
    assert_eq!(admin.patch(&path, json!({ "is_active": true })).await.expect(200)["is_active"], json!(true));
    app.log_in(&doctor.email).await.get("/users/me").await.expect(200);
    app.anonymous().get(&format!("/doctors/{}", doctor.id)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_keeps_an_administrator() {
    let app = TestApp::start().await;
    let (one, two) = (app.admin().await, app.admin().await);
    one.delete(&format!("/users/{}", one.user)).await.expect(409);
    one.put(&format!("/users/{}", one.user), json!({ "is_active": false })).await.expect(409);
    let paths = [format!("/users/{}", two.user), format!("/users/{}", one.user)];
    let (first, second) = tokio::join!(one.delete(&paths[0]), two.delete(&paths[1]));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert!(statuses == [200, 409] || statuses == [200, 401], "{statuses:?}");
    let left = if first.status == 200 { one } else { two };
    assert_eq!(ids(left.get("/users?role=admin&is_active=true").await), [left.user.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_07_no_account_shows_its_password_hash() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    for reply in [
        nadia.get("/users/me").await,
        admin.get("/users").await,
        admin.get(&format!("/users/{}", nadia.user)).await,
        admin.put(&format!("/users/{}", nadia.user), json!({ "name": "N" })).await,
    ] {
        let text = reply.body.to_string();
        assert!(text.contains("email") && !text.contains("password") && !text.contains("$2"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_an_account_takes_two_statements_at_most() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    for (client, path) in [(&nadia, "/users/me"), (&admin, "/users?role=patient&search=nadia")] {
        let (reply, statements) = app.statements_during(client.get(path)).await;
        reply.expect(200);
        assert!(statements <= 2, "{path}: {statements}");
    }
}
