//! A socket whose client does not read: it costs little, ends in time, and hurts nobody.

use std::time::{Duration, Instant};

use e2e::TestApp;
use serde_json::json;

/// More than the connection's buffers and the server's queue hold, at 24 KB each as JSON.
const MISSED: usize = 600;

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_whoever_does_not_read_is_signed_out_in_time_too() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let first = talk.say(&talk.doctor, &"\u{1F642}".repeat(3_000)).await;
    repeat(&app).await;
    let path = format!("{}?after={}", talk.socket_path(), first["id"].as_str().unwrap());
    let _deaf = talk.patient.socket(&path).await;
    // Until every buffer on the way is full.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(app.wired.sockets.count(), 1);
    talk.patient.post("/auth/logout", json!({})).await.expect(200);
    let signed_out = Instant::now();
    while app.wired.sockets.count() > 0 {
        assert!(signed_out.elapsed() < Duration::from_secs(5), "the seat is still taken");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let patient = app.log_in(&talk.patient.email).await;
    let mut socket = patient.socket(&path).await;
    let mut caught_up = 0;
    while caught_up < MISSED {
        let frame = socket.next("history").await;
        let size = frame.to_string().len();
        assert!(size < 66 * 1024, "a frame of {size} bytes");
        for message in frame["messages"].as_array().unwrap() {
            caught_up += 1;
            assert_eq!(message["sequence"], json!(caught_up + 1), "oldest first, without gaps");
        }
    }
    socket.expect_no("history").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_does_not_wait_for_who_does_not_read() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let first = talk.say(&talk.doctor, &"\u{1F642}".repeat(3_000)).await;
    repeat(&app).await;
    let after = first["id"].as_str().unwrap();
    let _deaf = talk.patient.socket(&format!("{}?after={after}", talk.socket_path())).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    app.wired.sockets.close_all(Duration::from_secs(5)).await;
    assert_eq!(app.wired.sockets.count(), 0);
}

/// The one message that there is, again and again: by the API it would take minutes.
async fn repeat(app: &TestApp) {
    let id = "'00000000-0000-7000-8000-' || CAST(100000000000 + n AS TEXT)";
    let id = if app.wired.database.serves_one_process() { id.to_owned() } else { format!("CAST({id} AS uuid)") };
    let shared = "chat_id, sender_role, sent_by_user_id, sender_id, receiver_id, message, message_type, is_read, \
                  search_key, created_at";
    let insert = format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {MISSED})
         INSERT INTO messages (id, sequence, {shared}) SELECT {id}, sequence + n, {shared} FROM messages, numbers
         RETURNING CAST(sequence AS TEXT) AS line"
    );
    assert_eq!(app.lines(&insert).await.len(), MISSED);
}
