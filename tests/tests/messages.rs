//! Messages over REST: lists and their parts, threads, bad input, what it costs.

use e2e::{Talk, TestApp};
use serde_json::{Value, json};
use uuid::Uuid;

fn words(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["message"].as_str().unwrap()).collect()
}

async fn seven(app: &TestApp) -> (Talk, Vec<String>) {
    let talk = app.talk().await;
    let mut ids = Vec::new();
    for word in ["one", "two", "three", "four", "five", "six", "seven"] {
        ids.push(talk.say(&talk.patient, word).await["id"].as_str().unwrap().to_owned());
    }
    (talk, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_read_in_parts_both_ways() {
    let app = TestApp::start().await;
    let (talk, ids) = seven(&app).await;
    let base = format!("/chats/{}/messages", talk.chat);
    let get = async |query: &str| talk.doctor.get(&format!("{base}?limit=3{query}")).await;
    let first = get("").await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(words(&first.rows()), ["seven", "six", "five"]);
    assert_eq!(words(&get(&format!("&cursor={cursor}")).await.rows()), ["four", "three", "two"]);
    assert_eq!(words(&get(&format!("&before={}", ids[2])).await.rows()), ["two", "one"]);
    assert_eq!(words(&get(&format!("&before={}", ids[0])).await.rows()), [""; 0]);
    let after = get(&format!("&after={}", ids[1])).await;
    let cursor = after.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(words(&after.rows()), ["five", "four", "three"]);
    assert_eq!(words(&get(&format!("&after={}&cursor={cursor}", ids[1])).await.rows()), ["seven", "six"]);
    let paged = get("&page=3").await;
    assert_eq!(paged.body["meta"]["total"], 7);
    assert_eq!(words(&paged.rows()), ["one"]);
    assert_eq!(words(&get("&search=E").await.rows()), ["seven", "five", "three"]);
    for alias in [format!("/messages/chat/{}?limit=1", talk.chat), format!("/messages?chat_id={}&limit=1", talk.chat)] {
        assert_eq!(words(&talk.doctor.get(&alias).await.rows()), ["seven"]);
    }
    get(&format!("&before={}", Uuid::nil())).await.refused(404, "before");
    get(&format!("&after={}", Uuid::nil())).await.refused(404, "after");
    get(&format!("&before={}&after={}", ids[0], ids[1])).await.refused(400, "after");
    get("&before=x").await.refused(400, "before");
    get("&cursor=zz").await.refused(400, "cursor");
    talk.doctor.get("/messages").await.refused(400, "chat_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_16_chat_lists_are_filled_filtered_and_ordered() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let second = app.patient("Samir Ziane").await;
    app.treat(&talk.admin, &talk.doctor, second.id).await;
    let pair = json!({ "doctor_id": talk.doctor.id, "patient_id": second.id });
    let quiet = talk.doctor.post("/chats", pair).await.expect(201);
    talk.say(&talk.patient, "It hurts at NIGHT, 50%").await;
    let names = async |query: &str| {
        let rows = talk.doctor.get(&format!("/chats?{query}")).await.rows();
        rows.iter().map(|row| row["patient"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(",")
    };
    assert_eq!(names("").await, "Nadia Haddad,Samir Ziane");
    for query in
        ["is_active=true", "unread=true", "search=nadia", "search=night", "search=50%25", "status=open&unread=true"]
    {
        assert_eq!(names(query).await, "Nadia Haddad", "{query}");
    }
    for query in ["is_active=false", "unread=false", &format!("patient_id={}", second.id), "search=ZIANE"] {
        assert_eq!(names(query).await, "Samir Ziane", "{query}");
    }
    assert_eq!(names("search=5%25").await, "");
    assert_eq!(names("status=closed").await, "");
    let first = talk.doctor.get("/chats?limit=1").await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(names(&format!("limit=1&cursor={cursor}")).await, "Samir Ziane");
    assert_eq!(talk.doctor.get("/chats?page=1").await.body["meta"]["total"], 2);
    second.post("/messages", json!({ "chat_id": quiet["id"], "message": "hello" })).await.expect(201);
    assert_eq!(names("").await, "Samir Ziane,Nadia Haddad");
    let row = talk.doctor.get("/chats").await.rows().remove(0);
    assert!(row["last_message"]["id"].is_string() && row["last_message_at"].is_string() && row["unread_count"] == 1);
    for bad in ["is_active=maybe", "status=ajar", "patient_id=x", "sort=oldest", "limit=0", "cursor=00"] {
        let field = bad.split('=').next().unwrap();
        talk.doctor.get(&format!("/chats?{bad}")).await.refused(400, field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_closed_put_away_and_searched() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    talk.say(&talk.patient, "Déjà better").await;
    let thread = format!("/chat/threads/{}", talk.chat);
    let stand = async |status: &str| talk.doctor.patch(&format!("{thread}/status"), json!({ "status": status })).await;
    stand("archived").await.expect(200);
    assert!(talk.doctor.get("/chat/threads").await.rows().is_empty());
    assert_eq!(talk.doctor.get("/chat/threads?include_archived=true&sort=recent").await.rows().len(), 1);
    assert_eq!(talk.patient.get("/chat/threads").await.rows().len(), 1, "put away for oneself alone");
    assert_eq!(talk.doctor.get("/chat/threads/unread-count").await.expect(200)["unread_count"], 0);
    let sent = talk.patient.post(&format!("{thread}/messages"), json!({ "content": "and again" })).await.expect(201);
    assert_eq!(sent["message"], "and again");
    assert_eq!(talk.doctor.get("/chat/threads").await.rows().len(), 1, "a new message brings it back");
    assert_eq!(talk.doctor.get("/chat/threads/unread-count").await.expect(200)["unread_count"], 2);
    stand("closed").await.expect(200);
    talk.patient.post(&format!("{thread}/messages"), json!({ "content": "still?" })).await.expect(409);
    assert_eq!(talk.patient.get("/chat/threads?status=closed").await.rows().len(), 1);
    stand("open").await.expect(200);
    let found = talk.doctor.get(&format!("{thread}/messages/search?query=deja")).await.rows();
    assert_eq!(words(&found), ["Déjà better"]);
    talk.doctor.get(&format!("{thread}/messages/search")).await.refused(400, "query");
    let read = format!("/chat/messages/{}/read", sent["id"].as_str().unwrap());
    assert_eq!(talk.doctor.patch(&read, json!({})).await.expect(200)["is_read"], true);
    stand("ajar").await.refused(400, "status");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_bad_input_is_refused_by_its_field() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let nobody = Uuid::nil();
    let send = async |field: &str, value: Value, status: u16| {
        let mut body = json!({ "chat_id": talk.chat, "message": "hello" });
        body[field] = value;
        talk.patient.post("/messages", body).await.refused(status, field);
    };
    send("chat_id", json!(null), 400).await;
    send("chat_id", json!("x"), 400).await;
    send("chat_id", json!(nobody), 404).await;
    send("message", json!(""), 400).await;
    send("message", json!(" \n"), 400).await;
    send("message", json!("x".repeat(4_001)), 400).await;
    send("message", json!("nul\u{0}"), 400).await;
    send("message", json!(7), 400).await;
    send("content", json!("another"), 400).await;
    send("message_type", json!("video"), 400).await;
    send("file_details", json!("photo.png"), 400).await;
    send("file_details", json!({ "x": "y".repeat(5_000) }), 400).await;
    send("document_id", json!("x"), 400).await;
    send("document_id", json!(nobody), 404).await;
    send("ai_session_id", json!(nobody), 404).await;
    send("client_message_id", json!(" "), 400).await;
    let details = json!({ "chat_id": talk.chat, "file_details": { "document_id": nobody } });
    talk.patient.post("/messages", details).await.refused(404, "document_id");
    let read =
        async |body: Value, field: &str| talk.patient.put("/messages/read-status", body).await.refused(400, field);
    read(json!({}), "message_ids").await;
    read(json!({ "message_ids": "all" }), "message_ids").await;
    read(json!({ "message_ids": vec![nobody; 101] }), "message_ids").await;
    read(json!({ "message_ids": [], "chat_id": talk.chat }), "chat_id").await;
    read(json!({ "message_ids": [], "is_read": false }), "is_read").await;
    let up_to = json!({ "chat_id": talk.chat, "up_to": nobody });
    talk.patient.put("/messages/read-status", up_to).await.refused(404, "up_to");
    talk.patient.get("/chats/nonsense").await.refused(400, "chat_id");
    let photo = json!({ "chat_id": talk.chat, "message_type": "image", "file_details": { "name": "rash.png" } });
    let sent = talk.patient.post("/messages", photo).await.expect(201);
    assert_eq!((&sent["message"], &sent["file_details"]["name"]), (&json!(""), &json!("rash.png")));
    let emoji = "🩺 ".repeat(2_000);
    assert_eq!(talk.say(&talk.patient, &emoji).await["message"], json!(emoji));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_one_query_and_a_message_is_few() {
    let app = TestApp::start().await;
    let (talk, _) = seven(&app).await;
    talk.doctor.get("/chats").await.expect(200);
    let (_, list) = app.statements_during(talk.doctor.get("/chats")).await;
    assert!(list <= 2, "{list}");
    let (_, messages) = app.statements_during(talk.messages(&talk.doctor)).await;
    assert!(messages <= 2, "{messages}");
    let (_, one) = app.statements_during(talk.seen_by(&talk.doctor)).await;
    assert!(one <= 2, "{one}");
    let (_, sent) = app.statements_during(talk.say(&talk.doctor, "counted")).await;
    assert!(sent <= 8, "{sent}");
    let body = json!({ "chat_id": talk.chat, "message": "counted", "client_message_id": "a" });
    let (_, sent) = app.statements_during(talk.doctor.post("/messages", body)).await;
    assert!(sent <= 8, "{sent}");
}
