use chrono::TimeDelta;
use e2e::{Socket, TestApp};
use serde_json::json;

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
