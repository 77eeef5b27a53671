//! Letters to a real mail server: what arrives, what is refused, and what waits.

use std::time::{Duration, Instant};

use crate::server::{MailServer, header, letter, mail};
use domain::ports::{DeliveryError, Letter, Mail};
use serde_json::json;
use smtp::{Security, Settings};

#[track_caller]
fn refused(sent: Result<(), DeliveryError>) -> String {
    match sent {
        Err(DeliveryError::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn later(sent: Result<(), DeliveryError>) -> String {
    match sent {
        Err(DeliveryError::Later(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_letter_arrives_as_text_and_html() {
    let server = MailServer::start(Security::Plain);
    mail(&server.settings()).send(&letter("ann@example.org")).await.unwrap();

    let message = server.received();
    assert_eq!((&message["from"], &message["to"]), (&json!("clinic@example.org"), &json!(["ann@example.org"])));
    assert_eq!(header(&message, "from"), "Lakeside <clinic@example.org>");
    assert_eq!(header(&message, "to"), "ann@example.org");
    assert_eq!(header(&message, "subject"), "Lakeside: your code");
    assert_eq!(header(&message, "message-id"), "<0190-7@example.org>");
    assert_eq!(header(&message, "auto-submitted"), "auto-generated");
    assert_eq!(header(&message, "date"), "Mon, 02 Mar 2026 08:00:00 +0000");
    assert!(header(&message, "content-type").starts_with("multipart/alternative"));
    let parts = json!([
        { "type": "text/plain", "text": "48213577\n" },
        { "type": "text/html", "text": "<p>48213577</p>\n" },
    ]);
    assert_eq!(message["parts"], parts);
}

#[tokio::test]
async fn every_alphabet_arrives_whole() {
    let server = MailServer::start(Security::Plain);
    let settings = Settings { from_name: "Klinikum Süd, \"Haus 2\" 🏥".to_owned(), ..server.settings() };
    let long = "Ärztliche Auskunft 🩺 ".repeat(40);
    let sent = Letter {
        subject: format!("Ärztehaus Süd 🩺: {}", "дом ".repeat(40).trim()),
        text: format!("Grüße, 山田さん\n.\n..\n{long}\n"),
        html: format!("<p>Grüße, 山田さん &amp; {long}</p>\n"),
        ..letter("jörg@bücher.example")
    };
    mail(&settings).send(&sent).await.unwrap();

    let message = server.received();
    assert_eq!(message["to"], json!(["jörg@xn--bcher-kva.example"]));
    assert_eq!(header(&message, "subject"), sent.subject);
    assert!(header(&message, "from").contains("Klinikum Süd, "), "{}", header(&message, "from"));
    assert!(header(&message, "from").contains("🏥"));
    assert_eq!((&message["parts"][0]["text"], &message["parts"][1]["text"]), (&json!(sent.text), &json!(sent.html)));
}

#[tokio::test]
async fn an_address_that_the_server_cannot_take_is_refused() {
    let server = MailServer::start_with(Security::Plain, &["--ascii"]);
    let mail = mail(&server.settings());
    let reason = refused(mail.send(&letter("jörg@example.org")).await);
    assert!(reason.contains("outside ASCII") && !reason.contains("rg@"), "{reason}");
    mail.send(&letter("jorg@bücher.example")).await.unwrap();
    assert_eq!(server.received()["to"], json!(["jorg@xn--bcher-kva.example"]));
}

#[tokio::test]
async fn letters_share_a_connection() {
    let server = MailServer::start(Security::Plain);
    let mail = mail(&server.settings());
    mail.check().await.unwrap();
    for to in ["ann@example.org", "bob@example.org"] {
        mail.send(&letter(to)).await.unwrap();
    }
    let (first, second) = (server.received(), server.received());
    assert_eq!(second["to"], json!(["bob@example.org"]));
    assert_eq!(first["connection"], second["connection"]);
}

#[tokio::test]
async fn letters_at_the_same_time_all_arrive() {
    let server = MailServer::start(Security::Plain);
    let mail = mail(&server.settings());
    let (ann, bob, eve) = (letter("ann@example.org"), letter("bob@example.org"), letter("eve@example.org"));
    let (first, second, third) = tokio::join!(mail.send(&ann), mail.send(&bob), mail.send(&eve));
    first.and(second).and(third).unwrap();
    let mut to: Vec<_> = (0..3).map(|_| server.received()["to"][0].as_str().unwrap().to_owned()).collect();
    to.sort();
    assert_eq!(to, ["ann@example.org", "bob@example.org", "eve@example.org"]);
}

#[tokio::test]
async fn a_recipient_or_content_that_is_refused_stays_refused_and_names_nobody() {
    let server = MailServer::start(Security::Plain);
    let mail = mail(&server.settings());
    let reason = refused(mail.send(&letter("refused.ann@example.org")).await);
    assert_eq!(reason, "the mail server answered 550 to the recipient");
    let unwelcome = Letter { subject: "unwelcome".to_owned(), ..letter("ann@example.org") };
    assert_eq!(refused(mail.send(&unwelcome).await), "the mail server answered 554 to the content");
    assert!(refused(mail.send(&letter("ann")).await).contains("no address"));
    mail.send(&letter("ann@example.org")).await.unwrap();
    assert_eq!(server.received()["to"], json!(["ann@example.org"]));
    assert!(server.received_nothing());
}

#[tokio::test]
async fn a_recipient_that_is_busy_is_tried_later() {
    let server = MailServer::start(Security::Plain);
    let reason = later(mail(&server.settings()).send(&letter("deferred.ann@example.org")).await);
    assert_eq!(reason, "the mail server answered 450 to the recipient");
}

#[tokio::test]
async fn a_sender_that_may_not_send_is_no_fault_of_the_letter() {
    let server = MailServer::start(Security::Plain);
    let settings = Settings { from: "stranger@example.org".to_owned(), ..server.settings() };
    let reason = later(mail(&settings).send(&letter("ann@example.org")).await);
    assert_eq!(reason, "the mail server answered 550 to the sender");
}

#[tokio::test]
async fn a_server_that_is_away_is_noticed_at_once() {
    let settings = MailServer::start(Security::Plain).stop();
    let (mail, began) = (mail(&settings), Instant::now());
    assert!(later(mail.send(&letter("ann@example.org")).await).contains("the connection to the mail server failed"));
    later(mail.check().await);
    assert!(began.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_server_that_came_back_is_used_again() {
    let server = MailServer::start(Security::Plain);
    let port = server.settings().port.to_string();
    let mail = mail(&server.settings());
    mail.send(&letter("ann@example.org")).await.unwrap();
    drop(server);
    later(mail.send(&letter("ann@example.org")).await);
    let server = MailServer::start_with(Security::Plain, &["--port", &port]);
    mail.send(&letter("bob@example.org")).await.unwrap();
    assert_eq!(server.received()["to"], json!(["bob@example.org"]));
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_and_its_connection_with_it() {
    let server = MailServer::start(Security::Plain);
    let mail = mail(&Settings { timeout: Duration::from_millis(500), ..server.settings() });
    let began = Instant::now();
    let reason = later(mail.send(&letter("silent@example.org")).await);
    assert_eq!(reason, "the mail server took too long at the recipient");
    assert!(began.elapsed() < Duration::from_secs(5));
    mail.send(&letter("ann@example.org")).await.unwrap();
    assert_eq!(server.received()["to"], json!(["ann@example.org"]));
}

#[tokio::test]
async fn a_delivery_that_is_abandoned_harms_no_other() {
    let server = MailServer::start(Security::Plain);
    let mail = mail(&server.settings());
    mail.check().await.unwrap();
    let silent = letter("silent@example.org");
    tokio::time::timeout(Duration::from_millis(500), mail.send(&silent)).await.unwrap_err();
    mail.send(&letter("ann@example.org")).await.unwrap();
    assert_eq!(server.received()["to"], json!(["ann@example.org"]));
}

#[tokio::test]
async fn nothing_in_a_letter_becomes_a_header_or_a_command() {
    let server = MailServer::start(Security::Plain);
    let hostile = "x\r\nBcc: eve@example.org\r\n.\r\nRCPT TO:<eve@example.org>\r\n";
    let settings = Settings { from_name: hostile.to_owned(), ..server.settings() };
    let mail = mail(&settings);
    let sent = Letter {
        subject: hostile.to_owned(),
        text: hostile.to_owned(),
        html: hostile.to_owned(),
        message_id: hostile.to_owned(),
        ..letter("ann@example.org")
    };
    mail.send(&sent).await.unwrap();
    let message = server.received();
    assert_eq!(message["to"], json!(["ann@example.org"]));
    let names = message["headers"].as_array().unwrap().iter().map(|header| header[0].as_str().unwrap());
    assert!(names.clone().all(|name| name != "bcc"), "{message}");
    assert!(message["parts"][0]["text"].as_str().unwrap().contains("RCPT TO:<eve@example.org>"));

    let to = "ann@example.org>\r\nRCPT TO:<eve@example.org";
    assert!(!refused(mail.send(&letter(to)).await).contains("eve"));
    assert!(server.received_nothing());
}
