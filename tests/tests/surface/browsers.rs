//! What browsers are told: which pages may call, and what may not be done with an answer.

use e2e::{Reply, TestApp};
use reqwest::{Method, header::HeaderMap};

const OURS: &str = "https://app.example.org";
const EVIL: &str = "https://evil.example.org";

async fn with_a_list() -> TestApp {
    TestApp::builder().with("CORS_ORIGINS", &format!("{OURS},https://other.example.org")).start().await
}

async fn preflight(app: &TestApp, origin: &str, method: &str, headers: &str) -> Reply {
    let request = app.request_at(Method::OPTIONS, "/api/v1/auth/sessions").header("origin", origin);
    let request = request.header("access-control-request-method", method);
    app.send(request.header("access-control-request-headers", headers)).await
}

async fn called_from(app: &TestApp, origin: &str) -> HeaderMap {
    app.send(app.request_at(Method::GET, "/health/live").header("origin", origin)).await.headers
}

fn listed(headers: &HeaderMap, name: &str) -> Vec<String> {
    let words = headers.get_all(name).iter().flat_map(|line| line.to_str().unwrap().split(','));
    words.map(|word| word.trim().to_lowercase()).collect()
}

fn allows_nothing(headers: &HeaderMap) {
    let told: Vec<_> = headers.keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
    assert!(told.is_empty(), "{told:?}");
}

fn carries_security_headers(headers: &HeaderMap) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(headers[name], value);
    }
    for feature in ["camera=()", "geolocation=()", "microphone=()", "payment=()"] {
        assert!(listed(headers, "permissions-policy").contains(&feature.to_owned()), "{feature}");
    }
    assert!(!headers.contains_key("server"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_listed_origins_may_call_from_a_browser() {
    let app = with_a_list().await;
    let allowed = preflight(&app, OURS, "DELETE", "authorization,x-csrf-token,idempotency-key,x-request-id").await;
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.headers["access-control-allow-origin"], OURS);
    assert_eq!(allowed.headers["access-control-allow-credentials"], "true");
    assert!(listed(&allowed.headers, "vary").contains(&"origin".to_owned()));

    for (origin, method, headers) in [
        (EVIL, "GET", "authorization"),
        ("null", "GET", "authorization"),
        ("https://app.example.org.evil.example", "GET", "authorization"),
        ("http://app.example.org", "GET", "authorization"),
        ("https://app.example.org:8443", "GET", "authorization"),
        (OURS, "TRACE", "authorization"),
        (OURS, "GET", "x-unheard-of"),
    ] {
        let refused = preflight(&app, origin, method, headers).await;
        allows_nothing(&refused.headers);
        carries_security_headers(&refused.headers);
        assert!(listed(&refused.headers, "vary").contains(&"origin".to_owned()), "{origin}");
        assert_eq!(refused.body["error"]["code"], "FORBIDDEN", "{origin} {method} {headers}");
        refused.expect(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_may_read_of_an_answer_is_listed() {
    let app = with_a_list().await;
    let headers = called_from(&app, OURS).await;
    assert_eq!(headers["access-control-allow-origin"], OURS);
    assert_eq!(headers["access-control-allow-credentials"], "true");
    let exposed = listed(&headers, "access-control-expose-headers");
    for name in [
        "content-disposition",
        "content-range",
        "etag",
        "idempotency-replayed",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
        "x-request-id",
    ] {
        assert!(exposed.contains(&name.to_owned()), "{name} in {exposed:?}");
    }
    for origin in [EVIL, "null"] {
        let headers = called_from(&app, origin).await;
        allows_nothing(&headers);
        assert!(listed(&headers, "vary").contains(&"origin".to_owned()), "a cache must not give it to other pages");
    }
    allows_nothing(&app.get("/specialties").await.headers);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_no_page_of_another_origin_may_call() {
    let app = TestApp::start().await;
    for origin in [OURS, EVIL, "null"] {
        allows_nothing(&called_from(&app, origin).await);
        let refused = preflight(&app, origin, "GET", "authorization").await;
        allows_nothing(&refused.headers);
        refused.expect(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_security_headers() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let bad = nadia.post_raw("/auth/change-password", "{").await;
    let (good, none) = (nadia.get("/auth/sessions").await, nadia.get("/nothing").await);
    for reply in [good, bad, none, app.get("/auth/sessions").await, app.delete("/auth/login").await] {
        carries_security_headers(&reply.headers);
    }
}

async fn asked_by(app: &TestApp, forwarded: &[&str]) -> Option<String> {
    let request = app.request_at(Method::GET, "/health/live");
    let request = forwarded.iter().fold(request, |request, word| request.header("x-forwarded-proto", *word));
    let reply = app.send(request).await;
    reply.headers.get("strict-transport-security").map(|value| value.to_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_over_https_is_told_to_stay_there() {
    const PROXY: (&str, &str) = ("LIFELINE__SERVER__TRUSTED_PROXIES", "127.0.0.1");
    let production = || {
        let builder = TestApp::builder().with("ENVIRONMENT", "production").with("LIFELINE__AUTH__BCRYPT_COST", "10");
        let builder = builder.with("SMTP_HOST", "localhost").with("MAIL_FROM", "clinic@example.org");
        builder.with("LIFELINE__MAIL__APP_URL", "https://app.example.org")
    };
    let app = production().with(PROXY.0, PROXY.1).start().await;
    for forwarded in [&["https"][..], &["HTTPS"], &["http, https"], &["http", "https"]] {
        let told = asked_by(&app, forwarded).await.unwrap_or_default();
        let seconds: u64 = told.strip_prefix("max-age=").expect("an age").parse().expect("seconds");
        assert!(seconds >= 365 * 24 * 3600, "{forwarded:?} {told}");
    }
    for forwarded in [&[][..], &["http"], &["https, http"], &["https", "http"], &["httpss"]] {
        assert_eq!(asked_by(&app, forwarded).await, None, "{forwarded:?}");
    }
    let unproxied = production().start().await;
    assert_eq!(asked_by(&unproxied, &["https"]).await, None, "anybody may write that header");
    let development = TestApp::builder().with(PROXY.0, PROXY.1).start().await;
    assert_eq!(asked_by(&development, &["https"]).await, None);
}
