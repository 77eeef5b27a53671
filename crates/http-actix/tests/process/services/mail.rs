//! Mail through a mail server that wants encryption and a sign-in.

use std::path::Path;

use reqwest::StatusCode;
use serde_json::json;
use testkit::MailServer;

use super::{code_in, post};
use crate::{person::PASSWORD, server::Server};

fn settings<'a>(port: &'a str, authority: &'a Path, password: &'a str) -> [(&'a str, &'a str); 7] {
    [
        ("SMTP_HOST", "localhost"),
        ("SMTP_PORT", port),
        ("SMTP_USER", "clinic"),
        ("SMTP_PASSWORD", password),
        ("MAIL_FROM", "clinic@example.org"),
        ("SSL_CERT_FILE", authority.to_str().expect("a path")),
        ("LIFELINE__AUTH__REGISTRATION", "otp"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_finished_by_the_code_that_the_mail_server_delivers() {
    let mails = MailServer::start("starttls", &["--user", "clinic", "--password", "hush"]);
    let (port, authority) = (mails.port().to_string(), mails.root_certificate_file());
    let settings = settings(&port, &authority, "hush");
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &settings);
    let body = json!({ "email": "nadia@example.org", "password": PASSWORD, "name": "Nadia" });
    assert_eq!(post(&server, "/auth/register", &body).await.0, StatusCode::ACCEPTED);

    let mail = mails.received();
    assert_eq!(mail["to"], json!(["nadia@example.org"]));
    assert_eq!((&mail["from"], &mail["user"]), (&json!("clinic@example.org"), &json!("clinic")));
    assert_eq!(mail["encrypted"], true);
    let text = mail["parts"][0]["text"].as_str().expect("a text");
    let proof = json!({ "otp_code": code_in(text), "email": "nadia@example.org" });
    assert_eq!(post(&server, "/auth/verify-otp", &proof).await.0, StatusCode::OK);
    assert!(!folder.path().join("outbox").exists(), "what is sent lies in no folder");
    assert!(mails.received_nothing());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_of_the_mail_server_is_said_at_the_start() {
    let mails = MailServer::start("starttls", &["--user", "clinic", "--password", "hush"]);
    let (port, authority) = (mails.port().to_string(), mails.root_certificate_file());
    let settings = settings(&port, &authority, "wrong");
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &settings);
    let line = server.says("mail cannot be sent; it is kept and tried again");
    assert!(!line.to_string().contains("wrong"), "{line}");
}
