//! Patient and doctor talk: files in messages, words that cannot wait, requests sent twice, what lists show of a chat, and
//! when sockets end.

mod ends;
mod files;
mod lists;
mod readers;
mod repeated;
mod screening;

use e2e::{Client, Reply, Talk, TestApp};
use reqwest::multipart::{Form, Part};

pub const WITH_FILE: &str = "/messages/with-attachment";

/// A part with a file of this name and these bytes.
pub fn file(name: &str, bytes: &[u8]) -> Part {
    Part::bytes(bytes.to_vec()).file_name(name.to_owned())
}

/// Somebody sends words and a file into the chat.
pub async fn send(client: &Client, talk: &Talk, words: &str, name: &str, bytes: &[u8]) -> Reply {
    let form = Form::new().text("chat_id", talk.chat.clone()).text("message", words.to_owned());
    client.send_form(WITH_FILE, form.part("file", file(name, bytes))).await
}

/// What the file store holds.
pub async fn stored(app: &TestApp) -> Vec<String> {
    let files = app.wired.files.list(None, 1_000).await.unwrap();
    files.into_iter().map(|file| file.key).collect()
}
