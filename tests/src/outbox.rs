//! What the server has sent: mail and text messages, as they lie in its folder.

use serde_json::Value;
use testkit::{secret, secret_codes};

use crate::TestApp;

impl TestApp {
    /// Runs the jobs that are due; every mail to this address so far, oldest first.
    pub async fn mail_to(&self, email: &str) -> Vec<Value> {
        self.sent("mail", email).await
    }
    /// Runs the jobs that are due; every text message to this number so far, oldest first.
    pub async fn sms_to(&self, phone: &str) -> Vec<Value> {
        self.sent("sms", phone).await
    }
    /// The code in the last mail to this address.
    pub async fn code_by_mail(&self, email: &str) -> String {
        code(self.mail_to(email).await.last().expect("a mail"))
    }
    /// The code in the last text message to this number.
    pub async fn code_by_sms(&self, phone: &str) -> String {
        code(self.sms_to(phone).await.last().expect("a text message"))
    }
    /// The token in the last mail to this address.
    pub async fn token_in_mail(&self, email: &str) -> String {
        let mail = self.mail_to(email).await;
        let text = mail.last().expect("a mail")["text"].as_str().expect("a text").to_owned();
        let (_, rest) = text.split_once("token=").expect("a token");
        let token = token_at(rest);
        token.to_owned()
    }

    async fn sent(&self, kind: &str, to: &str) -> Vec<Value> {
        self.run_jobs().await;
        let Ok(folder) = std::fs::read_dir(self.data_folder().join("outbox")) else { return Vec::new() };
        let mut files: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        let named = |file: &std::path::PathBuf| {
            file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{kind}-")))
        };
        let messages = files.into_iter().filter(named).map(|file| {
            let text = std::fs::read_to_string(file).expect("a message");
            let message = serde_json::from_str::<Value>(&text).expect("JSON");
            note(&message);
            message
        });
        messages.filter(|message| message["to"] == to).collect()
    }
}

/// No log may hold whom a message goes to, nor the codes and links in it.
fn note(message: &Value) {
    secret(message["to"].as_str().expect("an address"));
    let text = message["text"].as_str().expect("a text");
    secret_codes(text);
    text.split("token=").skip(1).map(token_at).for_each(secret);
}

/// The token with which a text begins.
fn token_at(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next().expect("a token")
}

/// The six digits in a message.
fn code(message: &Value) -> String {
    let text = message["text"].as_str().expect("a text");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let mut codes = words.filter(|word| word.len() == 6 && word.bytes().all(|digit| digit.is_ascii_digit()));
    codes.next().expect("a code").to_owned()
}
