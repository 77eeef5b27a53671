//! The chat's socket: what arrives, who is let in, when it closes, what a bad client cannot do.

use std::{collections::HashSet, time::Duration};

use chrono::TimeDelta;
use e2e::{Socket, TestApp};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_and_the_other_side_hear_everything() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    talk.say(&talk.patient, "before").await;
    let path = talk.socket_path();
    let mut doctor = talk.doctor.socket(&path).await;
    let history = doctor.next("history").await;
    assert_eq!(history["messages"].as_array().unwrap().len(), 1);
    assert_eq!(history["messages"][0]["message"], "before");
    let (mut phone, mut tablet) = (talk.patient.socket(&path).await, talk.patient.socket(&path).await);
    phone.next("history").await;
    tablet.next("history").await;
    assert_eq!(doctor.next("presence").await["online"], true);
    phone.send(json!({ "type": "message", "message": "from the phone", "client_message_id": "p1" })).await;
    for socket in [&mut doctor, &mut phone, &mut tablet] {
        let frame = socket.next("message").await;
        assert_eq!(frame["message"]["message"], "from the phone");
        assert_eq!(frame["message"]["client_message_id"], "p1");
        assert_eq!(frame["message"]["sender_role"], "patient");
    }
    phone.send(json!({ "type": "message", "content": "again?", "client_message_id": "p1" })).await;
    assert_eq!(phone.next("message").await["message"]["message"], "from the phone", "told to who asks again alone");
    doctor.expect_no("message").await;
    doctor.send(json!({ "type": "typing" })).await;
    assert_eq!(phone.next("typing").await["role"], "doctor");
    doctor.expect_no("typing").await;
    doctor.send(json!({ "type": "read" })).await;
    for socket in [&mut doctor, &mut phone, &mut tablet] {
        let frame = socket.next("read").await;
        assert_eq!((&frame["reader_role"], frame["message_ids"].as_array().unwrap().len()), (&json!("doctor"), 2));
    }
    assert_eq!(talk.seen_by(&talk.doctor).await["unread_count"], 0);
    phone.close().await;
    doctor.expect_no("presence").await;
    tablet.close().await;
    assert_eq!(doctor.next("presence").await["online"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_18_what_is_sent_and_read_by_rest_reaches_sockets() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&format!("/chat/ws/chat/{}", talk.chat)).await;
    doctor.next("history").await;
    let sent = talk.say(&talk.patient, "by REST").await;
    let frame = doctor.next("message").await;
    assert_eq!(frame, json!({ "type": "message", "message": sent }), "the same message, the same form");
    let answer = talk.say(&talk.doctor, "seen").await;
    doctor.next("message").await;
    talk.patient.put("/messages/read-status", json!({ "message_ids": [answer["id"]] })).await.expect(200);
    let read = doctor.next("read").await;
    assert_eq!((&read["message_ids"], &read["reader_role"]), (&json!([answer["id"]]), &json!("patient")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_comes_back_gets_what_it_missed_and_nothing_twice() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let seen = talk.say(&talk.patient, "seen").await["id"].as_str().unwrap().to_owned();
    for number in 0..3 {
        talk.say(&talk.patient, &format!("missed {number}")).await;
    }
    let path = format!("{}?after={seen}", talk.socket_path());
    let sending = async {
        for number in 0..10 {
            talk.say(&talk.patient, &format!("live {number}")).await;
        }
    };
    let listening = async {
        let mut doctor = talk.doctor.socket(&path).await;
        let history = doctor.next("history").await;
        let mut ids: Vec<String> =
            history["messages"].as_array().unwrap().iter().map(|message| message["id"].to_string()).collect();
        while ids.len() < 13 {
            ids.push(doctor.next("message").await["message"]["id"].to_string());
        }
        doctor.expect_no("message").await;
        ids
    };
    let ((), ids) = tokio::join!(sending, listening);
    assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (13, 13));
    let nowhere =
        talk.doctor.handshake(&format!("{}?after={}&token={}", talk.socket_path(), Uuid::nil(), talk.doctor.token()));
    assert_eq!(Socket::open(nowhere).await.err().unwrap().0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_comes_three_ways_and_a_refusal_comes_before_the_upgrade() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let (path, token) = (talk.socket_path(), talk.doctor.token().to_owned());
    let by_query = talk.doctor.handshake(&format!("{path}?token={token}"));
    Socket::open(by_query).await.ok().unwrap().next("history").await;
    let mut by_protocol = talk.doctor.handshake(&path);
    by_protocol.headers_mut().insert("Sec-WebSocket-Protocol", format!("bearer, {token}").parse().unwrap());
    let mut socket = Socket::open(by_protocol).await.ok().unwrap();
    assert_eq!(socket.protocol.as_deref(), Some("bearer"));
    socket.next("history").await;
    let refused = async |path: &str| {
        let (status, body) = Socket::open(app.anonymous().handshake(path)).await.err().unwrap();
        assert_eq!(body["success"], false, "{body}");
        status
    };
    assert_eq!(refused(&path).await, 401);
    assert_eq!(refused(&format!("{path}?token=nonsense")).await, 401);
    assert_eq!(refused(&format!("{path}?token={}", talk.doctor.refresh_token)).await, 401);
    let stranger = app.patient("Stranger").await;
    assert_eq!(refused(&format!("{path}?token={}", stranger.token())).await, 403);
    let nowhere = format!("/chats/ws/{}?token={token}", Uuid::nil());
    assert_eq!(refused(&nowhere).await, 403, "whether there is a chat or none");
    let hospital = app.hospital(&talk.admin, "Mustapha").await;
    assert_eq!(refused(&format!("{path}?token={}", hospital.token())).await, 403);
    assert_eq!(refused(&format!("/chats/ws/nonsense?token={token}")).await, 400);
    talk.doctor.get(&path).await.refused(400, "Upgrade");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_a_parent_is_let_into_the_childs_chat() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let parent = app.patient("Leila").await;
    app.guard(&parent, talk.patient.id).await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    let mut socket = parent.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    socket.next("history").await;
    socket.send(json!({ "type": "message", "message": "her mother here" })).await;
    let frame = doctor.next("message").await;
    assert_eq!(frame["message"]["sent_by_user_id"], json!(parent.user));
    assert_eq!(frame["message"]["sender_id"], json!(talk.patient.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_sockets_do_not_outlive_what_opened_them() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let path = talk.socket_path();
    let other_device = app.log_in(&talk.patient.email).await;
    let (mut leaving, mut staying) = (talk.patient.socket(&path).await, other_device.socket(&path).await);
    let mut doctor = talk.doctor.socket(&path).await;
    for socket in [&mut leaving, &mut staying, &mut doctor] {
        socket.next("history").await;
    }
    talk.patient.post("/auth/logout", json!({})).await.expect(200);
    assert_eq!(leaving.close_code().await, 1008, "signed out");
    talk.say(&other_device, "still here").await;
    assert_eq!(staying.next("message").await["message"]["message"], "still here");
    doctor.next("message").await;
    talk.end_treatment().await;
    assert_eq!(doctor.close_code().await, 1008, "the treatment ended");
    staying.send(json!({ "type": "message", "message": "nobody there" })).await;
    assert_eq!(staying.next("error").await["code"], "FORBIDDEN");
    app.wait(TimeDelta::minutes(61));
    assert_eq!(staying.close_code().await, 1008, "the token expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_bad_frames_get_an_error_and_hurt_nobody() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    let mut patient = talk.patient.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    let mut field_at_fault = async |frame: Message| {
        patient.send_raw(frame).await;
        let error = patient.next("error").await;
        assert!(error["code"].is_string() && error["message"].is_string(), "{error}");
        error["details"]["field"].as_str().unwrap_or_default().to_owned()
    };
    let text = |value: Value| Message::text(value.to_string());
    assert_eq!(field_at_fault(Message::text("no JSON")).await, "body");
    field_at_fault(Message::text("[1,2]")).await;
    assert_eq!(field_at_fault(text(json!({ "message": "no type" }))).await, "type");
    assert_eq!(field_at_fault(text(json!({ "type": "dance" }))).await, "type");
    assert_eq!(field_at_fault(text(json!({ "type": 7 }))).await, "type");
    assert_eq!(field_at_fault(text(json!({ "type": "message", "message": "x".repeat(4_001) }))).await, "message");
    assert_eq!(field_at_fault(text(json!({ "type": "message" }))).await, "message");
    assert_eq!(field_at_fault(text(json!({ "type": "read", "message_ids": ["x"] }))).await, "message_ids[0]");
    assert_eq!(field_at_fault(text(json!({ "type": "read", "up_to": Uuid::nil() }))).await, "up_to");
    assert_eq!(field_at_fault(Message::text(format!("{}1", "[".repeat(60_000)))).await, "body");
    assert_eq!(field_at_fault(Message::text("x".repeat(1_000_000))).await, "frame");
    field_at_fault(Message::binary(vec![1, 2, 3])).await;
    patient.send(json!({ "type": "message", "message": "and still served" })).await;
    assert_eq!(doctor.next("message").await["message"]["message"], "and still served");
    patient.send_raw(Message::text("x".repeat(1_100_000))).await;
    assert_eq!(patient.close_code().await, 1009);
    talk.say(&talk.doctor, "hello?").await;
    assert_eq!(doctor.next("message").await["message"]["message"], "hello?");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_ends_one_socket_and_the_other_side_is_served() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    let mut patient = talk.patient.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    for _ in 0..1_000 {
        if patient.try_send(json!({ "type": "typing" })).await.is_err() {
            break;
        }
    }
    let mut refused = 0;
    let close = loop {
        match patient.any().await {
            Ok(frame) if frame["code"] == "rate_limited" => refused += 1,
            Ok(_) => {}
            Err(close) => break close,
        }
    };
    // More where the machine stood still for a second: a quiet one forgives.
    assert!(refused >= 200, "{refused}");
    assert!(close.is_none_or(|close| u16::from(close.code) == 1008));
    talk.say(&talk.patient, "by REST").await;
    assert_eq!(doctor.next("message").await["message"]["message"], "by REST");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_21_idle_sockets_hold_no_database_connection() {
    let app = TestApp::builder().with("LIFELINE__SERVER__MAX_SOCKETS_PER_USER", "16").start().await;
    let talk = app.talk().await;
    let path = talk.socket_path();
    let opening = (0..15).flat_map(|_| [talk.doctor.socket(&path), talk.patient.socket(&path)]);
    let mut sockets = join_all(opening).await;
    for socket in &mut sockets {
        socket.next("history").await;
    }
    assert_eq!(app.wired.sockets.count(), 30);
    e2e::until("a pool at rest", async || app.wired.database.pool_in_use_and_open().0 == 0).await;
    let asking = (0..16).map(|_| talk.doctor.get("/chats"));
    let answers = tokio::time::timeout(Duration::from_secs(20), join_all(asking)).await.expect("answers in time");
    assert!(answers.iter().all(|answer| answer.status == 200));
    talk.say(&talk.patient, "to everybody").await;
    for socket in &mut sockets {
        assert_eq!(socket.next("message").await["message"]["message"], "to everybody");
    }
    let _seat = talk.doctor.socket(&path).await;
    let one_more = talk.doctor.handshake(&format!("{path}?token={}", talk.doctor.token()));
    assert_eq!(Socket::open(one_more).await.err().unwrap().0, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_server_stops_sockets_are_told() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    let (code, ()) = tokio::join!(doctor.close_code(), app.wired.sockets.close_all(Duration::from_secs(5)));
    assert_eq!((code, app.wired.sockets.count()), (1001, 0));
    let late = talk.doctor.handshake(&format!("{}?token={}", talk.socket_path(), talk.doctor.token()));
    assert_eq!(Socket::open(late).await.err().unwrap().0, 503);
}
