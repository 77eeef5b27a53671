//! Sign-up, sign-in, sessions.

use e2e::{PASSWORD, TestApp};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_signs_up_signs_in_and_signs_out() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia Haddad").await;
    let again = app.log_in(&nadia.email).await;
    assert_eq!(again.user, nadia.user);
    let sessions = again.get("/auth/sessions").await.rows();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0]["is_current"], json!(true));
    again.post("/auth/logout", json!({})).await.expect(200);
    again.get("/auth/sessions").await.expect(401);
    again.post("/auth/logout", json!({})).await.expect(200);
    assert_eq!(nadia.get("/auth/sessions").await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_works_once_and_its_reuse_ends_the_session() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let body = json!({ "refresh_token": nadia.refresh_token });
    let next = app.anonymous().post("/auth/refresh", body.clone()).await.expect(200);
    let renewed = app.anonymous().with_token(next["access_token"].as_str().unwrap());
    renewed.get("/auth/sessions").await.expect(200);
    app.anonymous().post("/auth/refresh", body).await.expect(401);
    renewed.get("/auth/sessions").await.expect(401);
    nadia.get("/auth/sessions").await.expect(401);
    app.anonymous().post("/auth/refresh", json!({ "refresh_token": next["refresh_token"] })).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_sign_ups_with_one_address_one_wins() {
    let app = TestApp::start().await;
    let body = json!({ "email": "One@Example.org", "password": PASSWORD, "name": "One" });
    let anonymous = app.anonymous();
    let tries = (0..6).map(|_| anonymous.post("/auth/patient-signup", body.clone()));
    let won = async {
        let mut statuses = Vec::new();
        for reply in futures_util::future::join_all(tries).await {
            statuses.push(reply.status.as_u16());
        }
        statuses.sort_unstable();
        statuses
    };
    assert_eq!(won.await, [201, 409, 409, 409, 409, 409]);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_password_ends_the_other_sessions_and_refuses_old_ones() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let other = app.log_in(&nadia.email).await;
    let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    nadia.post("/auth/change-password", change("wrong", "N3w!passw")).await.refused(400, "current_password");
    nadia.post("/auth/change-password", change(PASSWORD, "weak")).await.refused(400, "new_password");
    nadia.post("/auth/change-password", change(PASSWORD, PASSWORD)).await.refused(400, "new_password");
    nadia.post("/auth/change-password", change(PASSWORD, "N3w!passw")).await.expect(200);
    other.get("/auth/sessions").await.expect(401);
    nadia.get("/auth/sessions").await.expect(200);
    nadia.post("/auth/change-password", change("N3w!passw", PASSWORD)).await.refused(400, "new_password");
    let old = json!({ "email": nadia.email, "password": PASSWORD });
    app.anonymous().post("/auth/login", old).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_makes_an_administrator() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let body = json!({ "email": "root@example.org", "password": PASSWORD, "name": "Root", "role": "ADMIN" });
    app.anonymous().post("/auth/signup", body.clone()).await.expect(401);
    nadia.post("/auth/signup", body.clone()).await.expect(403);
    let made = admin.post("/auth/signup", body).await.expect(201);
    assert_eq!((made["role"].as_str(), made["profile_id"].is_null()), (Some("admin"), true));
    let sneaky = json!({ "email": "s@example.org", "password": PASSWORD, "name": "S", "role": "admin" });
    let tokens = app.anonymous().post("/auth/patient-signup", sneaky).await.expect(201);
    assert_eq!(tokens["role"], "patient");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_stands_by_what_he_states_of_a_patient() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let account = json!({ "email": "nadia@example.org", "password": PASSWORD, "name": "Nadia", "role": "patient",
        "allergies": ["penicillin"] });
    let made = admin.post("/auth/signup", account).await.expect(201);
    let record = admin.get(&format!("/patients/{}", made["profile_id"].as_str().unwrap())).await.expect(200);
    let fact = &record["clinical_facts"][0];
    assert_eq!((&fact["text"], &fact["source"]), (&json!("penicillin"), &json!("admin")), "{record:#}");
    for (author, table) in [("recorded_by", "clinical_facts"), ("granted_by", "user_patient_relations")] {
        let sql = format!("SELECT CAST({author} AS TEXT) AS line FROM {table}");
        assert_eq!(app.lines(&sql).await, [admin.user.to_string()], "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_by_the_name_of_its_field() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let sign_up = async |field: &str, value: serde_json::Value| {
        let mut body = json!({ "email": "x@example.org", "password": PASSWORD, "name": "X" });
        body[field] = value;
        anonymous.post("/auth/patient-signup", body).await.refused(400, field);
    };
    sign_up("email", json!("not an address")).await;
    sign_up("email", json!(null)).await;
    sign_up("password", json!("short")).await;
    sign_up("name", json!("x".repeat(201))).await;
    sign_up("name", json!("nul\u{0}")).await;
    sign_up("name", json!({ "first": "X" })).await;
    sign_up("dob", json!("2026-02-30")).await;
    sign_up("dob", json!("2999-01-01")).await;
    sign_up("gender", json!("robot")).await;
    sign_up("height_cm", json!(1e9)).await;
    sign_up("allergies", json!("penicillin")).await;
    for raw in ["", "{", "{\"email\":\"a@b.co\"", "\u{0}", "[1,2", "\"text\"", "{\"email\":\"a\",\"email\":\"b\"}"] {
        assert_eq!(anonymous.post_raw("/auth/patient-signup", raw).await.status, 400, "{raw}");
    }
    assert_eq!(anonymous.post_raw("/auth/patient-signup", vec![0xff, 0xfe]).await.status, 400);
    assert_eq!(anonymous.post_raw("/auth/patient-signup", vec![b' '; 1024 * 1024 + 1]).await.status, 413);
    app.patient("Still served").await;
}
