//! How a connection is protected, and what is never sent or said.

use std::time::Duration;

use crate::server::{MailServer, fresh, letter, mail};
use domain::ports::{DeliveryError, Mail};
use serde_json::json;
use smtp::{Security, Settings, SettingsError, SmtpMail};

const USER: &str = "clinic";
const PASSWORD: &str = "hush-hush-7";

async fn fails(settings: &Settings) -> String {
    let said = mail(settings).send(&letter("ann@example.org")).await.unwrap_err();
    assert!(matches!(said, DeliveryError::Later(_)), "{said:?}");
    assert!(!format!("{said} {said:?}").contains("hush") && !said.to_string().contains("ann"), "{said}");
    said.to_string()
}

#[tokio::test]
async fn a_letter_goes_over_every_kind_of_connection() {
    for (security, encrypted) in [(Security::StartTls, true), (Security::ImplicitTls, true), (Security::Plain, false)] {
        let server = MailServer::with_sign_in(security, USER, PASSWORD);
        let mail = mail(&server.settings_of(USER, PASSWORD));
        mail.check().await.unwrap();
        mail.send(&letter("ann@example.org")).await.unwrap();
        let message = server.received();
        assert_eq!((&message["encrypted"], &message["user"]), (&json!(encrypted), &json!(USER)), "{security:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_nothing() {
    for security in [Security::StartTls, Security::ImplicitTls] {
        let (server, other) = (MailServer::start(security), MailServer::start(security));
        for extra_root_certificate in [None, other.settings().extra_root_certificate] {
            let said = fails(&Settings { extra_root_certificate, ..server.settings() }).await;
            assert!(said.contains("certificate"), "{said}");
        }
        assert!(server.received_nothing());
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_gets_nothing() {
    let server = MailServer::start(Security::ImplicitTls);
    let said = fails(&Settings { host: "127.0.0.1".to_owned(), ..server.settings() }).await;
    assert!(said.contains("certificate"), "{said}");
    assert!(server.received_nothing());
}

#[tokio::test]
async fn a_server_without_encryption_gets_neither_password_nor_letter() {
    let server = MailServer::with_sign_in(Security::Plain, USER, PASSWORD);
    for security in [Security::StartTls, Security::ImplicitTls] {
        let settings = Settings {
            security,
            timeout: Duration::from_secs(2),
            extra_root_certificate: None,
            ..server.settings_of(USER, PASSWORD)
        };
        fails(&settings).await;
    }
    assert!(server.received_nothing());
}

#[tokio::test]
async fn a_wrong_password_is_for_the_operator_to_mend() {
    let server = MailServer::with_sign_in(Security::StartTls, USER, PASSWORD);
    for (settings, answer) in [
        (server.settings_of(USER, "hush-wrong"), "answered 535 to the sign-in"),
        (server.settings(), "answered 530 to the sender"),
    ] {
        let said = fails(&settings).await;
        assert!(said.contains(answer), "{said}");
    }
    let wrong = mail(&server.settings_of(USER, "hush-wrong"));
    assert!(matches!(wrong.check().await, Err(DeliveryError::Later(_))));
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_before_anything_is_sent() {
    let good = MailServer::start(Security::Plain).stop();
    let refused = |settings: Settings| SmtpMail::new(&settings, fresh()).unwrap_err();
    for host in ["", " ", "mail server", "mail\r\n"] {
        let host = host.to_owned();
        let expected = if host.trim() == "mail" { SettingsError::Unencrypted } else { SettingsError::Host };
        assert_eq!(refused(Settings { host, ..good.clone() }), expected);
    }
    assert_eq!(refused(Settings { from: "clinic".to_owned(), ..good.clone() }), SettingsError::From);
    assert_eq!(refused(Settings { user: Some(USER.to_owned()), ..good.clone() }), SettingsError::Credentials);
    assert_eq!(refused(Settings { password: Some(PASSWORD.into()), ..good.clone() }), SettingsError::Credentials);
    assert_eq!(refused(Settings { timeout: Duration::ZERO, ..good.clone() }), SettingsError::Timeout);
    for pem in ["hush", "-----BEGIN CERTIFICATE-----\nhush\n-----END CERTIFICATE-----\n"] {
        let (security, extra_root_certificate) = (Security::StartTls, Some(pem.to_owned()));
        let said = refused(Settings { security, extra_root_certificate, ..good.clone() });
        assert!(matches!(&said, SettingsError::Certificate(cause) if !cause.contains("hush")), "{said}");
    }
}

#[tokio::test]
async fn mail_leaves_this_machine_in_the_clear_only_when_that_was_said() {
    let good = MailServer::start(Security::Plain).stop();
    for host in ["mail.example.org", "10.0.0.7"] {
        let remote = Settings { host: host.to_owned(), ..good.clone() };
        assert_eq!(SmtpMail::new(&remote, fresh()).unwrap_err(), SettingsError::Unencrypted);
        assert!(SmtpMail::new(&Settings { security: Security::PlainAnywhere, ..remote }, fresh()).is_ok());
    }
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert!(SmtpMail::new(&Settings { host: host.to_owned(), ..good.clone() }, fresh()).is_ok());
    }
}

#[tokio::test]
async fn nothing_shows_a_password() {
    let settings = MailServer::start(Security::Plain).settings_of(USER, PASSWORD);
    let shown = format!("{settings:?} {:?}", mail(&settings));
    assert!(shown.contains("localhost") && !shown.contains("hush"), "{shown}");
}
