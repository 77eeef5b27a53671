//! What holds of every operation alike. The list of operations is the OpenAPI document's, so nothing can be forgotten.

mod answers;
mod browsers;
mod cases;
mod examples;
mod heads;
mod input;
mod pages;
mod ranges;

use e2e::{Client, Operation, PASSWORD, Reply, TestApp, operations};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use self::cases::{PUBLIC, TOKEN_ONLY, is_public};

const UNKNOWN: &str = "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b";

/// Sends an operation with every id unknown, or with one text in the place of every id.
async fn call(client: &Client, operation: &Operation, id: &str) -> Reply {
    let request = client.request_at(operation.method.clone(), &operation.path_with(id));
    let request = if operation.takes_json { request.json(&json!({})) } else { request };
    client.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_refuses_anonymous_callers() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for operation in operations() {
        let status = call(&anonymous, &operation, UNKNOWN).await.status;
        if is_public(&operation) {
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{} {}", operation.method, operation.path);
        } else {
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {}", operation.method, operation.path);
            assert!(!operation.security.is_empty(), "{} declares no security", operation.path);
        }
    }
}

#[test]
fn the_public_list_names_only_what_there_is() {
    let all: Vec<String> = operations().iter().map(|it| format!("{} {}", it.method, it.path)).collect();
    for name in PUBLIC.iter().chain(&TOKEN_ONLY) {
        assert!(all.contains(&(*name).to_owned()), "{name} is no operation");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_no_token() {
    let app = TestApp::start().await;
    for operation in operations().iter().filter(|operation| !is_public(operation)) {
        let stranger = app.anonymous().with_token("eyJhbGciOiJub25lIn0.e30.");
        let reply = call(&stranger, operation, UNKNOWN).await;
        assert_eq!(reply.status, 401, "{} {}", operation.method, operation.path);
        assert!(reply.headers.contains_key("www-authenticate"), "{} {}", operation.method, operation.path);
    }
}

/// An operation answers as itself: the metrics name the route that served it.
#[tokio::test(flavor = "multi_thread")]
async fn regression_19_every_documented_path_resolves_to_its_own_operation() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for operation in operations().iter().filter(|operation| !operation.ends_the_session()) {
        call(&admin, operation, UNKNOWN).await;
    }
    let metrics = app.anonymous().send(app.anonymous().request_at(Method::GET, "/metrics")).await;
    let metrics = metrics.body.as_str().expect("text").to_owned();
    for operation in operations().iter().filter(|operation| !operation.ends_the_session()) {
        let own = format!("method=\"{}\",route=\"{}\"", operation.method, operation.path);
        let known =
            metrics.lines().any(|line| line.starts_with("lifeline_http_requests_seconds_count") && line.contains(&own));
        assert!(known || operation.path == "/metrics", "{own} served nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_answered_405_with_the_right_ones() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let all = operations();
    for operation in &all {
        let mut allowed: Vec<String> =
            all.iter().filter(|other| other.path == operation.path).map(|other| other.method.to_string()).collect();
        if allowed.contains(&"GET".to_owned()) && !operation.is_socket() {
            allowed.push("HEAD".to_owned());
        }
        allowed.sort();
        for wrong in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if allowed.contains(&wrong.to_string()) {
                continue;
            }
            let reply = admin.send(admin.request_at(wrong.clone(), &operation.path_with(UNKNOWN))).await;
            assert_eq!(reply.status, 405, "{wrong} {}", operation.path);
            assert_eq!(reply.body["error"]["code"], "METHOD_NOT_ALLOWED");
            let mut told: Vec<&str> = reply.headers["allow"].to_str().unwrap().split(", ").collect();
            told.sort_unstable();
            assert_eq!(told, allowed, "{}", operation.path);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_path_is_answered_404_in_the_envelope() {
    let app = TestApp::start().await;
    for path in
        ["/nothing", "/api/v1/nothing", "/api/v1", "/api/v2/users", "/docs/../etc/passwd", "/api/v1/users/me/x/y"]
    {
        let reply = app.anonymous().send(app.anonymous().request_at(Method::GET, path)).await;
        assert_eq!((reply.status.as_u16(), &reply.body["error"]["code"]), (404, &json!("NOT_FOUND")), "{path}");
        assert_eq!(reply.body["success"], json!(false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trailing_slash_changes_nothing() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    nadia.get("/auth/sessions/").await.expect(200);
    let body = json!({ "email": nadia.email, "password": PASSWORD });
    app.anonymous().post("/auth/login/", body).await.expect(200);
    let health = app.anonymous().send(app.anonymous().request_at(Method::GET, "/health/")).await;
    health.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_id_in_a_path_is_answered_400_by_its_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for operation in operations().iter().filter(|operation| !is_public(operation)) {
        for (place, name) in operation.parameters().iter().enumerate() {
            for bad in ["x", "123", "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5z", "%00", "%F0%9F%92%8A", "..%2f"] {
                let path = operation.path_with_one_other(place, bad, UNKNOWN);
                let request = admin.request_at(operation.method.clone(), &path);
                let request = if operation.takes_json { request.json(&json!({})) } else { request };
                let reply = admin.send(request).await;
                let named = reply.body["error"]["details"]["field"] == json!(name);
                assert!(reply.status == 400 && named, "{} {path}: {:#}", operation.method, reply.body);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_pages_and_cursors_out_of_bounds_are_answered_400_by_their_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let all = operations();
    let lists: Vec<&Operation> = all.iter().filter(|operation| operation.answers_list).collect();
    assert!(lists.len() > 20, "the document names the lists");
    for list in &lists {
        for (name, value) in cases::BAD_PAGES {
            assert!(list.query.contains(&name.to_owned()), "{} takes no {name}", list.path);
            let path = format!("{}?{name}={value}", list.path_with(UNKNOWN));
            let reply = admin.send(admin.request_at(list.method.clone(), &path)).await;
            let details = reply.body["error"]["details"].clone();
            assert!(reply.status == 400 && details["field"] == name, "{path}: {:#}", reply.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_authorization_headers_are_refused() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let twice = nadia.request(Method::GET, "/auth/sessions").header("authorization", "Bearer another");
    nadia.send(twice).await.refused(400, "Authorization");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_compressed_for_whoever_asks() {
    let app = TestApp::start().await;
    let plain = app.request_at(Method::GET, "/api/v1/openapi.json").send().await.unwrap();
    assert!(!plain.headers().contains_key("content-encoding"));
    let size = plain.bytes().await.unwrap().len();
    for kind in ["gzip", "br"] {
        let request = app.request_at(Method::GET, "/api/v1/openapi.json").header("accept-encoding", kind);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-encoding"], kind);
        assert!(answer.bytes().await.unwrap().len() < size / 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_comes_back() {
    let app = TestApp::start().await;
    let ask = async |id: &str| {
        let request = app.request_at(Method::GET, "/nothing").header("x-request-id", id);
        app.send(request).await.headers["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(ask("abc-1.2_3").await, "abc-1.2_3");
    for bad in ["with space", "a\"b", &"x".repeat(65)] {
        let made = ask(bad).await;
        assert!(made != bad && !made.is_empty(), "{bad}");
    }
}

/// Bodies that no handler expects, at every operation: whatever comes back is a 4xx and tells nothing of the inside.
#[tokio::test(flavor = "multi_thread")]
async fn regression_07_no_answer_shows_what_is_inside() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for operation in operations().iter().filter(|operation| !operation.ends_the_session()) {
        for body in ["", "{", "[]", "null", "\"x\"", "{\"id\":{\"a\":[1]},\"email\":7,\"name\":null}"] {
            let request = admin.request_at(operation.method.clone(), &operation.path_with(UNKNOWN));
            let request = request.header("content-type", "application/json").body(body);
            let reply = admin.send(request).await;
            let place = format!("{} {} with {body}", operation.method, operation.path);
            assert!(reply.status.as_u16() < 500, "{place}: {:#}", reply.body);
            tells_nothing(&reply, &place);
        }
    }
}

fn tells_nothing(reply: &Reply, place: &str) {
    let text = match &reply.body {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    for inside in
        ["password_hash", "hashed_password", "$2b$", "panicked", "RUST_BACKTRACE", ".rs:", "diesel", "SELECT "]
    {
        assert!(!text.contains(inside), "{place} shows {inside}: {text}");
    }
}
