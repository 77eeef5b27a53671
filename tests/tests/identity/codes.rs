use chrono::TimeDelta;
use e2e::{PASSWORD, TestApp, statuses};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{behind_a_proxy, phone::Browser, post_from};

const OTP: (&str, &str) = ("LIFELINE__AUTH__REGISTRATION", "otp");
const NADIA: &str = "nadia@family.example";
const HOME: &str = "203.0.113.9";
const ELSEWHERE: &str = "198.51.100.7";

fn registration(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "first_name": "Nadia", "last_name": "Haddad",
        "phone": "+213555010203", "role": "patient", "blood_group": "O+", "allergies": ["penicillin"] })
}

/// Asks for a code from home; answers the answer and the code.
async fn asked(app: &TestApp, email: &str) -> (Value, String) {
    let answer = post_from(&app.anonymous(), HOME, "/auth/register", registration(email)).await.expect(202);
    (answer, app.code_by_mail(email).await)
}

fn other_than(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_waits_for_its_code_and_stores_nothing_before() {
    let app = behind_a_proxy(&[OTP]).await;
    let (answer, code) = asked(&app, NADIA).await;
    assert_eq!(answer["otp_required"], json!(true));
    assert!(answer["message"].is_string(), "{answer:#}");
    assert!(answer["transaction_id"].is_string() && answer["otp_expires_at"].is_string());
    let users = "SELECT COUNT(*) || '' AS line FROM users";
    assert_eq!(app.lines(users).await, ["0"]);
    let jobs = app.lines("SELECT CAST(payload AS TEXT) AS line FROM jobs").await.join("\n");
    assert!(!jobs.contains(&code) && !jobs.contains(NADIA), "{jobs}");

    let body = json!({ "otp_code": code, "transaction_id": answer["transaction_id"] });
    let tokens = post_from(&app.anonymous(), ELSEWHERE, "/auth/verify-otp", body.clone()).await.expect(200);
    let user = &tokens["user"];
    assert_eq!(
        (&user["name"], &user["role"], &user["is_verified"]),
        (&json!("Nadia Haddad"), &json!("patient"), &json!(true))
    );
    let nadia = app.anonymous().with_token(tokens["access_token"].as_str().unwrap());
    let record = nadia.get("/patients/me").await.expect(200);
    assert_eq!((&record["blood_group"], &record["allergies"]), (&json!("O+"), &json!(["penicillin"])));
    post_from(&app.anonymous(), HOME, "/auth/verify-otp", body).await.expect(401);
    app.log_in(NADIA).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_address_gets_the_same_answer_and_its_owner_a_word() {
    let app = behind_a_proxy(&[OTP]).await;
    let (first, code) = asked(&app, NADIA).await;
    let body = json!({ "otp_code": code, "email": NADIA });
    post_from(&app.anonymous(), HOME, "/auth/verify-otp", body).await.expect(200);
    let again = post_from(&app.anonymous(), ELSEWHERE, "/auth/register", registration(NADIA)).await.expect(202);
    let keys = |answer: &Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&first), keys(&again));
    let mails = app.mail_to(NADIA).await;
    assert_eq!(mails.len(), 2, "{mails:#?}");
    let text = mails[1]["text"].as_str().unwrap();
    assert!(!text.split(|c: char| !c.is_ascii_digit()).any(|word| word.len() == 6), "no code: {text}");
    assert_eq!(app.lines("SELECT COUNT(*) || '' AS line FROM users").await, ["1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn registration_is_for_patients_and_names_what_is_wrong() {
    for policy in ["otp", "direct"] {
        let app = TestApp::builder().with("LIFELINE__AUTH__REGISTRATION", policy).start().await;
        for role in ["admin", "doctor", "hospital", "nurse", "staff", "robot"] {
            let mut body = registration(NADIA);
            body["role"] = json!(role);
            app.post("/auth/register", body).await.refused(400, "role");
        }
        for (field, value) in [("email", json!("x")), ("password", json!("weak")), ("dob", json!("2999-01-01"))] {
            let mut body = registration(NADIA);
            body[field] = value;
            app.post("/auth/register", body).await.refused(400, field);
        }
        assert_eq!(app.run_jobs().await, 0, "nothing was asked for");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_codes_a_registration_signs_in_at_once() {
    let app = TestApp::start().await;
    let tokens = app.post("/auth/register", registration(NADIA)).await.expect(201);
    assert_eq!((&tokens["role"], &tokens["user"]["is_verified"]), (&json!("patient"), &json!(false)));
    app.post("/auth/register", registration(NADIA)).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_10_a_code_counts_for_the_request_that_asked_for_it_only() {
    let app = behind_a_proxy(&[OTP]).await;
    let anonymous = app.anonymous();
    // The code alone is worth something at home, and nothing elsewhere.
    let (_, code) = asked(&app, NADIA).await;
    post_from(&anonymous, ELSEWHERE, "/auth/verify-otp", json!({ "otp_code": code })).await.expect(401);
    let stranger = uuid::Uuid::nil();
    let body = json!({ "otp_code": code, "transaction_id": stranger });
    post_from(&anonymous, HOME, "/auth/verify-otp", body).await.expect(401);
    let body = json!({ "otp_code": code, "email": "other@family.example" });
    post_from(&anonymous, ELSEWHERE, "/auth/verify-otp", body.clone()).await.expect(401);
    post_from(&anonymous, HOME, "/auth/verify-otp", body).await.expect(401);
    post_from(&anonymous, HOME, "/auth/verify-otp", json!({ "otp_code": code })).await.expect(200);
    // With the request's id from anywhere, with the address from where the registration was written.
    let (answer, code) = asked(&app, "person@family.example").await;
    let body = json!({ "otp_code": code, "transaction_id": answer["transaction_id"] });
    post_from(&anonymous, ELSEWHERE, "/auth/verify-otp", body).await.expect(200);
    let (_, code) = asked(&app, "other@family.example").await;
    let body = json!({ "otp_code": code, "email": "Other@Family.example" });
    post_from(&anonymous, ELSEWHERE, "/auth/verify-otp", body.clone()).await.expect(401);
    post_from(&anonymous, HOME, "/auth/verify-otp", body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_10_nobody_finishes_the_registration_that_another_wrote_for_the_same_address() {
    let app = behind_a_proxy(&[OTP]).await;
    let anonymous = app.anonymous();
    let mine = post_from(&anonymous, HOME, "/auth/register", registration(NADIA)).await;
    let cookie = mine.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    app.run_jobs().await;
    let mut theirs = registration(NADIA);
    theirs["password"] = json!("Th3irs!pass");
    post_from(&anonymous, ELSEWHERE, "/auth/register", theirs).await.expect(202);
    let code = app.code_by_mail(NADIA).await;
    let verify = || anonymous.request(reqwest::Method::POST, "/auth/verify-otp").header("x-forwarded-for", HOME);
    let body = json!({ "otp_code": code, "email": NADIA });
    anonymous.send(verify().header("cookie", &cookie).json(&body)).await.expect(401);
    anonymous.send(verify().json(&body)).await.expect(401);
    // Nor is the code of the other sent anew for whoever does not remember that request.
    app.wait(TimeDelta::seconds(62));
    let again = json!({ "email": NADIA, "purpose": "registration" });
    post_from(&anonymous, HOME, "/auth/resend-otp", again).await.expect(200);
    assert_eq!(app.mail_to(NADIA).await.len(), 2);
    assert_eq!(app.lines("SELECT COUNT(*) || '' AS line FROM users").await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_remembers_the_request_in_a_cookie() {
    let app = behind_a_proxy(&[OTP]).await;
    let anonymous = app.anonymous();
    let answer = post_from(&anonymous, HOME, "/auth/register", registration(NADIA)).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in ["otp_txn=", "HttpOnly", "SameSite=Lax", "Path=/api/v1/auth", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let code = app.code_by_mail(NADIA).await;
    let pair = cookie.split(';').next().unwrap();
    let request = |cookie: &str| {
        let request = anonymous.request(reqwest::Method::POST, "/auth/verify-otp").header("x-forwarded-for", ELSEWHERE);
        request.header("cookie", cookie.to_owned()).json(&json!({ "otp_code": code }))
    };
    anonymous.send(request("otp_txn=garbage")).await.expect(401);
    anonymous.send(request(pair)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_10_five_wrong_tries_burn_a_code_and_strangers_burn_none() {
    let app = behind_a_proxy(&[OTP]).await;
    let anonymous = app.anonymous();
    let (answer, code) = asked(&app, NADIA).await;
    let wrong = other_than(&code);
    for _ in 0..8 {
        for body in [
            json!({ "otp_code": wrong }),
            json!({ "otp_code": wrong, "transaction_id": uuid::Uuid::nil() }),
            json!({ "otp_code": wrong, "email": NADIA }),
        ] {
            post_from(&anonymous, ELSEWHERE, "/auth/verify-otp", body).await.expect(401);
        }
    }
    let by_request = |code: &str| json!({ "otp_code": code, "transaction_id": answer["transaction_id"] });
    for _ in 0..4 {
        post_from(&anonymous, HOME, "/auth/verify-otp", by_request(&wrong)).await.expect(401);
    }
    post_from(&anonymous, HOME, "/auth/verify-otp", by_request(&code)).await.expect(200);

    let (answer, code) = asked(&app, "burnt@family.example").await;
    let by_request = |code: &str| json!({ "otp_code": code, "transaction_id": answer["transaction_id"] });
    for _ in 0..5 {
        post_from(&anonymous, HOME, "/auth/verify-otp", by_request(&other_than(&code))).await.expect(401);
    }
    post_from(&anonymous, HOME, "/auth/verify-otp", by_request(&code)).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_code_is_good_again_where_nothing_came_of_it() {
    let app = TestApp::builder().with("LIFELINE__AUTH__SECOND_FACTOR", "doctor").start().await;
    let (doctor, phone) = (app.unverified_doctor("Dr Amrani").await, "+213555010203");
    Browser::new(&app).sign_up(&app, phone, "patient").await;
    app.post("/auth/login", json!({ "email": doctor.email, "password": PASSWORD })).await.expect(200);
    let by_mail = json!({ "email": doctor.email, "otp_code": app.code_by_mail(&doctor.email).await });
    let browser = Browser::new(&app);
    let asked = browser.post("/auth/signin", json!({ "phone": phone })).await.expect(200);
    let path = format!("/auth/signin/verify/{}", asked["id"].as_str().unwrap());
    let by_phone = json!({ "otp": app.code_by_sms(phone).await });
    app.tamper("ALTER TABLE sessions RENAME TO sessions_away").await;
    app.post("/auth/verify-otp", by_mail.clone()).await.expect(503);
    browser.post(&path, by_phone.clone()).await.expect(503);
    app.tamper("ALTER TABLE sessions_away RENAME TO sessions").await;
    for (mail, telephone) in [(200, 200), (401, 401)] {
        app.post("/auth/verify-otp", by_mail.clone()).await.expect(mail);
        browser.post(&path, by_phone.clone()).await.expect(telephone);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_remembers_its_request_as_long_as_the_code_that_was_sent_again() {
    let app = behind_a_proxy(&[OTP]).await;
    let client = app.anonymous();
    let body = json!({ "email": NADIA, "password": PASSWORD, "name": "Nadia" });
    let asked = post_from(&client, HOME, "/auth/register", body).await.expect(202);
    app.run_jobs().await;
    app.wait(TimeDelta::minutes(9));
    let cookie = format!("otp_txn=garbage; otp_txn={}", asked["transaction_id"].as_str().unwrap());
    let with_cookie = async |path: &str, body: Value| {
        let request = client.request(reqwest::Method::POST, path).header("x-forwarded-for", ELSEWHERE);
        client.send(request.header("cookie", &cookie).json(&body)).await
    };
    let again = with_cookie("/auth/resend-otp", json!({ "email": NADIA, "purpose": "registration" })).await;
    let remembered = again.headers["set-cookie"].to_str().unwrap();
    assert!(remembered.starts_with(&cookie[17..]) && remembered.contains("Max-Age=600"), "{remembered}");
    app.run_jobs().await;
    app.wait(TimeDelta::minutes(5));
    let code = app.code_by_mail(NADIA).await;
    with_cookie("/auth/verify-otp", json!({ "otp_code": code })).await.expect(200);

    let asked = post_from(&client, HOME, "/auth/forgot-password", json!({ "email": NADIA })).await.expect(202);
    let cookie = format!("otp_txn=garbage; otp_txn={}", asked["transaction_id"].as_str().unwrap());
    let body = json!({ "otp_code": app.code_by_mail(NADIA).await, "new_password": "N3w!passw" });
    let request = client.request(reqwest::Method::POST, "/auth/reset-password").header("x-forwarded-for", ELSEWHERE);
    let reset = client.send(request.header("cookie", &cookie).json(&body)).await;
    assert!(reset.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    reset.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lives_ten_minutes_and_is_used_once() {
    let app = behind_a_proxy(&[OTP]).await;
    let (answer, code) = asked(&app, NADIA).await;
    let body = json!({ "otp_code": code, "transaction_id": answer["transaction_id"] });
    app.wait(TimeDelta::seconds(601));
    post_from(&app.anonymous(), HOME, "/auth/verify-otp", body).await.expect(401);

    let (answer, code) = asked(&app, "once@family.example").await;
    app.wait(TimeDelta::seconds(590));
    let body = json!({ "otp_code": code, "transaction_id": answer["transaction_id"] });
    let anonymous = app.anonymous();
    let tries = (0..6).map(|_| post_from(&anonymous, HOME, "/auth/verify-otp", body.clone()));
    assert_eq!(statuses(&join_all(tries).await), [200, 401, 401, 401, 401, 401]);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_10_a_code_sent_anew_replaces_the_old_one_after_a_minute() {
    let app = behind_a_proxy(&[OTP]).await;
    let anonymous = app.anonymous();
    let (answer, old) = asked(&app, NADIA).await;
    let body = json!({ "email": NADIA, "purpose": "registration" });
    let refused = post_from(&anonymous, HOME, "/auth/resend-otp", body.clone()).await;
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() <= 61);
    refused.expect(429);
    app.wait(TimeDelta::seconds(62));
    post_from(&anonymous, HOME, "/auth/resend-otp", body).await.expect(200);
    let new = app.code_by_mail(NADIA).await;
    assert_eq!(app.mail_to(NADIA).await.len(), 2);
    assert_ne!(old, new);
    let by_request = |code: &str| json!({ "otp_code": code, "transaction_id": answer["transaction_id"] });
    post_from(&anonymous, HOME, "/auth/verify-otp", by_request(&old)).await.expect(401);
    post_from(&anonymous, HOME, "/auth/verify-otp", by_request(&new)).await.expect(200);
    let (answer, _) = asked(&app, "roaming@family.example").await;
    app.wait(TimeDelta::seconds(62));
    let mut body = json!({ "email": "roaming@family.example", "purpose": "registration" });
    post_from(&anonymous, ELSEWHERE, "/auth/resend-otp", body.clone()).await.expect(200);
    assert_eq!(app.mail_to("roaming@family.example").await.len(), 1, "somebody else's");
    app.wait(TimeDelta::seconds(62));
    body["transaction_id"] = answer["transaction_id"].clone();
    post_from(&anonymous, ELSEWHERE, "/auth/resend-otp", body).await.expect(200);
    assert_eq!(app.mail_to("roaming@family.example").await.len(), 2);
    // Nothing is sent where nothing was asked for, and nobody learns that.
    app.wait(TimeDelta::seconds(62));
    let body = json!({ "email": "nobody@family.example", "purpose": "password-reset" });
    post_from(&anonymous, HOME, "/auth/resend-otp", body).await.expect(200);
    assert!(app.mail_to("nobody@family.example").await.is_empty());
    let body = json!({ "email": NADIA, "purpose": "confirmation" });
    post_from(&anonymous, HOME, "/auth/resend-otp", body).await.refused(400, "purpose");
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_six_digits_and_nothing_else_is_asked() {
    let app = TestApp::start().await;
    for code in [json!("12345"), json!("abcdef"), json!(""), json!(null), json!(123_456)] {
        app.post("/auth/verify-otp", json!({ "otp_code": code })).await.refused(400, "otp_code");
    }
    let body = json!({ "otp_code": "123456", "transaction_id": "x" });
    app.post("/auth/verify-otp", body).await.refused(400, "transaction_id");
    app.post("/auth/verify-otp", json!({ "otp_code": "123456", "email": "x" })).await.refused(400, "email");
    app.post("/auth/verify-otp", json!({})).await.refused(400, "otp_code");
}
