//! The assistant's socket: an interview held over it, by REST meanwhile, with a bad client, and by whom.

use chrono::TimeDelta;
use e2e::{Person, Socket, TestApp};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

async fn start(person: &Person, patient: Uuid) -> String {
    let session = person.post("/ai/sessions", json!({ "patient_id": patient })).await.expect(201);
    session["id"].as_str().unwrap().to_owned()
}

fn place(session: &str) -> String {
    format!("/ai-assistant/ws/{session}")
}

fn text(frame: &Value) -> String {
    frame["message"].as_str().unwrap_or_else(|| panic!("no message: {frame}")).to_owned()
}

async fn say(socket: &mut Socket, words: &str) -> Value {
    socket.send(json!({ "message": words })).await;
    socket.next("ai_response").await
}

async fn turns(person: &Person, session: &str) -> Vec<Value> {
    person.get(&format!("/ai/sessions/{session}/messages")).await.rows()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_is_held_from_the_greeting_to_the_summary() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&place(&session)).await;
    let greeting = socket.any().await.unwrap();
    assert_eq!((&greeting["type"], &greeting["isSummary"]), (&json!("system"), &json!(false)));
    assert!(text(&greeting).contains('?'), "{greeting}");
    let facts = ["dull headache on both sides for 3 days", "amlodipine 5 mg", "allergic to penicillin", "cousin Leila"];
    socket.send(json!({ "type": "message", "message": facts[0] })).await;
    assert_eq!(socket.any().await.unwrap(), json!({ "type": "status", "status": "thinking" }));
    let mut said = socket.any().await.unwrap();
    let mut asked = 0;
    while said["isSummary"] == json!(false) {
        asked += 1;
        assert_eq!((&said["type"], &said["question_count"]), (&json!("ai_response"), &json!(asked)), "{said}");
        assert_eq!((&said["urgency"], &said["source"]), (&json!("routine"), &json!("rules")));
        assert!(text(&said).matches('?').count() == 1 && asked <= 9, "{said}");
        said = say(&mut socket, &format!("I think it is {}", facts[1 + asked % 3])).await;
    }
    for fact in facts {
        assert!(text(&said).contains(fact), "{fact} is missing in {}", text(&said));
    }
    let stored = nadia.get(&format!("/ai/sessions/{session}")).await.expect(200);
    assert_eq!((&stored["summary"], &stored["status"]), (&said["message"], &json!("summarised")));
    let last = turns(&nadia, &session).await.pop().unwrap();
    assert_eq!((&last["id"], &last["isSummary"]), (&said["message_id"], &json!(true)));
    let more = say(&mut socket, "It also wakes me at night").await;
    assert!(more["isSummary"] == json!(true) && text(&more).contains("wakes me at night"), "{more}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_finishes_early_and_hears_of_the_end() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&place(&session)).await;
    say(&mut socket, "sore throat since Monday").await;
    socket.send(json!({ "type": "finish" })).await;
    let summary = socket.next("ai_response").await;
    assert!(summary["isSummary"] == json!(true) && text(&summary).contains("sore throat since Monday"), "{summary}");
    let path = format!("/ai/sessions/{session}");
    nadia.put(&format!("{path}/summary"), json!({ "summary": "Sore throat, 2 days" })).await.expect(200);
    let own = socket.next("ai_response").await;
    assert_eq!((&own["message"], &own["source"]), (&json!("Sore throat, 2 days"), &json!("user")));
    socket.send(json!({ "message": "one more thing" })).await;
    assert_eq!(socket.next("error").await["code"], "CONFLICT", "the summary is final");
    nadia.put(&format!("{path}/end"), json!({})).await.expect(200);
    for frame in [json!({ "type": "finish" }), json!({ "message": "hello?" })] {
        socket.send(frame).await;
        assert_eq!(socket.next("error").await["code"], "CONFLICT", "the interview has ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn socket_and_rest_are_one_interview() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let (mut phone, mut tablet) = (nadia.socket(&place(&session)).await, nadia.socket(&place(&session)).await);
    let by_socket = say(&mut phone, "sore throat").await;
    assert_eq!(tablet.next("ai_response").await, by_socket, "two devices hear the same");
    phone.close().await;
    let answer = json!({ "session_id": session, "message": "since Monday" });
    let by_rest = nadia.post("/ai/messages", answer).await.expect(201);
    let heard = tablet.next("ai_response").await;
    assert_eq!((&heard["message_id"], &heard["message"]), (&by_rest["id"], &by_rest["message"]));
    let third = say(&mut tablet, "it gets worse in the evening").await;
    assert_eq!(third["question_count"].as_i64(), by_rest["question_count"].as_i64().map(|count| count + 1));
    let stored = turns(&nadia, &session).await;
    let words: Vec<&str> = stored.iter().filter_map(|turn| turn["message"].as_str()).collect();
    assert_eq!(words, ["sore throat", "since Monday", "it gets worse in the evening"]);
    assert_eq!(stored[2]["question"], by_socket["message"], "the answer by REST is to the question by socket");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_gets_what_was_missed() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&place(&session)).await;
    let greeting = socket.next("system").await;
    let first = say(&mut socket, "sore throat").await;
    socket.close().await;
    let answer = json!({ "session_id": session, "message": "since Monday" });
    let missed = nadia.post("/ai/messages", answer).await.expect(201);
    let replayed = async |after: Option<&Value>| {
        let after = after.map_or(String::new(), |id| format!("?after={}", id.as_str().unwrap()));
        let mut socket = nadia.socket(&format!("{}{after}", place(&session))).await;
        let mut frame = socket.any().await.unwrap();
        if frame["type"] == "system" {
            assert_eq!(frame, greeting);
            frame = socket.any().await.unwrap();
        }
        assert_eq!(frame["type"], "history");
        socket.expect_no("history").await;
        frame["messages"].as_array().unwrap().iter().map(|turn| turn["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(replayed(None).await, [first["message_id"].clone(), missed["id"].clone()]);
    assert_eq!(replayed(Some(&greeting["message_id"])).await, [first["message_id"].clone(), missed["id"].clone()]);
    assert_eq!(replayed(Some(&first["message_id"])).await, [missed["id"].clone()]);
    assert!(replayed(Some(&missed["id"])).await.is_empty());
    let mut again = nadia.socket(&format!("{}?after={}", place(&session), missed["id"].as_str().unwrap())).await;
    assert!(again.next("history").await["messages"].as_array().unwrap().is_empty());
    assert_eq!(say(&mut again, "both sides").await["question_count"], json!(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_come_before_the_whole_where_asked_for() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&format!("{}?stream=true", place(&session))).await;
    socket.next("system").await;
    socket.send(json!({ "message": "sore throat" })).await;
    assert_eq!(socket.any().await.unwrap()["type"], "status");
    let mut pieces = Vec::new();
    let whole = loop {
        let frame = socket.any().await.unwrap();
        if frame["type"] == "ai_response" {
            break frame;
        }
        assert_eq!(frame["type"], "delta");
        pieces.push(frame);
    };
    assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece["message_id"] == whole["message_id"]));
    let joined: String = pieces.iter().map(|piece| piece["delta"].as_str().unwrap()).collect();
    assert_eq!(joined, text(&whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_flag_is_answered_at_once_and_the_summary_comes_by_itself() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    for (words, begins) in [
        ("I have crushing chest pain and I can't breathe", "This may be an emergency"),
        ("J'ai mal à la poitrine et je suis essoufflé", "Cela peut être une urgence"),
        ("je veux en finir avec la vie", "Cela peut être une urgence"),
    ] {
        let session = start(&nadia, nadia.id).await;
        let mut socket = nadia.socket(&place(&session)).await;
        let advice = say(&mut socket, words).await;
        assert_eq!((&advice["urgency"], &advice["isSummary"]), (&json!("emergency"), &json!(false)), "{words}");
        assert!(text(&advice).starts_with(begins) && text(&advice).contains("112"), "{advice}");
        let summary = socket.next("ai_response").await;
        assert_eq!((&summary["urgency"], &summary["isSummary"]), (&json!("emergency"), &json!(true)), "{words}");
        assert!(text(&summary).contains(words), "{summary}");
    }
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&place(&session)).await;
    let calm = say(&mut socket, "I have no chest pain and no trouble breathing, only a cough since Monday").await;
    assert_eq!((&calm["urgency"], &calm["isSummary"]), (&json!("routine"), &json!(false)), "{calm}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_gets_fixed_advice_and_the_doctors_help() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&place(&session)).await;
    let words = "Tengo mucho dolor de cabeza desde ayer";
    let advice = say(&mut socket, words).await;
    assert!(text(&advice).contains("your doctor can help") && text(&advice).contains("112"), "{advice}");
    let summary = socket.next("ai_response").await;
    assert!(summary["isSummary"] == json!(true) && text(&summary).contains(words), "{summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_bad_frames_get_an_error_and_the_interview_goes_on() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&place(&session)).await;
    socket.next("system").await;
    let mut refused = async |frame: Message| {
        socket.send_raw(frame).await;
        let error = socket.any().await.unwrap();
        assert_eq!(error["type"], "error", "{error}");
        assert!(error["code"].is_string() && error["message"].is_string(), "{error}");
        error["details"]["field"].as_str().unwrap_or_default().to_owned()
    };
    let json = |value: Value| Message::text(value.to_string());
    assert_eq!(refused(Message::text("no JSON")).await, "body");
    assert_eq!(refused(Message::text("{\"message\":\"cut o")).await, "body");
    refused(Message::text("[1]")).await;
    assert_eq!(refused(json(json!({}))).await, "message");
    assert_eq!(refused(json(json!({ "message": " " }))).await, "message");
    assert_eq!(refused(json(json!({ "message": null }))).await, "message");
    assert_eq!(refused(json(json!({ "message": 7 }))).await, "message");
    assert_eq!(refused(json(json!({ "message": "nul\u{0}" }))).await, "message");
    assert_eq!(refused(json(json!({ "message": "x".repeat(4_001) }))).await, "message");
    assert_eq!(refused(json(json!({ "message": "a", "content": "b" }))).await, "content");
    assert_eq!(refused(json(json!({ "type": "dance", "message": "x" }))).await, "type");
    assert_eq!(refused(Message::text("x".repeat(100_000))).await, "frame");
    refused(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(turns(&nadia, &session).await.len(), 1, "nothing was taken for an answer");
    assert_eq!(say(&mut socket, "sore throat").await["question_count"], json!(1));
    socket.send_raw(Message::text("x".repeat(1_100_000))).await;
    assert_eq!(socket.close_code().await, 1009);
    let mut again = nadia.socket(&place(&session)).await;
    assert_eq!(say(&mut again, "since Monday").await["question_count"], json!(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_only_the_family_holds_an_interview() {
    let app = TestApp::start().await;
    let (admin, nadia, stranger) = (app.admin().await, app.patient("Nadia").await, app.patient("Stranger").await);
    let (doctor, hospital) = (app.doctor(&admin, "Amina").await, app.hospital(&admin, "Mustapha").await);
    app.treat(&admin, &doctor, nadia.id).await;
    app.register(&admin, &hospital, nadia.id).await;
    let session = start(&nadia, nadia.id).await;
    let refused = async |query: &str| {
        let (status, body) = Socket::open(app.anonymous().handshake(query)).await.err().expect("a refusal");
        assert_eq!(body["success"], false, "{body}");
        status
    };
    let with = |person: &Person| format!("{}?token={}", place(&session), person.token());
    assert_eq!(refused(&place(&session)).await, 401);
    assert_eq!(refused(&format!("{}?token=nonsense", place(&session))).await, 401);
    assert_eq!(refused(&format!("{}?token={}", place(&session), nadia.refresh_token)).await, 401);
    assert_eq!(refused(&with(&stranger)).await, 403, "somebody else's interview is private");
    let nowhere = format!("{}?token={}", place(&Uuid::nil().to_string()), nadia.token());
    assert_eq!(refused(&nowhere).await, 403, "whether there is one or none");
    assert_eq!(refused(&with(&doctor)).await, 403);
    assert_eq!(refused(&with(&hospital)).await, 403);
    assert_eq!(refused(&format!("/ai-assistant/ws/nonsense?token={}", nadia.token())).await, 400);
    assert_eq!(refused(&format!("{}&after=nonsense", with(&nadia))).await, 400);
    nadia.get(&place(&session)).await.refused(400, "Upgrade");
    assert_eq!(turns(&nadia, &session).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_a_parent_speaks_for_the_child() {
    let app = TestApp::start().await;
    let leila = app.patient("Leila").await;
    let child = json!({ "relation": "child", "patient": { "name": "Sami", "dob": "2019-05-01" } });
    let added = leila.post("/mappings/user-patient", child).await.expect(201);
    let sami: Uuid = added["patient_id"].as_str().unwrap().parse().unwrap();
    let session = start(&leila, sami).await;
    let mut socket = leila.socket(&place(&session)).await;
    socket.next("system").await;
    let asked = say(&mut socket, "My son has had a cough since Monday").await;
    assert_eq!((&asked["isSummary"], &asked["urgency"]), (&json!(false), &json!("routine")), "{asked}");
    let father = app.patient("Karim").await;
    assert_eq!(
        Socket::open(father.handshake(&format!("{}?token={}", place(&session), father.token()))).await.err().unwrap().0,
        403
    );
    app.guard(&father, sami).await;
    let mut of_father = father.socket(&place(&session)).await;
    say(&mut of_father, "He also has a fever").await;
    let relations = father.get(&format!("/mappings/user-patient?user_id={}", father.user)).await.rows();
    let to_sami = relations.iter().find(|relation| relation["patient_id"] == json!(sami)).expect("a relation");
    father.delete(&format!("/mappings/user-patient/{}", to_sami["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(of_father.close_code().await, 1008, "he no longer acts for the child");
    assert_eq!(turns(&leila, &session).await.len(), 3);
    leila.post("/auth/logout", json!({})).await.expect(200);
    assert_eq!(socket.close_code().await, 1008, "signed out");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_the_socket_ends_with_its_token() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia, nadia.id).await;
    let mut socket = nadia.socket(&place(&session)).await;
    socket.next("system").await;
    app.wait(TimeDelta::minutes(61));
    assert_eq!(socket.close_code().await, 1008);
}
