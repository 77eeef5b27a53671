use std::time::Duration;

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::Value;

/// What was expected and what came instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Surprise(pub String);

/// Somebody who signed in.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The e-mail address.
    pub email: String,
    /// The access token.
    pub token: String,
    /// The account's id.
    pub user: String,
    /// The doctor, hospital or patient behind it; empty for administrators.
    pub id: String,
}

/// Calls the API and remembers what it called.
pub struct Client {
    http: reqwest::Client,
    /// `http://host:port`.
    pub base: String,
    calls: Vec<String>,
}

impl Client {
    /// Of the server at this address.
    pub fn new(url: &str) -> Result<Self, Surprise> {
        let http = reqwest::Client::builder().timeout(Duration::from_mins(1)).build().map_err(broken)?;
        Ok(Self { http, base: url.trim_end_matches('/').to_owned(), calls: Vec::new() })
    }

    /// What was called since this was last asked.
    pub fn calls_so_far(&mut self) -> String {
        std::mem::take(&mut self.calls).join(", ")
    }

    /// Notes something that is no HTTP call.
    pub fn note(&mut self, call: impl Into<String>) {
        self.calls.push(call.into());
    }

    /// GET by this account; the answer's `data`.
    pub async fn get(&mut self, who: &Account, path: &str) -> Result<Value, Surprise> {
        self.send(who, Method::GET, path, None, 200).await
    }

    /// GET that must be refused with this status.
    pub async fn refused(&mut self, who: &Account, path: &str, status: u16) -> Result<(), Surprise> {
        self.send(who, Method::GET, path, None, status).await.map(drop)
    }

    /// POST; the status must be this one.
    pub async fn post(&mut self, who: &Account, path: &str, body: Value, status: u16) -> Result<Value, Surprise> {
        self.send(who, Method::POST, path, Some(body), status).await
    }

    /// PUT.
    pub async fn put(&mut self, who: &Account, path: &str, body: Value) -> Result<Value, Surprise> {
        self.send(who, Method::PUT, path, Some(body), 200).await
    }

    /// DELETE.
    pub async fn delete(&mut self, who: &Account, path: &str) -> Result<Value, Surprise> {
        self.send(who, Method::DELETE, path, None, 200).await
    }

    /// Uploads a file as the part `file`.
    pub async fn upload(
        &mut self,
        who: &Account,
        path: &str,
        (name, kind, bytes): (&'static str, &'static str, &'static [u8]),
    ) -> Result<Value, Surprise> {
        let part = Part::bytes(bytes).file_name(name).mime_str(kind).map_err(broken)?;
        let form = Form::new().part("file", part).text("remark", "from the walk");
        let request = self.request(who, Method::POST, path).multipart(form);
        self.finish(request, Method::POST, path, 201).await
    }

    /// The bytes behind a path of this server, and their status.
    pub async fn download(&mut self, who: &Account, path: &str) -> Result<Vec<u8>, Surprise> {
        let request = self.http.get(format!("{}{path}", self.base)).bearer_auth(&who.token);
        let answer = request.send().await.map_err(broken)?;
        let status = answer.status().as_u16();
        self.calls.push(format!("GET {path} {status}"));
        if status != 200 {
            return Err(Surprise(format!("GET {path} answers {status}, not 200")));
        }
        Ok(answer.bytes().await.map_err(broken)?.to_vec())
    }

    async fn send(
        &mut self,
        who: &Account,
        method: Method,
        path: &str,
        body: Option<Value>,
        status: u16,
    ) -> Result<Value, Surprise> {
        let request = self.request(who, method.clone(), path);
        let request = if let Some(body) = &body { request.json(body) } else { request };
        self.finish(request, method, path, status).await
    }

    fn request(&self, who: &Account, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}/api/v1{path}", self.base));
        if who.token.is_empty() { request } else { request.bearer_auth(&who.token) }
    }

    async fn finish(
        &mut self,
        request: reqwest::RequestBuilder,
        method: Method,
        path: &str,
        expected: u16,
    ) -> Result<Value, Surprise> {
        let answer = request.send().await.map_err(broken)?;
        let status = answer.status().as_u16();
        self.calls.push(format!("{method} {path} {status}"));
        let text = answer.text().await.map_err(broken)?;
        if status != expected {
            return Err(Surprise(format!("{method} {path} answers {status}, not {expected}: {text}")));
        }
        let mut body: Value = serde_json::from_str(&text)
            .map_err(|error| Surprise(format!("{method} {path} answers what is not JSON: {error}")))?;
        Ok(body.get_mut("data").map(Value::take).unwrap_or_default())
    }
}

fn broken(error: reqwest::Error) -> Surprise {
    // Addresses may hold tokens.
    Surprise(crate::wire::reasons(&error.without_url()))
}
