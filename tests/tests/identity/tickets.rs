use chrono::TimeDelta;
use e2e::{Socket, TestApp, until};
use serde_json::json;

use super::phone::Browser;

async fn refused(handshake: tokio_tungstenite::tungstenite::handshake::client::Request) -> u16 {
    match Socket::open(handshake).await {
        Ok(_) => 101,
        Err((status, _)) => status,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_socket_within_a_minute() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let doctor = app.doctor(&admin, "Dr Amrani").await;
    let nadia = app.patient("Nadia").await;
    app.treat(&admin, &doctor, nadia.id).await;
    let pair = json!({ "doctor_id": doctor.id, "patient_id": nadia.id });
    let chat = nadia.post("/chats", pair).await.expect(201)["id"].as_str().unwrap().to_owned();
    let ticket = async || {
        let made = nadia.post("/auth/ws-ticket", json!({})).await.expect(201);
        assert_eq!(made["expires_in"], json!(60));
        made["ticket"].as_str().unwrap().to_owned()
    };
    let anonymous = app.anonymous();
    let path = |ticket: &str| anonymous.handshake(&format!("/chats/ws/{chat}?ticket={ticket}"));
    let good = ticket().await;
    let mut socket = Socket::open(path(&good)).await.expect("a socket");
    socket.next("history").await;
    assert_eq!(refused(path(&good)).await, 401, "it is used");
    let late = ticket().await;
    app.wait(TimeDelta::seconds(61));
    assert_eq!(refused(path(&late)).await, 401);
    assert_eq!(refused(path("garbage")).await, 401);
    let over = ticket().await;
    nadia.post("/auth/logout", json!({})).await.expect(200);
    assert_eq!(refused(path(&over)).await, 401, "the session is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_opens_a_socket_for_pages_of_ours_only() {
    let app = TestApp::builder().with("CORS_ORIGINS", "https://app.example.org").start().await;
    let browser = Browser::new(&app);
    let patient = browser.sign_up(&app, "+213555010203", "patient").await["user"]["profile_id"].clone();
    let interview = browser.post("/api/v1/ai/sessions", json!({ "patient_id": patient })).await.expect(201);
    let path = format!("/ai-assistant/ws/{}", interview["id"].as_str().unwrap());
    for (origin, expected) in [
        (Some(app.base()), 101),
        (Some("https://app.example.org"), 101),
        (Some("https://evil.example"), 403),
        (Some("null"), 403),
        (None, 403),
    ] {
        assert_eq!(refused(browser.on(origin).handshake(&path)).await, expected, "{origin:?}");
    }
    let mut socket = Socket::open(browser.handshake(&path)).await.expect("a socket");
    let copy = browser.handshake(&path);
    browser.post("/auth/signout", json!({})).await.expect(200);
    assert_eq!(socket.close_code().await, 1008);
    assert_eq!(refused(copy).await, 401, "a stolen cookie is dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_uses_its_socket_stays_signed_in_and_a_silent_one_does_not() {
    const USED: &str = "+213555010204";
    let app = TestApp::start().await;
    let open = async |phone: &str| {
        let browser = Browser::new(&app);
        let verified = browser.sign_up(&app, phone, "patient").await;
        let patient = json!({ "patient_id": verified["user"]["profile_id"] });
        let interview = browser.post("/api/v1/ai/sessions", patient).await.expect(201);
        let path = format!("/ai-assistant/ws/{}", interview["id"].as_str().unwrap());
        Socket::open(browser.handshake(&path)).await.expect("a socket")
    };
    let (mut silent, mut used) = (open("+213555010203").await, open(USED).await);
    // Asked of the database: a request would prolong the session itself.
    let query = format!(
        "SELECT CAST(sessions.expires_at AS TEXT) AS line FROM sessions JOIN users ON users.id = sessions.user_id
         WHERE users.phone = '{USED}'"
    );
    let end = async || app.lines(&query).await;
    for _ in 0..2 {
        let before = end().await;
        app.wait(TimeDelta::minutes(50));
        used.send(json!({ "type": "nothing" })).await;
        until("the session is prolonged", async || end().await != before).await;
    }
    assert_eq!(silent.close_code().await, 1008);
    used.send(json!({ "type": "nothing" })).await;
    for _ in 0..3 {
        used.next("error").await;
    }
}
