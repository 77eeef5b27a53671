use chrono::TimeDelta;
use e2e::{PASSWORD, TestApp, statuses};
use futures_util::future::join_all;
use serde_json::{Value, json};

const NEW: &str = "N3w!passw";

async fn forgot(app: &TestApp, email: &str) -> Value {
    app.post("/auth/forgot-password", json!({ "email": email })).await.expect(202)
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_a_forgotten_password_gets_the_same_answer_for_everybody() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let keys = |answer: &Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (known, unknown) = (forgot(&app, &nadia.email).await, forgot(&app, "nobody@family.example").await);
    assert_eq!(keys(&known), keys(&unknown));
    let work = async |email: &str| {
        let (_, statements) = app.statements_during(forgot(&app, email)).await;
        statements
    };
    assert_eq!(work(&nadia.email).await, work("nobody@family.example").await, "the same work");
    assert_eq!(app.mail_to(&nadia.email).await.len(), 2);
    assert!(app.mail_to("nobody@family.example").await.is_empty());
    app.post("/auth/forgot", json!({ "email": "x" })).await.refused(400, "email");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_11_the_link_sets_a_password_once_and_is_no_token() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    forgot(&app, &nadia.email).await;
    let token = app.token_in_mail(&nadia.email).await;
    app.anonymous().with_token(&token).get("/users/me").await.expect(401);
    let reset = |password: &str| json!({ "reset_token": token, "new_password": password });
    app.post("/auth/reset-password", reset("weak")).await.refused(400, "new_password");
    app.post("/auth/reset-password", reset(PASSWORD)).await.refused(400, "new_password");
    let tries =
        ["One1!passw", "Tw0!passw", "Thr3e!passw"].map(|password| app.post("/auth/reset-password", reset(password)));
    let statuses = statuses(&join_all(tries).await);
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 409, 410].contains(status)), "{statuses:?}");
    app.post("/auth/reset-password", reset(NEW)).await.expect(410);
    nadia.get("/users/me").await.expect(401);
    app.post("/auth/login", json!({ "email": nadia.email, "password": PASSWORD })).await.expect(401);
    for token in ["", "garbage", nadia.token()] {
        let body = json!({ "reset_token": token, "new_password": NEW });
        let status = app.post("/auth/reset-password", body).await.status.as_u16();
        assert!([400, 410].contains(&status), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_sets_a_password_with_address_id_or_request() {
    let app = TestApp::start().await;
    for way in ["email", "user_id", "transaction_id"] {
        let nadia = app.patient("Nadia").await;
        let asked = forgot(&app, &nadia.email).await;
        let code = app.code_by_mail(&nadia.email).await;
        let value = match way {
            "email" => json!(nadia.email),
            "user_id" => json!(nadia.user),
            _ => asked["transaction_id"].clone(),
        };
        let reset = |password: &str| json!({ "otp_code": code, way: value, "new_password": password });
        app.post("/auth/reset", reset(PASSWORD)).await.refused(400, "new_password");
        app.post("/auth/reset", reset(NEW)).await.expect(200);
        app.post("/auth/reset", reset("Other!passw0")).await.expect(401);
        let tokens = app.post("/auth/login", json!({ "email": nadia.email, "password": NEW })).await.expect(200);
        assert_eq!(tokens["user"]["is_verified"], json!(true), "the mail proved the address");
        let mails = app.mail_to(&nadia.email).await;
        assert_eq!(mails.len(), 2, "the code, and the word that the password changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_a_password_is_none_for_a_sign_in() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    forgot(&app, &nadia.email).await;
    let code = app.code_by_mail(&nadia.email).await;
    app.post("/auth/verify-otp", json!({ "otp_code": code, "email": nadia.email })).await.expect(401);
    app.post("/auth/verify-otp", json!({ "otp_code": code })).await.expect(401);
    let body = json!({ "otp_code": code, "email": nadia.email, "new_password": NEW });
    app.post("/auth/reset-password", body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_good_for_an_hour_and_no_longer_than_the_password() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    forgot(&app, &nadia.email).await;
    let token = app.token_in_mail(&nadia.email).await;
    app.wait(TimeDelta::minutes(61));
    app.post("/auth/reset-password", json!({ "reset_token": token, "new_password": NEW })).await.expect(410);
    let nadia = app.log_in(&nadia.email).await;
    forgot(&app, &nadia.email).await;
    let token = app.token_in_mail(&nadia.email).await;
    let change = json!({ "current_password": PASSWORD, "new_password": "Ch4nged!" });
    nadia.post("/auth/change-password", change).await.expect(200);
    app.post("/auth/reset-password", json!({ "reset_token": token, "new_password": NEW })).await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_a_new_password_ends_with_the_address_or_the_password_that_it_was_for() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    forgot(&app, &nadia.email).await;
    let (token, code) = (app.token_in_mail(&nadia.email).await, app.code_by_mail(&nadia.email).await);
    let change = json!({ "current_password": PASSWORD, "new_email": "nadia@new.example" });
    nadia.post("/auth/change-email", change).await.expect(202);
    let proof = json!({ "otp_code": app.code_by_mail("nadia@new.example").await });
    nadia.post("/auth/change-email/confirm", proof).await.expect(200);
    app.post("/auth/reset-password", json!({ "reset_token": token, "new_password": NEW })).await.expect(410);
    let by_code = json!({ "otp_code": code, "email": nadia.email, "new_password": NEW });
    app.post("/auth/reset-password", by_code).await.expect(401);

    let yacine = app.patient("Yacine").await;
    let asked = forgot(&app, &yacine.email).await;
    let (token, code) = (app.token_in_mail(&yacine.email).await, app.code_by_mail(&yacine.email).await);
    app.post("/auth/reset-password", json!({ "reset_token": token, "new_password": NEW })).await.expect(200);
    let by_code = json!({ "otp_code": code, "transaction_id": asked["transaction_id"], "new_password": "Oth3r!pass" });
    app.post("/auth/reset-password", by_code).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_five_passwords_do_not_come_back() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let passwords: Vec<String> = (1..=5).map(|number| format!("Passw0rd!{number}")).collect();
    let mut current = PASSWORD.to_owned();
    for next in &passwords {
        let body = json!({ "current_password": current, "new_password": next });
        nadia.post("/auth/change-password", body).await.expect(200);
        current.clone_from(next);
    }
    for used in &passwords {
        let body = json!({ "current_password": current, "new_password": used });
        nadia.post("/auth/change-password", body).await.refused(400, "new_password");
    }
    let body = json!({ "current_password": current, "new_password": PASSWORD });
    nadia.post("/auth/change-password", body).await.expect(200);
}
