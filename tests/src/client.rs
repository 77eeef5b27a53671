use std::sync::Arc;

use reqwest::{
    Method, StatusCode,
    cookie::Jar,
    header::HeaderMap,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::log;

/// Calls the API, signed in or not.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Client {
    /// Of the server at this address.
    pub fn new(base: String) -> Self {
        let http = builder().build().expect("a client");
        Self { http, base, token: None }
    }
    /// The same server, as a browser that keeps its cookies in this jar.
    pub fn with_jar(&self, jar: &Arc<Jar>) -> Self {
        let http = builder().cookie_provider(jar.clone()).build().expect("a client");
        Self { http, ..self.clone() }
    }
    /// The same server with this access token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }
    /// The access token.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("signed in")
    }
    /// The server's address, `http://127.0.0.1:…`.
    pub fn base(&self) -> &str {
        &self.base
    }
    /// A request to be built further; the path begins with `/` and stands below the API's base.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.request_at(method, &format!("/api/v1{path}"))
    }
    /// A request to be built further, at any path of the server.
    pub fn request_at(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
    /// Sends it.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        log::note(&headers, &body);
        Reply { status, headers, body }
    }
    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }
    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::POST, path).json(&body)).await
    }
    /// PUT with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }
    /// PATCH with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }
    /// DELETE.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path)).await
    }
    /// POST with these files under `file`, as a browser sends a form.
    pub async fn upload(&self, path: &str, files: &[(&str, &[u8])]) -> Reply {
        let file = |(name, bytes): &(&str, &[u8])| Part::bytes(bytes.to_vec()).file_name((*name).to_owned());
        self.send_form(path, files.iter().fold(Form::new(), |form, one| form.part("file", file(one)))).await
    }
    /// POST with a form.
    pub async fn send_form(&self, path: &str, form: Form) -> Reply {
        self.send(self.request(Method::POST, path).multipart(form)).await
    }
    /// GET of bytes that have no envelope.
    pub async fn download(&self, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let response = self.request(Method::GET, path).send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        (status, headers, response.bytes().await.expect("a body").to_vec())
    }
    /// POST with a body that is sent as it is, declared as JSON.
    pub async fn post_raw(&self, path: &str, body: impl Into<reqwest::Body>) -> Reply {
        self.send(self.request(Method::POST, path).header("content-type", "application/json").body(body)).await
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none())
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body: JSON, or the text as a JSON string.
    pub body: Value,
}

impl Reply {
    /// The answer's `data`, if the status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        if self.status.is_success() {
            assert_eq!(self.body["success"], json!(true), "{:#}", self.body);
            assert!(self.body["timestamp"].is_string() && self.body["message"].is_string(), "{:#}", self.body);
        } else {
            assert_eq!(self.body["success"], json!(false), "{:#}", self.body);
            assert!(self.body["error"]["code"].is_string(), "{:#}", self.body);
        }
        self.body["data"].clone()
    }
    /// That it was refused with this status and, in its details, names this field.
    #[track_caller]
    pub fn refused(self, status: u16, field: &str) {
        let details = self.body["error"]["details"].clone();
        self.expect(status);
        let fields: Vec<&str> =
            details["errors"].as_array().into_iter().flatten().filter_map(|issue| issue["field"].as_str()).collect();
        assert!(details["field"] == json!(field) || fields.contains(&field), "{field} is not named: {details:#}");
    }
    /// The rows of a list.
    #[track_caller]
    pub fn rows(self) -> Vec<Value> {
        self.expect(200).as_array().expect("a list").clone()
    }
}

/// The statuses of answers, smallest first.
pub fn statuses(replies: &[Reply]) -> Vec<u16> {
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    statuses
}
