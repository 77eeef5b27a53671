//! Lists that were once given whole: sessions, and the turns of an interview.

use std::time::Duration;

use e2e::{Person, Socket, TestApp};
use serde_json::{Value, json};

/// A list in pages of this size, by cursor, each with what it answered beside the rows.
async fn pages(person: &Person, path: &str, limit: usize) -> Vec<Vec<Value>> {
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let reply = person.get(&format!("{path}?limit={limit}{cursor}")).await;
        let next = reply.body["meta"]["next_cursor"].as_str().map(str::to_owned);
        assert_eq!(reply.body["meta"]["limit"], limit);
        pages.push(reply.rows());
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
    }
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_come_in_pages_newest_first() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    for _ in 0..4 {
        app.log_in(&nadia.email).await;
    }
    let all = nadia.get("/auth/sessions").await.rows();
    assert_eq!(all.len(), 5);
    assert_eq!(all[4]["is_current"], true);
    let pages = pages(&nadia, "/auth/sessions", 2).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(ids(&pages.concat()), ids(&all));
    let second = nadia.get("/auth/sessions?page=2&limit=2").await;
    assert_eq!(
        second.body["meta"],
        json!({ "page": 2, "limit": 2, "total": 5, "next_cursor": second.body["meta"]["next_cursor"] })
    );
    assert_eq!(ids(&second.rows()), ids(&all[2..4]));
}

async fn interview(person: &Person) -> String {
    let session = person.post("/ai/sessions", json!({ "patient_id": person.id })).await.expect(201);
    session["id"].as_str().unwrap().to_owned()
}

async fn say(person: &Person, session: &str, words: &str) -> Value {
    person.post("/ai/messages", json!({ "session_id": session, "message": words })).await.expect(201)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_is_read_in_pages_and_from_a_turn_on() {
    let app = TestApp::start().await;
    let (nadia, karim) = (app.patient("Nadia").await, app.patient("Karim").await);
    let (session, other) = (interview(&nadia).await, interview(&karim).await);
    for words in ["sore throat", "since Monday", "in the throat"] {
        say(&nadia, &session, words).await;
    }
    let path = format!("/ai/sessions/{session}/messages");
    let all = nadia.get(&path).await.rows();
    assert_eq!(all.len(), 4);
    let pages = pages(&nadia, &path, 3).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(ids(&pages.concat()), ids(&all));
    let second = nadia.get(&format!("{path}?page=2&limit=3")).await;
    assert_eq!((&second.body["meta"]["total"], &second.body["meta"]["page"]), (&json!(4), &json!(2)));
    assert_eq!(ids(&second.rows()), ids(&all[3..]));

    let after = |turn: &Value| format!("{path}?after={}", turn["id"].as_str().unwrap());
    assert_eq!(ids(&nadia.get(&after(&all[0])).await.rows()), ids(&all[1..]));
    assert!(nadia.get(&after(&all[3])).await.rows().is_empty());
    let counted = nadia.get(&format!("{}&page=1&limit=2", after(&all[0]))).await;
    assert_eq!(counted.body["meta"]["total"], 3);
    let foreign = karim.get(&format!("/ai/sessions/{other}/messages")).await.rows()[0].clone();
    for unknown in [&foreign, &json!({ "id": session })] {
        nadia.get(&after(unknown)).await.refused(404, "after");
    }
    let ((), statements) = app.statements_during(async { drop(nadia.get(&path).await.rows()) }).await;
    assert!(statements <= 2, "{statements} statements");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_does_not_go_on_after_an_unknown_turn_nor_end_what_is_summarised() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = interview(&nadia).await;
    let path = format!("/ai-assistant/ws/{session}");
    let lost = nadia.handshake(&format!("{path}?after={session}&token={}", nadia.token()));
    let refused = Socket::open(lost).await.err().unwrap();
    assert_eq!((refused.0, &refused.1["error"]["details"]["field"]), (404, &json!("after")));
    let mut socket = nadia.socket(&path).await;
    socket.send(json!({ "message": "I have crushing chest pain and I can't breathe" })).await;
    while socket.next("ai_response").await["isSummary"] == json!(false) {}
    // The turn is told a moment before the next one may be asked for.
    for _ in 0..100 {
        socket.send(json!({ "type": "finish" })).await;
        let refused = socket.next("error").await;
        assert_eq!(refused["code"], "CONFLICT");
        if refused["message"] == "the summary is there already" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    socket.send(json!({ "type": "finish" })).await;
    assert_eq!(socket.next("error").await["message"], "the summary is there already");
    assert_eq!(nadia.get(&format!("/ai/sessions/{session}/messages")).await.rows().len(), 3);
}
