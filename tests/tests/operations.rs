//! Health, metrics, keys, documentation.

use e2e::{Reply, TestApp};
use reqwest::Method;
use serde_json::json;

async fn get(app: &TestApp, path: &str) -> Reply {
    app.send(app.request_at(Method::GET, path)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_what_it_is_and_how_it_is() {
    let app = TestApp::start().await;
    let home = get(&app, "/").await.expect(200);
    assert_eq!((home["name"].as_str(), home["links"]["docs"].as_str()), (Some("Lifeline"), Some("/docs")));
    assert_eq!(get(&app, "/health/live").await.expect(200), json!({ "status": "up" }));
    let up = json!({ "status": "up", "checks": { "database": "up", "files": "up", "codes": "up" } });
    assert_eq!(get(&app, "/health/ready").await.expect(200), up);
    let health = get(&app, "/health").await.expect(200);
    assert_eq!(health["checks"], up["checks"]);
    assert!(health["uptime_seconds"].is_u64() && health["version"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_its_database_is_live_but_not_ready() {
    let app = TestApp::start().await;
    app.wired.database.close();
    get(&app, "/health/live").await.expect(200);
    for path in ["/health/ready", "/health"] {
        let reply = get(&app, path).await;
        assert_eq!(
            reply.body["error"]["details"]["checks"],
            json!({ "database": "down", "files": "up", "codes": "up" })
        );
        assert!(reply.headers.contains_key("retry-after"));
        reply.expect(503);
    }
    assert_eq!(get(&app, "/metrics").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_for_allowed_addresses() {
    let app = TestApp::start().await;
    app.patient("Nadia").await;
    let metrics = get(&app, "/metrics").await;
    assert!(metrics.headers["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let text = metrics.body.as_str().unwrap().to_owned();
    for name in [
        "lifeline_http_requests_seconds_bucket{method=\"POST\",route=\"/api/v1/auth/patient-signup\",status=\"201\"",
        "lifeline_database_statement_seconds_count",
        "lifeline_database_pool_open",
        "lifeline_jobs_waiting",
        "lifeline_uptime_seconds",
    ] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name} in\n{text}");
    }
    let passed_on = app.request_at(Method::GET, "/metrics").header("x-forwarded-for", "127.0.0.1");
    app.send(passed_on).await.expect(404);
    let strict = TestApp::builder().with("LIFELINE__SERVER__METRICS_ALLOW", "10.0.0.0/8").start().await;
    get(&strict, "/metrics").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_names_the_reader_of_the_metrics() {
    let app = TestApp::builder().with("LIFELINE__SERVER__TRUSTED_PROXIES", "127.0.0.1").start().await;
    let ask = |client: &str| app.send(app.request_at(Method::GET, "/metrics").header("x-forwarded-for", client));
    ask("203.0.113.7").await.expect(404);
    assert_eq!(ask("::1").await.status, 200);
    for hidden in ["203.0.113.9, unknown", "unknown", "", "203.0.113.9:4711", "[2001:db8::9]:4711"] {
        ask(hidden).await.expect(404);
    }
    let twice = app.request_at(Method::GET, "/metrics").header("x-forwarded-for", "127.0.0.1");
    app.send(twice.header("x-forwarded-for", "203.0.113.9")).await.expect(404);
    app.send(app.request_at(Method::GET, "/metrics").header("forwarded", "for=127.0.0.1")).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_who_the_last_trusted_proxy_saw() {
    let app = TestApp::builder().with("LIFELINE__SERVER__TRUSTED_PROXIES", "127.0.0.1").start().await;
    let nadia = app.patient("Nadia").await;
    let seen = async |lines: &[&str]| {
        let body = json!({ "email": nadia.email, "password": e2e::PASSWORD });
        let request = app.request(Method::POST, "/auth/login").json(&body);
        app.send(lines.iter().fold(request, |request, line| request.header("x-forwarded-for", *line)))
            .await
            .expect(200);
        nadia.get("/auth/sessions").await.rows()[0]["ip"].clone()
    };
    assert_eq!(seen(&["10.9.9.9", "203.0.113.9"]).await, "203.0.113.9");
    assert_eq!(seen(&["10.9.9.9, 203.0.113.9:4711, 127.0.0.1"]).await, "203.0.113.9");
    assert_eq!(seen(&["203.0.113.9, unknown"]).await, json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_do_not_ask_the_file_store_each_time() {
    let app = TestApp::start().await;
    let up = json!({ "database": "up", "files": "up", "codes": "up" });
    assert_eq!(get(&app, "/health/ready").await.expect(200)["checks"], up);
    std::fs::remove_dir_all(app.wired.config.data.files()).unwrap();
    assert!(app.wired.files.check().await.is_err());
    assert_eq!(get(&app, "/health/ready").await.expect(200)["checks"], up);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_can_check_our_tokens() {
    let app = TestApp::builder().with("JWT_ALGORITHM", "RS256").with("JWT_SECRET_KEY", "").start().await;
    let keys = get(&app, "/.well-known/jwks.json").await;
    assert_eq!(keys.status, 200);
    let key = &keys.body["keys"][0];
    assert_eq!((key["kty"].as_str(), key["alg"].as_str(), key.get("d")), (Some("RSA"), Some("RS256"), None));
    assert!(key["kid"].is_string());
    let shared = TestApp::start().await;
    assert_eq!(get(&shared, "/.well-known/jwks.json").await.body, json!({ "keys": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_needs_nobody_else() {
    let app = TestApp::start().await;
    for path in ["/docs", "/docs/", "/api/v1/docs", "/redoc", "/api/v1/redoc"] {
        let page = get(&app, path).await;
        assert_eq!(page.status, 200, "{path}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("http"), "{policy}");
        let text = page.body.as_str().unwrap().to_owned();
        assert!(!text.contains("http"), "{path} names another host");
        let used = text.split('"').filter(|part| part.starts_with("/docs/") || part.starts_with("/redoc/"));
        for asset in used {
            let file = get(&app, asset).await;
            assert_eq!(file.status, 200, "{asset}");
            assert!(file.headers["cache-control"].to_str().unwrap().contains("max-age"), "{asset}");
            let again = app.request_at(Method::GET, asset).header("if-none-match", &file.headers["etag"]);
            assert_eq!(app.send(again).await.status, 304, "{asset}");
        }
    }
    assert_eq!(get(&app, "/docs/oauth2-redirect.html").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served_as_it_is_made() {
    let app = TestApp::start().await;
    let document = get(&app, "/api/v1/openapi.json").await;
    assert_eq!(document.body, http_actix::app::openapi());
    assert_eq!(document.body["openapi"].as_str().unwrap().get(..3), Some("3.1"));
    let again = app.request_at(Method::GET, "/api/v1/openapi.json").header("if-none-match", &document.headers["etag"]);
    assert_eq!(app.send(again).await.status, 304);
    assert_eq!(app.send(app.request_at(Method::POST, "/docs")).await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_can_be_switched_off() {
    let app = TestApp::builder().with("LIFELINE__SERVER__DOCS_ENABLED", "false").start().await;
    for path in ["/docs", "/api/v1/docs", "/docs/swagger-ui.css", "/redoc", "/api/v1/redoc", "/api/v1/openapi.json"] {
        get(&app, path).await.expect(404);
    }
    assert!(get(&app, "/").await.expect(200)["links"]["docs"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_is_put_on_once() {
    let app = TestApp::start().await;
    http_actix::demo::seed(&app.wired).await.expect("a demonstration");
    let ((), again) =
        app.statements_during(async { http_actix::demo::seed(&app.wired).await.expect("the same") }).await;
    assert!(again > 0);
    let body = json!({ "email": http_actix::demo::ADMIN, "password": http_actix::demo::PASSWORD });
    let tokens = app.anonymous().post("/auth/login", body).await.expect(200);
    let admin = app.anonymous().with_token(tokens["access_token"].as_str().unwrap());
    assert_eq!(admin.get("/mappings/hospital-doctor").await.rows().len(), 4);
    assert_eq!(admin.get("/mappings/doctor-patient").await.rows().len(), 3);
    let chats = admin.get("/chats").await.rows();
    assert_eq!(chats.len(), 3);
    for chat in chats {
        let messages = admin.get(&format!("/chats/{}/messages", chat["id"].as_str().unwrap())).await.rows();
        assert_eq!(messages.len(), 3, "the cast said it once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_leaves_the_database_of_others_alone() {
    let app = TestApp::start().await;
    app.admin().await;
    let refused = http_actix::demo::seed(&app.wired).await.unwrap_err();
    assert!(refused.to_string().contains("--data-dir"), "{refused}");
}
