use e2e::{Person, Talk, TestApp};
use serde_json::{Value, json};

/// The chat of the row with this id.
async fn block(person: &Person, path: &str, id: uuid::Uuid) -> Value {
    let rows = person.get(path).await.rows();
    let row = rows.iter().find(|row| row["id"] == json!(id)).unwrap_or_else(|| panic!("no {id} in {path}"));
    row["chat"].clone()
}

/// What lists are to show of the chat, from the chat itself.
async fn expected(talk: &Talk, person: &Person) -> Value {
    let chat = talk.seen_by(person).await;
    json!({ "id": chat["id"], "is_active": chat["is_active"], "unread_count": chat["unread_count"],
        "last_message_at": chat["last_message_at"] })
}

async fn check_blocks(talk: &Talk) {
    let own = format!("/patients/{}/doctors", talk.patient.id);
    for path in ["/doctors", "/doctors/search?q=amina", own.as_str()] {
        let shown = block(&talk.patient, path, talk.doctor.id).await;
        assert_eq!(shown, expected(talk, &talk.patient).await, "{path}");
    }
    let patients = format!("/doctors/{}/patients", talk.doctor.id);
    assert_eq!(block(&talk.doctor, &patients, talk.patient.id).await, expected(talk, &talk.doctor).await);
    assert_eq!(block(&talk.doctor, &own, talk.doctor.id).await, expected(talk, &talk.doctor).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_16_the_chat_beside_doctors_and_patients_is_what_the_chat_says() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    check_blocks(&talk).await;
    assert_eq!(block(&talk.patient, "/doctors", talk.doctor.id).await["is_active"], false);
    talk.say(&talk.patient, "one").await;
    talk.say(&talk.patient, "two").await;
    check_blocks(&talk).await;
    let patients = format!("/doctors/{}/patients", talk.doctor.id);
    let shown = block(&talk.doctor, &patients, talk.patient.id).await;
    assert_eq!((&shown["is_active"], &shown["unread_count"]), (&json!(true), &json!(2)));
    assert!(shown["last_message_at"].is_string());
    talk.doctor.put("/messages/read-status", json!({ "chat_id": talk.chat })).await.expect(200);
    talk.say(&talk.doctor, "three").await;
    check_blocks(&talk).await;
    let shown = block(&talk.patient, "/doctors", talk.doctor.id).await;
    assert_eq!((&shown["is_active"], &shown["unread_count"]), (&json!(true), &json!(1)));
    let (_, statements) = app.statements_during(talk.doctor.get(&patients)).await;
    assert!(statements <= 2, "{statements}");
    let (_, statements) = app.statements_during(talk.patient.get("/doctors")).await;
    assert!(statements <= 2, "{statements}");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_18_the_badge_beside_the_doctor_equals_the_list_of_unread_messages() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(talk.say(&talk.doctor, &format!("number {number}")).await["id"].clone());
    }
    for read in 0..=ids.len() {
        let listed = talk.messages(&talk.patient).await.iter().filter(|message| message["is_read"] == false).count();
        assert_eq!(listed, ids.len() - read);
        assert_eq!(block(&talk.patient, "/doctors", talk.doctor.id).await["unread_count"], json!(listed));
        assert_eq!(talk.patient.get("/chats?unread=true").await.rows().len(), usize::from(listed > 0));
        if let Some(id) = ids.get(read) {
            talk.patient.put(&format!("/messages/{}/read", id.as_str().unwrap()), json!({})).await.expect(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_chat_the_lists_say_so() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let colleague = app.doctor(&talk.admin, "Karim Saadi").await;
    app.treat(&talk.admin, &colleague, talk.patient.id).await;
    assert_eq!(block(&talk.patient, "/doctors", colleague.id).await, Value::Null);
    let patients = format!("/doctors/{}/patients", colleague.id);
    assert_eq!(block(&colleague, &patients, talk.patient.id).await, Value::Null, "another doctor's chat is not his");
    let other = app.patient("Other").await;
    assert_eq!(block(&other, "/doctors", talk.doctor.id).await, Value::Null, "another patient's chat is not hers");
    assert!(app.anonymous().get("/doctors").await.rows().iter().all(|row| row.get("chat").is_none()));
    let path = format!("/patients/{}/doctors", talk.patient.id);
    assert_eq!(block(&talk.admin, &path, talk.doctor.id).await, Value::Null, "who takes no part has no chat");
}
