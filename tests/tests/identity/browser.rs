use chrono::TimeDelta;
use e2e::TestApp;
use reqwest::Method;
use serde_json::json;

use super::phone::Browser;

const PHONE: &str = "+213555010203";

async fn signed_in(app: &TestApp) -> Browser {
    let mut browser = Browser::new(app);
    browser.sign_up(app, PHONE, "patient").await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_13_the_cookie_is_for_us_alone_and_garbage_is_no_session() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    let body = json!({ "phone": PHONE, "name": "Nadia", "role": "patient" });
    let asked = browser.post("/auth/signup", body).await.expect(200);
    let code = app.code_by_sms(PHONE).await;
    let path = format!("/auth/signup/verify/{}", asked["id"].as_str().unwrap());
    let reply = browser.post(&path, json!({ "otp": code })).await;
    let cookie = reply.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in ["session_id=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain HTTP on this machine: {cookie}");
    assert!(
        !reply.body.to_string().contains(cookie.split(['=', ';']).nth(1).unwrap()),
        "only the cookie has the secret"
    );

    let garbage = browser.with_cookie("session_id=garbage; other=1; =; session_id");
    garbage.get("/api/v1/doctors").await.expect(200);
    garbage.get("/health/live").await.expect(200);
    garbage.get("/protected/user/sessionDetail").await.expect(401);
    garbage.post("/auth/signout", json!({})).await.expect(200);
    let body = json!({ "phone": PHONE });
    garbage.post("/auth/signin", body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_over_a_network_is_secure() {
    let app = super::behind_a_proxy(&[]).await;
    let browser = Browser::new(&app);
    let from = |request: reqwest::RequestBuilder| request.header("x-forwarded-for", "203.0.113.9");
    let body = json!({ "phone": PHONE, "name": "Nadia", "role": "patient" });
    let asked = browser.send(from(browser.request(Method::POST, "/auth/signup")).json(&body)).await.expect(200);
    let code = app.code_by_sms(PHONE).await;
    let path = format!("/auth/signup/verify/{}", asked["id"].as_str().unwrap());
    let reply = browser.send(from(browser.request(Method::POST, &path)).json(&json!({ "otp": code }))).await;
    assert!(reply.headers["set-cookie"].to_str().unwrap().contains("Secure"));
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_signed_by_a_cookie_come_from_our_pages_or_carry_the_token() {
    let app = TestApp::builder().with("CORS_ORIGINS", "https://app.example.org").start().await;
    let browser = signed_in(&app).await;
    let name = |browser: &Browser, name: &str| {
        browser.request(Method::PATCH, "/api/v1/users/me").json(&json!({ "first_name": name }))
    };
    for origin in [Some("https://evil.example"), Some("null"), None] {
        let page = browser.on(origin);
        page.send(name(&page, "Evil")).await.expect(403);
    }
    for origin in [Some(app.base()), Some("https://app.example.org")] {
        let page = browser.on(origin);
        page.send(name(&page, "Nadia")).await.expect(200);
    }
    let nowhere = browser.on(None);
    let token = nowhere.get("/api/v1/auth/csrf").await.expect(200)["csrf_token"].as_str().unwrap().to_owned();
    nowhere.send(name(&nowhere, "Nadia").header("x-csrf-token", "garbage")).await.expect(403);
    nowhere.send(name(&nowhere, "Nadia").header("x-csrf-token", &token)).await.expect(200);
    nowhere.send(name(&nowhere, "Nadia").header("sec-fetch-site", "same-origin")).await.expect(200);
    nowhere.send(name(&nowhere, "Nadia").header("sec-fetch-site", "cross-site")).await.expect(403);
    browser.on(Some("https://evil.example")).post("/auth/signout", json!({})).await.expect(403);
    // Bearer tokens are sent by no browser on its own, so they need none of this.
    let other = app.patient("Yacine").await;
    other.patch("/users/me", json!({ "first_name": "Yacine" })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browsers_session_slides_for_an_hour_and_ends_after_twelve() {
    let app = TestApp::start().await;
    let browser = signed_in(&app).await;
    let detail = "/protected/user/sessionDetail";
    for _ in 0..14 {
        app.wait(TimeDelta::minutes(50));
        browser.get(detail).await.expect(200);
    }
    app.wait(TimeDelta::minutes(21));
    browser.get(detail).await.expect(401);

    let mut browser = Browser::new(&app);
    let asked = browser.post("/auth/signin", json!({ "phone": PHONE })).await.expect(200);
    let code = app.code_by_sms(PHONE).await;
    browser.verify(&format!("/auth/signin/verify/{}", asked["id"].as_str().unwrap()), &code).await;
    app.wait(TimeDelta::minutes(61));
    browser.get(detail).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browsers_session_is_listed_and_ended_like_any_other() {
    let app = TestApp::start().await;
    let browser = signed_in(&app).await;
    let sessions = browser.get("/api/v1/auth/sessions").await.rows();
    assert_eq!((sessions.len(), &sessions[0]["is_current"]), (1, &json!(true)));
    let path = format!("/api/v1/auth/sessions/{}", sessions[0]["id"].as_str().unwrap());
    browser.send(browser.request(Method::DELETE, &path)).await.expect(200);
    browser.get("/protected/user/sessionDetail").await.expect(401);
    assert!(browser.cookie().starts_with("session_id="));
}
