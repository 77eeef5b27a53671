//! Personal data: taking it along, and having it erased.

mod asking;
mod export;
mod family;
mod others;
mod portal;
mod races;
mod traces;

use e2e::{Person, Reply, TestApp};
use reqwest::Method;
use serde_json::json;

/// Somebody asks to be erased; answers the code that was sent.
async fn asked(app: &TestApp, person: &Person) -> String {
    person.delete("/users/me").await.expect(202);
    app.code_by_mail(&person.email).await
}

/// Somebody gives the code.
async fn given(person: &Person, code: &str) -> Reply {
    person.send(person.request(Method::DELETE, "/users/me").json(&json!({ "otp_code": code }))).await
}

/// Somebody has himself erased.
async fn erased(app: &TestApp, person: &Person) {
    let code = asked(app, person).await;
    let done = given(person, &code).await.expect(200);
    assert!(done["success"] == json!(true) && done["erased_at"].is_string(), "{done:#}");
}

/// How often this was done.
async fn entries(app: &TestApp, action: &str) -> usize {
    app.lines(&format!("SELECT action AS line FROM audit_log WHERE action = '{action}'")).await.len()
}
