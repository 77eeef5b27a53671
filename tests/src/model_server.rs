//! A language model over HTTP, on a port of its own: it answers as chat-completions servers do, or misbehaves.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::until;

/// How it feels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It answers what was asked, and keeps to the rules.
    Helpful,
    /// It answers JSON of the right shape that breaks the rules.
    Careless,
    /// It says nothing until the client goes.
    Silent,
    /// It answers no JSON.
    Babbling,
    /// It declines.
    Refusing,
    /// 429, with a long wish to wait.
    Overloaded,
    /// 500.
    Broken,
    /// It closes the connection.
    HangingUp,
}

/// A running one. It stops with the test.
pub struct ModelServer {
    /// Its address up to the version.
    pub base_url: String,
    state: Arc<State>,
}

struct State {
    mood: Mutex<Mood>,
    asked: Mutex<Vec<Value>>,
    left: AtomicUsize,
}

impl ModelServer {
    /// Starts one.
    pub async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base_url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let state = Arc::new(State { mood: Mutex::new(mood), asked: Mutex::default(), left: AtomicUsize::new(0) });
        let serving = state.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let state = serving.clone();
                tokio::spawn(async move { state.serve(socket).await });
            }
        });
        Self { base_url, state }
    }
    /// Changes its mood.
    pub fn feel(&self, mood: Mood) {
        *self.state.mood.lock().expect("a mood") = mood;
    }
    /// Every request so far.
    pub fn asked(&self) -> Vec<Value> {
        self.state.asked.lock().expect("requests").clone()
    }
    /// Waits until it was asked so often.
    pub async fn was_asked(&self, times: usize) {
        until("questions to the model", async || self.asked().len() >= times).await;
    }
    /// Waits until so many clients went without an answer.
    pub async fn was_left(&self, times: usize) {
        until("clients leaving the model", async || self.state.left.load(Ordering::SeqCst) >= times).await;
    }
}

impl State {
    async fn serve(&self, mut socket: TcpStream) {
        let Some(request) = read_request(&mut socket).await else { return };
        self.asked.lock().expect("requests").push(request.clone());
        let mood = *self.mood.lock().expect("a mood");
        let said = |message: Value| {
            json!({
                "model": "model-of-tests",
                "choices": [{ "index": 0, "finish_reason": "stop", "message": message }],
                "usage": { "prompt_tokens": 21, "completion_tokens": 4 },
            })
        };
        let content = |answer: Value| said(json!({ "role": "assistant", "content": answer.to_string() }));
        let (status, body) = match mood {
            Mood::Helpful => ("200 OK", content(helpful(&request))),
            Mood::Careless => ("200 OK", content(careless(&request))),
            Mood::Babbling => ("200 OK", json!("You should take two of the blue ones.")),
            Mood::Refusing => ("200 OK", said(json!({ "role": "assistant", "refusal": "I cannot help with that." }))),
            Mood::Overloaded => ("429 Too Many Requests\r\nretry-after: 60", json!({ "error": { "code": "busy" } })),
            Mood::Broken => ("500 Internal Server Error", json!({ "error": { "code": "oops" } })),
            Mood::HangingUp => return,
            Mood::Silent => {
                let mut buffer = [0; 64];
                while let Ok(1..) = socket.read(&mut buffer).await {}
                self.left.fetch_add(1, Ordering::SeqCst);
                return;
            }
        };
        let body = body.to_string();
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        // A client that is gone by now needs no answer.
        drop(socket.write_all(format!("{head}{body}").as_bytes()).await);
    }
}

async fn read_request(socket: &mut TcpStream) -> Option<Value> {
    let mut bytes = Vec::new();
    loop {
        if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            let body = &bytes[head + 4..];
            if body.len() >= length.expect("a length") {
                return Some(serde_json::from_slice(body).expect("a JSON request"));
            }
        }
        let mut buffer = [0; 8_192];
        match socket.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

fn wants(request: &Value, field: &str) -> bool {
    !request["response_format"]["json_schema"]["schema"]["properties"][field].is_null()
}

/// The JSON document of the last user turn.
fn told(request: &Value) -> Value {
    let turns = request["messages"].as_array().expect("messages");
    let last = turns.last().expect("a turn")["content"].as_str().expect("text");
    serde_json::from_str(last).expect("a JSON document")
}

fn helpful(request: &Value) -> Value {
    if wants(request, "topic") {
        let system = request["messages"][0]["content"].as_str().expect("instructions");
        let (_, rest) = system.split_once("The next topic in order is ").expect("a topic");
        let (topic, _) = rest.split_once(';').expect("an end");
        json!({ "message": "Could you please tell me more about that?", "isSummary": false, "topic": topic })
    } else if wants(request, "questions_for_visit") {
        let told = told(request);
        let summary = format!("The patient says: {}", told["symptoms"].as_str().expect("symptoms"));
        json!({ "summary": summary, "possible_topics": ["general medicine"], "questions_for_visit": ["How are you now?"] })
    } else if wants(request, "sources") {
        json!({ "message": "Thank you for your message. How do you feel today?", "sources": [] })
    } else {
        let told = told(request);
        let said = told["interview"].as_array().expect("an interview").iter();
        let said: Vec<&str> = said.map(|turn| turn["patient_says"].as_str().expect("words")).collect();
        json!({ "summary": format!("In the patient's words: {}", said.join(". ")) })
    }
}

/// A diagnosis, a dose, a lost fact: what the rules do not let through.
fn careless(request: &Value) -> Value {
    if wants(request, "topic") {
        json!({ "message": "You probably have the flu, right?", "isSummary": false, "topic": "onset" })
    } else if wants(request, "questions_for_visit") {
        json!({ "summary": "The diagnosis is flu since 1999.", "possible_topics": [], "questions_for_visit": [] })
    } else if wants(request, "sources") {
        json!({ "message": "Take ibuprofen 800 mg.", "sources": ["s99"] })
    } else {
        json!({ "summary": "The patient is unwell." })
    }
}
