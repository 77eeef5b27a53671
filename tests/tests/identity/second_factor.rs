use chrono::TimeDelta;
use e2e::{PASSWORD, Person, TestApp};
use serde_json::{Value, json};

/// Somebody whose address is proven.
async fn proven(app: &TestApp, name: &str) -> Person {
    let person = app.patient(name).await;
    let body = json!({ "current_password": PASSWORD, "new_email": person.email });
    person.post("/auth/change-email", body).await.expect(202);
    let code = app.code_by_mail(&person.email).await;
    let user = person.post("/auth/change-email/confirm", json!({ "otp_code": code })).await.expect(200);
    assert_eq!(user["is_verified"], json!(true));
    person
}

async fn log_in(app: &TestApp, email: &str) -> Value {
    app.post("/auth/login", json!({ "email": email, "password": PASSWORD })).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_needs_a_code_gets_tokens_by_it_only() {
    let app = TestApp::builder().with("LIFELINE__AUTH__SECOND_FACTOR", "doctor").start().await;
    let doctor = app.unverified_doctor("Dr Amrani").await;
    let asked = log_in(&app, &doctor.email).await;
    assert_eq!(asked["otp_required"], json!(true));
    assert!(asked.get("access_token").is_none() && asked["otp_expires_at"].is_string(), "{asked:#}");
    let wrong = json!({ "email": doctor.email, "password": "Wr0ng!pass" });
    app.post("/auth/login", wrong).await.expect(401);
    let code = app.code_by_mail(&doctor.email).await;
    let tokens = app.post("/auth/verify-otp", json!({ "otp_code": code, "email": doctor.email })).await.expect(200);
    assert_eq!((&tokens["role"], &tokens["user"]["is_verified"]), (&json!("doctor"), &json!(true)));
    app.anonymous().with_token(tokens["access_token"].as_str().unwrap()).get("/auth/sessions").await.expect(200);
    doctor.put("/auth/second-factor", json!({ "enabled": false, "current_password": PASSWORD })).await.expect(403);
    let patient = app.patient("Nadia").await;
    app.log_in(&patient.email).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_code_is_sent_anew_only_while_a_password_checked_sign_in_waits() {
    let app = TestApp::builder().with("LIFELINE__AUTH__SECOND_FACTOR", "doctor").start().await;
    let doctor = app.unverified_doctor("Dr Amrani").await;
    let again = json!({ "email": doctor.email, "purpose": "login" });
    app.post("/auth/resend-otp", again.clone()).await.expect(200);
    assert!(app.mail_to(&doctor.email).await.is_empty(), "no sign-in waits");
    log_in(&app, &doctor.email).await;
    let first = app.code_by_mail(&doctor.email).await;
    app.wait(TimeDelta::seconds(62));
    app.post("/auth/resend-otp", again).await.expect(200);
    let second = app.code_by_mail(&doctor.email).await;
    let verify = |code: &str| json!({ "otp_code": code, "email": doctor.email });
    app.post("/auth/verify-otp", verify(&first)).await.expect(401);
    app.post("/auth/verify-otp", verify(&second)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_10_strangers_who_name_the_account_close_no_way_of_its_owner() {
    let app = super::behind_a_proxy(&[("LIFELINE__AUTH__SECOND_FACTOR", "doctor")]).await;
    let (doctor, home, elsewhere) = (app.unverified_doctor("Dr Amrani").await, "203.0.113.9", "198.51.100.7");
    let post = async |from: &str, path: &str, body: Value| super::post_from(&app.anonymous(), from, path, body).await;
    post(home, "/auth/login", json!({ "email": doctor.email, "password": PASSWORD })).await.expect(200);
    let code = app.code_by_mail(&doctor.email).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        let body = json!({ "otp_code": wrong, "email": doctor.email });
        post(elsewhere, "/auth/verify-otp", body).await.expect(401);
    }
    // Nor do they have a code sent anew.
    app.wait(chrono::TimeDelta::seconds(62));
    let again = json!({ "email": doctor.email, "purpose": "login" });
    post(elsewhere, "/auth/resend-otp", again).await.expect(200);
    assert_eq!(app.mail_to(&doctor.email).await.len(), 1);
    post(home, "/auth/verify-otp", json!({ "otp_code": code })).await.expect(200);

    // On a journey the account may be named.
    post(home, "/auth/login", json!({ "email": doctor.email, "password": PASSWORD })).await.expect(200);
    let code = app.code_by_mail(&doctor.email).await;
    post(elsewhere, "/auth/verify-otp", json!({ "otp_code": code, "email": doctor.email })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_opens_nothing_that_asks_for_a_password_and_a_code() {
    let app = TestApp::builder().with("LIFELINE__AUTH__SECOND_FACTOR", "doctor").start().await;
    let admin = app.admin().await;
    let (doctor, nadia) = (app.unverified_doctor("Dr Amrani").await, app.known_patient(&admin, "Nadia").await);
    let people = [(&admin, "+213555010201", false), (&doctor, "+213555010202", false), (&nadia, "+213555010203", true)];
    for (person, phone, opens) in people {
        let body = json!({ "current_password": PASSWORD, "new_phone": phone });
        person.post("/auth/change-phone", body).await.expect(202);
        let code = app.code_by_sms(phone).await;
        person.post("/auth/change-phone/confirm", json!({ "otp_code": code })).await.expect(200);
        assert_eq!(app.mail_to(&person.email).await.len(), 1, "a new way in is told to the mail");
        super::phone::Browser::new(&app).post("/auth/signin", json!({ "phone": phone })).await.expect(200);
        // Where no code is sent, the owner hears why.
        let texts = app.sms_to(phone).await;
        let told = texts[1]["text"].as_str().unwrap();
        assert_eq!((texts.len(), told.contains("by your password")), (2, !opens), "{phone}: {told}");
    }
    // Who chooses a second factor meanwhile chooses it for the telephone too.
    let asked = super::phone::Browser::new(&app);
    app.wait(chrono::TimeDelta::seconds(62));
    let id = asked.post("/auth/signin", json!({ "phone": "+213555010203" })).await.expect(200)["id"].clone();
    let code = app.code_by_sms("+213555010203").await;
    nadia.put("/auth/second-factor", json!({ "enabled": true })).await.expect(200);
    let path = format!("/auth/signin/verify/{}", id.as_str().unwrap());
    asked.post(&path, json!({ "otp": code })).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_20_a_code_that_nobody_would_send_is_refused() {
    let production = [
        ("ENVIRONMENT", "production"),
        ("LIFELINE__AUTH__REGISTRATION", "direct"),
        ("LIFELINE__AUTH__SECOND_FACTOR", ""),
        ("LIFELINE__AUTH__BCRYPT_COST", "10"),
    ];
    let app = super::behind_a_proxy(&production).await;
    let nadia = app.patient("Nadia").await;
    let browser = super::phone::Browser::new(&app);
    let phone = json!({ "phone": "+213555010203", "name": "Nadia", "role": "patient" });
    browser.post("/auth/signin", phone.clone()).await.expect(503);
    browser.post("/auth/signup", phone).await.expect(503);
    app.post("/auth/forgot-password", json!({ "email": nadia.email })).await.expect(503);
    let change = json!({ "current_password": PASSWORD, "new_phone": "+213555010203" });
    nadia.post("/auth/change-phone", change).await.expect(503);
    app.run_jobs().await;
    assert!(app.mail_to(&nadia.email).await.is_empty() && app.sms_to("+213555010203").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_changed_since_ends_the_waiting_sign_in() {
    let app = TestApp::builder().with("LIFELINE__AUTH__SECOND_FACTOR", "patient").start().await;
    let nadia = app.patient("Nadia").await;
    log_in(&app, &nadia.email).await;
    let code = app.code_by_mail(&nadia.email).await;
    let change = json!({ "current_password": PASSWORD, "new_password": "N3w!passw" });
    nadia.post("/auth/change-password", change).await.expect(200);
    app.post("/auth/verify-otp", json!({ "otp_code": code, "email": nadia.email })).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_may_switch_a_second_factor_on_and_needs_password_and_code_to_switch_it_off() {
    let app = TestApp::start().await;
    let unproven = app.patient("Yacine").await;
    unproven.put("/auth/second-factor", json!({ "enabled": true })).await.expect(403);
    let nadia = proven(&app, "Nadia").await;
    nadia.put("/auth/second-factor", json!({ "enabled": "yes" })).await.refused(400, "enabled");
    nadia.put("/auth/second-factor", json!({ "enabled": true })).await.expect(200);
    let state = nadia.get("/auth/second-factor").await.expect(200);
    assert_eq!(state, json!({ "enabled": true, "required": false }));
    assert_eq!(log_in(&app, &nadia.email).await["otp_required"], json!(true));

    nadia.put("/auth/second-factor", json!({ "enabled": false })).await.refused(400, "current_password");
    let off = |password: &str| json!({ "enabled": false, "current_password": password });
    nadia.put("/auth/second-factor", off("Wr0ng!pass")).await.refused(400, "current_password");
    nadia.put("/auth/second-factor", off(PASSWORD)).await.expect(202);
    let code = app.code_by_mail(&nadia.email).await;
    let mut with_code = off(PASSWORD);
    with_code["otp_code"] = json!(code);
    let wrong = json!({ "enabled": false, "current_password": PASSWORD, "otp_code": "000000" });
    if code != "000000" {
        nadia.put("/auth/second-factor", wrong).await.expect(401);
    }
    nadia.put("/auth/second-factor", with_code).await.expect(200);
    app.log_in(&nadia.email).await;
    let told = app.mail_to(&nadia.email).await;
    assert_eq!(told.len(), 4, "two codes, one for a sign-in, and the word that it is off");
}
