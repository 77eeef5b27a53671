//! With servers besides our own: PostgreSQL, Redis, mail. `scripts/test.sh` starts them.

mod encrypted;
mod mail;
mod several;

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::Value;

use crate::server::Server;

async fn post(server: &Server, path: &str, body: &Value) -> (StatusCode, Duration) {
    let began = Instant::now();
    let request = reqwest::Client::new().post(format!("{}/api/v1{path}", server.address)).json(body);
    (request.send().await.expect("an answer").status(), began.elapsed())
}

/// The six digits in a message.
fn code_in(text: &str) -> &str {
    testkit::secret_codes(text);
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.find(|word| word.len() == 6 && word.bytes().all(|digit| digit.is_ascii_digit())).expect("a code")
}
