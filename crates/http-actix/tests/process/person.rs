//! Somebody who uses the program over HTTP.

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use testkit::secret;

use crate::server::Server;

/// The password of everybody in these tests.
pub const PASSWORD: &str = "Str0ng!pass";

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    pub http: Client,
    /// Of the server: `http://127.0.0.1:…`.
    pub address: String,
    pub token: String,
    /// The patient or doctor behind the account; empty for an administrator.
    pub id: String,
}

impl Person {
    /// A new patient.
    pub async fn patient(server: &Server, email: &str) -> Self {
        let body = json!({ "email": email, "password": PASSWORD, "name": "Nadia" });
        Self::with_tokens(server, "/auth/patient-signup", &body).await
    }
    /// Somebody who has an account with the usual password.
    pub async fn signed_in(server: &Server, email: &str) -> Self {
        Self::with_tokens(server, "/auth/login", &json!({ "email": email, "password": PASSWORD })).await
    }
    async fn with_tokens(server: &Server, path: &str, body: &Value) -> Self {
        let (http, address) = (Client::new(), server.address.clone());
        let answer = http.post(format!("{address}/api/v1{path}")).json(body).send().await.expect("an answer");
        let tokens = told(answer).await;
        for noted in
            [&tokens["access_token"], &tokens["refresh_token"], &body["email"], &body["password"], &body["name"]]
        {
            secret(noted.as_str().unwrap_or_default());
        }
        let text = |field: &str| tokens[field].as_str().unwrap_or_default().to_owned();
        Self { http, address, token: text("access_token"), id: text("profile_id") }
    }
    /// A request to be built further; the path stands below the API's base.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/api/v1{path}", self.address)).bearer_auth(&self.token)
    }
    pub async fn post(&self, path: &str, body: Value) -> Value {
        told(self.request(Method::POST, path).json(&body).send().await.expect("an answer")).await
    }
    pub async fn get(&self, path: &str) -> Value {
        told(self.request(Method::GET, path).send().await.expect("an answer")).await
    }
}

/// The `data` of an answer that is no refusal.
async fn told(answer: Response) -> Value {
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(body["success"], true, "{body}");
    body["data"].clone()
}
