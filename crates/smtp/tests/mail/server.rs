//! The settings that reach a mail server of the tests.

use std::{ops::Deref, sync::Arc, time::Duration};

use domain::{kernel::Fresh, ports::Letter};
use serde_json::Value;
use smtp::{Security, Settings, SmtpMail};
use testkit::{TestClock, TestRng};

pub struct MailServer {
    server: testkit::MailServer,
    security: Security,
}

impl Deref for MailServer {
    type Target = testkit::MailServer;
    fn deref(&self) -> &testkit::MailServer {
        &self.server
    }
}

impl MailServer {
    /// Starts one that is protected like this.
    pub fn start(security: Security) -> Self {
        Self::start_with(security, &[])
    }

    /// Starts one that wants a sign-in.
    pub fn with_sign_in(security: Security, user: &str, password: &str) -> Self {
        Self::start_with(security, &["--user", user, "--password", password])
    }

    pub fn start_with(security: Security, options: &[&str]) -> Self {
        Self { server: testkit::MailServer::start(word(security), options), security }
    }

    /// What is needed to send through it.
    pub fn settings(&self) -> Settings {
        Settings {
            host: "localhost".to_owned(),
            port: self.port(),
            user: None,
            password: None,
            security: self.security,
            from: "clinic@example.org".to_owned(),
            from_name: "Lakeside".to_owned(),
            timeout: Duration::from_secs(10),
            extra_root_certificate: Some(self.root_certificate()),
        }
    }

    /// The same, signed in.
    pub fn settings_of(&self, user: &str, password: &str) -> Settings {
        Settings { user: Some(user.to_owned()), password: Some(password.into()), ..self.settings() }
    }

    /// Ends it, and answers the settings that reached it.
    pub fn stop(self) -> Settings {
        self.settings()
    }
}

/// A header of a message.
pub fn header<'a>(message: &'a Value, name: &str) -> &'a str {
    let headers = message["headers"].as_array().unwrap();
    let found: Vec<_> = headers.iter().filter(|header| header[0] == name).collect();
    assert_eq!(found.len(), 1, "{name}: {headers:?}");
    found[0][1].as_str().unwrap()
}

pub fn letter(to: &str) -> Letter {
    Letter {
        to: to.to_owned(),
        subject: "Lakeside: your code".to_owned(),
        text: "48213577\n".to_owned(),
        html: "<p>48213577</p>\n".to_owned(),
        message_id: "0190-7".to_owned(),
    }
}

pub fn mail(settings: &Settings) -> SmtpMail {
    SmtpMail::new(settings, fresh()).expect("the settings are good")
}

pub fn fresh() -> Fresh {
    Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::new(1)))
}

fn word(security: Security) -> &'static str {
    match security {
        Security::StartTls => "starttls",
        Security::ImplicitTls => "tls",
        Security::Plain | Security::PlainAnywhere => "plain",
    }
}
