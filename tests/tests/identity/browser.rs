use chrono::TimeDelta;
use e2e::{PASSWORD, TestApp};
use reqwest::Method;
use serde_json::json;

use super::phone::Browser;

const PHONE: &str = "+213555010203";
const DETAIL: &str = "/protected/user/sessionDetail";

async fn signed_in(app: &TestApp) -> Browser {
    let browser = Browser::new(app);
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

    for garbage in [&b"session_id=garbage; other=1; =; session_id"[..], b"session_id=\xff\xfe", b"\xff"] {
        let garbage = browser.with_cookie(garbage);
        garbage.get("/api/v1/doctors").await.expect(200);
        garbage.get("/health/live").await.expect(200);
        garbage.get(DETAIL).await.expect(401);
        garbage.post("/auth/signout", json!({})).await.expect(200);
        garbage.post("/auth/signin", json!({ "phone": "+213555010299" })).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_13_a_good_cookie_works_beside_garbage() {
    let app = TestApp::start().await;
    let browser = signed_in(&app).await;
    let good = browser.cookie();
    for (before, after) in [
        (&b"other=\xff\xfe; "[..], &b""[..]),
        (b"", b"; theme=\xff"),
        (b"session_id=garbage; ", b""),
        (b"session_id=\xff; session_id=; session_id; =; ", b"; session_id=garbage"),
        (b"session_id=one; session_id=two; ", b""),
    ] {
        let together = browser.with_cookie(&[before, good.as_bytes(), after].concat());
        together.get(DETAIL).await.expect(200);
        together
            .send(together.request(Method::PATCH, "/api/v1/users/me").json(&json!({ "first_name": "N" })))
            .await
            .expect(200);
        together.on(Some("https://evil.example")).post("/auth/signout", json!({})).await.expect(403);
    }
    let hidden = browser.with_cookie(&[&b"session_id=1; session_id=2; session_id=3; "[..], good.as_bytes()].concat());
    hidden.get(DETAIL).await.expect(401);
    let together = browser.with_cookie(&[&b"session_id=garbage; "[..], good.as_bytes()].concat());
    together.post("/auth/signout", json!({})).await.expect(200);
    browser.get(DETAIL).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_by_the_api_takes_the_cookie_away_and_may_be_done_twice() {
    let app = TestApp::start().await;
    let browser = signed_in(&app).await;
    let (cookie, path) = (browser.cookie(), "/api/v1/auth/logout");
    browser.on(Some("https://evil.example")).post(path, json!({})).await.expect(403);
    browser.post(path, json!({})).await.expect(200);
    assert_eq!(browser.stored(), None, "the jar is empty");
    let dead = browser.with_cookie(cookie.as_bytes());
    dead.get(DETAIL).await.expect(401);
    dead.on(Some("https://evil.example")).post(path, json!({})).await.expect(403);
    let again = dead.post(path, json!({})).await;
    let cleared = again.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cleared.starts_with("session_id=;") && cleared.contains("Max-Age=0"), "{cleared}");
    again.expect(200);
    app.post("/auth/logout", json!({})).await.expect(401);
    let nadia = app.patient("Nadia").await;
    assert!(!nadia.post("/auth/logout", json!({})).await.headers.contains_key("set-cookie"), "no cookie was used");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_on_another_page_signs_nobody_in_or_up() {
    let app = TestApp::builder().with("CORS_ORIGINS", "https://app.example.org").start().await;
    let nadia = app.patient("Nadia").await;
    let browser = Browser::new(&app);
    let form = format!("username={}&password={PASSWORD}", nadia.email);
    let mails = app.mail_to(&nadia.email).await.len();
    for (origin, expected) in [
        (Some("https://evil.example"), 403),
        (Some("null"), 403),
        (Some("https://app.example.org"), 200),
        (Some(app.base()), 200),
        (None, 200),
    ] {
        let page = browser.on(origin);
        let request = page.request(Method::POST, "/api/v1/auth/login");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.clone());
        page.send(request).await.expect(expected);
    }
    // Older browsers leave Origin out where a form is sent within one site.
    for (site, expected) in [("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)] {
        let page = browser.on(None);
        let request = page.request(Method::POST, "/api/v1/auth/login").header("sec-fetch-site", site);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.clone());
        page.send(request).await.expect(expected);
    }
    let evil = browser.on(Some("https://evil.example"));
    let account = json!({ "email": "new@example.org", "password": PASSWORD, "name": "New" });
    for (path, body) in [
        ("/api/v1/auth/register", account.clone()),
        ("/api/v1/auth/patient-signup", account),
        ("/api/v1/auth/forgot-password", json!({ "email": nadia.email })),
        ("/auth/signup", json!({ "phone": PHONE, "name": "Nadia", "role": "patient" })),
        ("/auth/signin", json!({ "phone": PHONE })),
    ] {
        evil.post(path, body).await.expect(403);
    }
    assert_eq!((app.mail_to(&nadia.email).await.len(), app.sms_to(PHONE).await.len()), (mails, 0));
    evil.get("/api/v1/doctors").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_came_without_https_is_none_of_ours_where_https_is_known() {
    let app = super::behind_a_proxy(&[]).await;
    let browser = Browser::new(&app);
    let asks = async |proto: Option<&str>| {
        let request = browser.request(Method::POST, "/auth/signin").header("x-forwarded-for", "203.0.113.9");
        let request = proto.iter().fold(request, |request, proto| request.header("x-forwarded-proto", *proto));
        browser.send(request.json(&json!({ "phone": PHONE }))).await.status.as_u16()
    };
    assert_eq!((asks(None).await, asks(Some("http")).await, asks(Some("https")).await), (200, 200, 403));
    let public = TestApp::builder().with("LIFELINE__SERVER__PUBLIC_URL", "https://care.example.org").start().await;
    let browser = Browser::new(&public);
    browser.post("/auth/signin", json!({ "phone": PHONE })).await.expect(403);
    browser.on(Some("http://care.example.org")).post("/auth/signin", json!({ "phone": PHONE })).await.expect(403);
    browser.on(Some("https://care.example.org")).post("/auth/signin", json!({ "phone": PHONE })).await.expect(200);
    // What stands in default links only is nobody's page.
    let plain = TestApp::builder().with("LIFELINE__SERVER__HOST", "0.0.0.0").start().await;
    let page = Browser::new(&plain).on(Some("http://localhost:0"));
    page.post("/auth/signin", json!({ "phone": PHONE })).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_writes_is_a_change() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let browser = Browser::new(&app);
    let doctor = browser.sign_up(&app, PHONE, "doctor").await["user"]["profile_id"].as_str().unwrap().to_owned();
    admin.put(&format!("/doctors/{doctor}/verify"), json!({})).await.expect(200);
    let nadia = app.patient("Nadia").await;
    let pair = json!({ "doctor_id": doctor, "patient_id": nadia.id });
    admin.post("/mappings/doctor-patient", pair).await.expect(201);
    let path = format!("/api/v1/patients/{}/case-history", nadia.id);
    let asked = format!("{path}?create_if_not_exists=true");
    for origin in [Some("https://evil.example"), None] {
        browser.on(origin).get(&asked).await.expect(403);
        browser.on(origin).get(&path).await.expect(404);
    }
    browser.get(&asked).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_13_a_cookie_over_a_network_is_secure() {
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
        let refused = page.send(name(&page, "Evil")).await;
        assert!(refused.body["message"].as_str().unwrap().contains("/auth/csrf"), "{:#}", refused.body);
        refused.expect(403);
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
    for _ in 0..14 {
        app.wait(TimeDelta::minutes(50));
        browser.get(DETAIL).await.expect(200);
    }
    app.wait(TimeDelta::minutes(21));
    browser.get(DETAIL).await.expect(401);

    let browser = Browser::new(&app);
    let asked = browser.post("/auth/signin", json!({ "phone": PHONE })).await.expect(200);
    let code = app.code_by_sms(PHONE).await;
    browser.verify(&format!("/auth/signin/verify/{}", asked["id"].as_str().unwrap()), &code).await;
    app.wait(TimeDelta::minutes(61));
    browser.get(DETAIL).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browsers_session_is_listed_and_ended_like_any_other() {
    let app = TestApp::start().await;
    let browser = signed_in(&app).await;
    let sessions = browser.get("/api/v1/auth/sessions").await.rows();
    assert_eq!((sessions.len(), &sessions[0]["is_current"]), (1, &json!(true)));
    let path = format!("/api/v1/auth/sessions/{}", sessions[0]["id"].as_str().unwrap());
    browser.send(browser.request(Method::DELETE, &path)).await.expect(200);
    browser.get(DETAIL).await.expect(401);
    assert!(browser.cookie().starts_with("session_id="));
}
