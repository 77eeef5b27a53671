//! The server is told to stop while people use it: what runs ends, what is open says goodbye, and nothing hangs.

use std::time::Duration;

use chrono::TimeDelta;
use domain::ports::Clock;
use embedded::SystemClock;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::{
    person::{PASSWORD, Person},
    server::Server,
};

/// Longer than anything that should happen takes, and shorter than what must not be waited for.
const PATIENCE: Duration = Duration::from_secs(20);

async fn nadia(server: &Server) -> Person {
    Person::patient(server, "nadia@example.org").await
}

impl Person {
    async fn session(&self) -> String {
        let session = self.post("/ai/sessions", json!({ "patient_id": self.id })).await;
        session["id"].as_str().expect("an id").to_owned()
    }
    async fn interview(&self) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
        let host = self.address.replacen("http", "ws", 1);
        let session = self.session().await;
        let url = format!("{host}/api/v1/ai-assistant/ws/{session}?token={}", self.token);
        let (mut socket, _) = connect_async(url).await.expect("a socket");
        socket.next().await.expect("a greeting").expect("a frame");
        socket
    }
    /// Waits until the server works on so many requests.
    async fn is_working_on(&self, requests: usize) {
        // The request for the metrics is one of them.
        let line = format!("lifeline_http_requests_in_flight {}", requests + 1);
        for _ in 0..1_000 {
            let metrics = self.http.get(format!("{}/metrics", self.address)).send().await.expect("an answer");
            if metrics.text().await.expect("metrics").lines().any(|known| known == line) {
                return;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("the server never worked on {requests} requests");
    }
}

/// The code with which the server closes the socket.
async fn close_code(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Option<u16> {
    loop {
        match timeout(PATIENCE, socket.next()).await.expect("a frame in time") {
            Some(Ok(Message::Close(close))) => return close.map(|close| close.code.into()),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_end_sockets_are_told_and_nobody_new_is_let_in() {
    let data = tempfile::tempdir().expect("a folder");
    let (base_url, model) = silent_model().await;
    let mut server = Server::start(data.path(), &with_model(&base_url, "60"));
    let nadia = nadia(&server).await;
    let mut sockets = [nadia.interview().await, nadia.interview().await];
    let (mut running, mut questions) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let (nadia, session) = (nadia.clone(), nadia.session().await);
        let answer = json!({ "session_id": session, "message": "sore throat for three days" });
        running.push(tokio::spawn(async move { nadia.post("/ai/messages", answer).await }));
        questions.push(asked(&model).await);
    }
    server.tell_to_stop();
    for socket in &mut sockets {
        assert_eq!(close_code(socket).await, Some(1001));
    }
    // The model hangs up; the rules answer the two requests, which have been running all the time.
    drop(questions);
    for request in running {
        assert_eq!(request.await.expect("what ran was broken off")["source"], "rules");
    }
    assert!(server.ended_within(PATIENCE).expect("an end").success());
    let late = reqwest::Client::new().get(format!("{}/health/live", nadia.address)).send().await;
    assert!(late.is_err(), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_finishes_does_not_keep_the_server_from_ending() {
    let data = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(data.path(), &[("LIFELINE__SERVER__SHUTDOWN_SECONDS", "1")]);
    let nadia = nadia(&server).await;
    let host = nadia.address.strip_prefix("http://").expect("an address").to_owned();
    let mut upload = TcpStream::connect(&host).await.expect("a connection");
    let head = format!(
        "POST /api/v1/patients/{}/case-history/documents HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n",
        nadia.id, nadia.token
    );
    upload.write_all(head.as_bytes()).await.expect("half a request");
    let mut deaf = nadia.interview().await;
    nadia.is_working_on(1).await;
    server.tell_to_stop();
    assert!(server.ended_within(PATIENCE).expect("an end").success());
    assert_eq!(close_code(&mut deaf).await, Some(1001), "it was told, though it did not listen");
}

/// A model that takes questions and never answers; tells when it was asked.
async fn silent_model() -> (String, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    (format!("http://{}/v1", listener.local_addr().expect("an address")), listener)
}

fn with_model<'a>(base_url: &'a str, shutdown_seconds: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("AI_PROVIDER", "openai"),
        ("OPENAI_BASE_URL", base_url),
        ("LIFELINE__ASSISTANT__TIMEOUT_SECONDS", "300"),
        ("LIFELINE__SERVER__SHUTDOWN_SECONDS", shutdown_seconds),
    ]
}

/// The next question to it.
async fn asked(listener: &TcpListener) -> TcpStream {
    let (mut socket, _) = timeout(PATIENCE, listener.accept()).await.expect("in time").expect("a call");
    let mut buffer = [0; 1_024];
    assert!(socket.read(&mut buffer).await.expect("a question") > 0);
    socket
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_to_a_model_and_jobs_are_given_up() {
    let data = tempfile::tempdir().expect("a folder");
    let (base_url, model) = silent_model().await;
    let admin = [("LIFELINE_ADMIN_EMAIL", "admin@example.org"), ("LIFELINE_ADMIN_PASSWORD", PASSWORD)];
    let settings = [&with_model(&base_url, "1")[..], &admin].concat();
    let mut server = Server::start(data.path(), &settings);
    let nadia = nadia(&server).await;
    let mut socket = nadia.interview().await;
    socket.send(Message::text(json!({ "message": "sore throat for three days" }).to_string())).await.expect("a frame");
    let _first = asked(&model).await;
    book(&server, &nadia).await;
    let _second = asked(&model).await;
    server.tell_to_stop();
    assert_eq!(close_code(&mut socket).await, Some(1001));
    assert!(server.ended_within(PATIENCE).expect("an end").success());
}

fn tomorrow() -> String {
    (SystemClock.now() + TimeDelta::days(1)).format("%Y-%m-%dT10:00Z").to_string()
}

/// A booking whose analysis a job makes.
async fn book(server: &Server, nadia: &Person) {
    let admin = Person::signed_in(server, "admin@example.org").await;
    let doctor = json!({ "role": "doctor", "email": "d@example.org", "password": PASSWORD, "name": "Amina" });
    let doctor = admin.post("/auth/signup", doctor).await;
    let booking = json!({ "doctor_id": doctor["profile_id"], "time_slot": tomorrow(), "symptoms": "cough" });
    nadia.post("/appointments", booking).await;
}
