//! The server is told to stop while people use it: what runs ends, what is open says goodbye, and nothing hangs.

use std::time::Duration;

use chrono::TimeDelta;
use domain::ports::Clock;
use embedded::SystemClock;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::server::Server;

const PASSWORD: &str = "Str0ng!pass";

/// Somebody who is signed in, at first a patient.
#[derive(Clone)]
struct Patient {
    http: reqwest::Client,
    address: String,
    token: String,
    id: String,
}

impl Patient {
    async fn of(server: &Server) -> Self {
        let http = reqwest::Client::new();
        let body = json!({ "email": "nadia@example.org", "password": PASSWORD, "name": "Nadia" });
        let answer = http.post(format!("{}/api/v1/auth/patient-signup", server.address)).json(&body).send().await;
        let tokens: Value = answer.expect("an answer").json().await.expect("tokens");
        let text = |field: &str| tokens["data"][field].as_str().expect("text").to_owned();
        Self { http, address: server.address.clone(), token: text("access_token"), id: text("profile_id") }
    }
    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}/api/v1{path}", self.address)).bearer_auth(&self.token).json(&body);
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer["success"], true, "{answer}");
        answer["data"].clone()
    }
    async fn interview(&self) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
        let session = self.post("/ai/sessions", json!({ "patient_id": self.id })).await;
        let session = session["id"].as_str().expect("an id").to_owned();
        let host = self.address.replacen("http", "ws", 1);
        let url = format!("{host}/api/v1/ai-assistant/ws/{session}?token={}", self.token);
        let (mut socket, _) = connect_async(url).await.expect("a socket");
        socket.next().await.expect("a greeting").expect("a frame");
        socket
    }
}

/// The code with which the server closes the socket.
async fn close_code(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Option<u16> {
    loop {
        match timeout(Duration::from_secs(10), socket.next()).await.expect("a frame in time") {
            Some(Ok(Message::Close(close))) => return close.map(|close| close.code.into()),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_end_sockets_are_told_and_nobody_new_is_let_in() {
    let data = tempfile::tempdir().expect("a folder");
    let settings = [("LIFELINE__AUTH__BCRYPT_COST", "13"), ("LIFELINE__SERVER__SHUTDOWN_SECONDS", "10")];
    let mut server = Server::start(data.path(), &settings);
    let nadia = Patient::of(&server).await;
    let mut sockets = [nadia.interview().await, nadia.interview().await];
    // Hashing at this cost takes long enough to be in the middle of it.
    let log_in = |http: reqwest::Client, address: String| async move {
        let body = json!({ "email": "nadia@example.org", "password": PASSWORD });
        http.post(format!("{address}/api/v1/auth/login")).json(&body).send().await.expect("an answer").status()
    };
    let running: Vec<_> = (0..2).map(|_| tokio::spawn(log_in(nadia.http.clone(), nadia.address.clone()))).collect();
    sleep(Duration::from_millis(150)).await;
    server.tell_to_stop();
    for socket in &mut sockets {
        assert_eq!(close_code(socket).await, Some(1001));
    }
    for request in running {
        assert_eq!(request.await.expect("no panic"), 200, "what ran was ended");
    }
    assert!(server.ended_within(Duration::from_secs(8)).expect("an end").success());
    let late = reqwest::Client::new().get(format!("{}/health/live", nadia.address)).send().await;
    assert!(late.is_err(), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_finishes_does_not_keep_the_server_from_ending() {
    let data = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(data.path(), &[("LIFELINE__SERVER__SHUTDOWN_SECONDS", "1")]);
    let nadia = Patient::of(&server).await;
    let host = nadia.address.strip_prefix("http://").expect("an address").to_owned();
    let mut upload = TcpStream::connect(&host).await.expect("a connection");
    let head = format!(
        "POST /api/v1/patients/{}/case-history/documents HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n",
        nadia.id, nadia.token
    );
    upload.write_all(head.as_bytes()).await.expect("half a request");
    let mut deaf = nadia.interview().await;
    sleep(Duration::from_millis(200)).await;
    server.tell_to_stop();
    assert!(server.ended_within(Duration::from_secs(8)).expect("an end").success());
    assert_eq!(close_code(&mut deaf).await, Some(1001), "it was told, though it did not listen");
}

/// A model that takes questions and never answers; tells when it was asked.
async fn silent_model() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    (format!("http://{}/v1", listener.local_addr().expect("an address")), listener)
}

async fn asked(listener: &TcpListener) -> TcpStream {
    let (mut socket, _) = timeout(Duration::from_secs(10), listener.accept()).await.expect("in time").expect("a call");
    let mut buffer = [0; 1_024];
    assert!(socket.read(&mut buffer).await.expect("a question") > 0);
    socket
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_to_a_model_and_jobs_are_given_up() {
    let data = tempfile::tempdir().expect("a folder");
    let (base_url, model) = silent_model().await;
    let settings = [
        ("AI_PROVIDER", "openai"),
        ("OPENAI_BASE_URL", base_url.as_str()),
        ("LIFELINE__ASSISTANT__TIMEOUT_SECONDS", "300"),
        ("LIFELINE__SERVER__SHUTDOWN_SECONDS", "1"),
        ("LIFELINE_ADMIN_EMAIL", "admin@example.org"),
        ("LIFELINE_ADMIN_PASSWORD", PASSWORD),
    ];
    let mut server = Server::start(data.path(), &settings);
    let nadia = Patient::of(&server).await;
    let mut socket = nadia.interview().await;
    socket.send(Message::text(json!({ "message": "sore throat for three days" }).to_string())).await.expect("a frame");
    let _first = asked(&model).await;
    book(&nadia).await;
    let _second = asked(&model).await;
    server.tell_to_stop();
    assert_eq!(close_code(&mut socket).await, Some(1001));
    assert!(server.ended_within(Duration::from_secs(8)).expect("an end").success());
}

fn tomorrow() -> String {
    (SystemClock.now() + TimeDelta::days(1)).format("%Y-%m-%dT10:00Z").to_string()
}

/// A booking whose analysis a job makes.
async fn book(nadia: &Patient) {
    let body = json!({ "email": "admin@example.org", "password": PASSWORD });
    let admin = nadia.post("/auth/login", body).await;
    let admin = Patient { token: admin["access_token"].as_str().expect("a token").to_owned(), ..nadia.clone() };
    let doctor = json!({ "role": "doctor", "email": "d@example.org", "password": PASSWORD, "name": "Amina" });
    let doctor = admin.post("/auth/signup", doctor).await;
    let booking = json!({ "doctor_id": doctor["profile_id"], "time_slot": tomorrow(), "symptoms": "cough" });
    nadia.post("/appointments", booking).await;
}
