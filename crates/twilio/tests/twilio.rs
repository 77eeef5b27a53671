//! A server that answers as Twilio does.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use domain::ports::{DeliveryError, Sms, TextMessage};
use serde_json::json;
use twilio::{Settings, SettingsError, TwilioSms};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{basic_auth, body_string, header, method, path},
};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "hush-7f3a";
const NUMBER: &str = "+4930123456";
const RECIPIENT: &str = "+49170999888";

fn settings(base_url: &str) -> Settings {
    Settings { base_url: base_url.to_owned(), ..Settings::new(ACCOUNT, TOKEN.into(), NUMBER) }
}

fn message() -> TextMessage {
    TextMessage { to: RECIPIENT.to_owned(), text: "Lakeside: 48213577 is your code & more".to_owned() }
}

async fn answering(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(response).mount(&server).await;
    server
}

/// Twilio repeats the number and the text in its answers.
fn refusal(status: u16, code: u32) -> ResponseTemplate {
    let message = format!("The 'To' number {RECIPIENT} cannot get 48213577");
    ResponseTemplate::new(status).set_body_json(json!({ "code": code, "message": message, "status": status }))
}

async fn fails(response: ResponseTemplate) -> DeliveryError {
    let server = answering(response).await;
    let error = TwilioSms::new(settings(&server.uri())).unwrap().send(&message()).await.unwrap_err();
    let said = format!("{error} {error:?}");
    for secret in [RECIPIENT, "48213577", ACCOUNT, TOKEN, NUMBER] {
        assert!(!said.contains(secret), "{said}");
    }
    error
}

#[tokio::test]
async fn a_message_is_posted_as_the_account() {
    let server = MockServer::start().await;
    let form = "To=%2B49170999888&From=%2B4930123456&Body=Lakeside%3A+48213577+is+your+code+%26+more";
    Mock::given(method("POST"))
        .and(path(format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json")))
        .and(basic_auth(ACCOUNT, TOKEN))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string(form))
        .respond_with(ResponseTemplate::new(201).set_body_json(json!({ "sid": "SM1", "status": "queued" })))
        .expect(1)
        .mount(&server)
        .await;
    let slash = format!("{}/", server.uri());
    TwilioSms::new(settings(&slash)).unwrap().send(&message()).await.unwrap();
}

#[tokio::test]
async fn what_is_about_the_number_is_refused_for_good() {
    for code in [21_211, 21_408, 21_610, 21_612, 21_614, 21_617] {
        let error = fails(refusal(400, code)).await;
        let expected = format!("Twilio refused the message with code {code}");
        assert!(matches!(&error, DeliveryError::Refused(reason) if *reason == expected), "{error}");
    }
}

#[tokio::test]
async fn what_is_about_the_account_or_the_moment_is_tried_later() {
    for (response, said) in [
        (refusal(401, 20_003), "status 401 and code 20003"),
        (refusal(429, 20_429), "status 429 and code 20429"),
        (refusal(503, 20_503), "status 503 and code 20503"),
        (refusal(400, 21_606), "status 400 and code 21606"),
        (refusal(403, 21_211), "status 403 and code 21211"),
        (ResponseTemplate::new(500).set_body_string("<html>48213577</html>"), "status 500"),
        (ResponseTemplate::new(400), "status 400"),
        (ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:1/"), "status 302"),
    ] {
        let error = fails(response).await;
        assert!(matches!(&error, DeliveryError::Later(reason) if reason.ends_with(said)), "{error}");
    }
}

#[tokio::test]
async fn nobody_waits_for_a_server_that_is_away_or_silent() {
    let server = answering(ResponseTemplate::new(201).set_delay(Duration::from_secs(30))).await;
    let silent = Settings { timeout: Duration::from_millis(300), ..settings(&server.uri()) };
    let away = settings("http://127.0.0.1:1");
    for (settings, said) in [(away, "Twilio could not be reached"), (silent, "Twilio took too long")] {
        let began = Instant::now();
        let error = TwilioSms::new(settings).unwrap().send(&message()).await.unwrap_err();
        assert!(matches!(&error, DeliveryError::Later(reason) if reason == said), "{error}");
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn what_cannot_be_used_is_refused_before_anything_is_sent() {
    let good = || settings(Settings::BASE_URL);
    let refused = |settings: Settings| TwilioSms::new(settings).unwrap_err();
    for sid in ["", "AC1", "SK0123456789abcdef0123456789abcdef", "AC../../0123456789abcdef0123456789"] {
        assert_eq!(refused(Settings { account_sid: sid.to_owned(), ..good() }), SettingsError::AccountSid, "{sid}");
    }
    for number in ["", "0170 123", "+0170123456", "+49 170 123", "Lakeside"] {
        assert_eq!(refused(Settings { phone_number: number.to_owned(), ..good() }), SettingsError::PhoneNumber);
    }
    assert_eq!(refused(Settings { auth_token: " ".into(), ..good() }), SettingsError::AuthToken);
    assert_eq!(refused(Settings { timeout: Duration::ZERO, ..good() }), SettingsError::Timeout);
    for base_url in ["", "api.twilio.com", "ftp://api.twilio.com"] {
        assert_eq!(refused(settings(base_url)), SettingsError::BaseUrl, "{base_url}");
    }
}

#[test]
fn nothing_shows_a_secret() {
    let settings = settings(Settings::BASE_URL);
    let shown = format!("{settings:?} {:?}", TwilioSms::new(settings.clone()).unwrap());
    assert!(shown.contains("api.twilio.com") && !shown.contains(TOKEN), "{shown}");
}
