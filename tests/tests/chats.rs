//! Chats: opening, whose turn it is, what is unread, who sees what.

use e2e::{Person, Talk, TestApp};
use serde_json::{Value, json};

/// The badge and the list agree for this side.
async fn check_badge(talk: &Talk, person: &Person, side: &str) -> usize {
    let unread = |row: &&Value| row["sender_role"] != side && row["is_read"] == false;
    let listed = talk.messages(person).await.iter().filter(unread).count();
    assert_eq!(talk.seen_by(person).await["unread_count"], json!(listed), "{side}");
    let total = person.get("/chat/threads/unread-count").await.expect(200);
    assert_eq!(total["unread_count"], json!(listed), "{side}");
    listed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_opened_once_for_a_doctor_who_treats_the_patient() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let pair = json!({ "doctor_id": talk.doctor.id, "patient_id": talk.patient.id });
    let again = talk.doctor.post("/chats", pair.clone()).await.expect(200);
    assert_eq!(again["id"], json!(talk.chat));
    assert_eq!((&again["doctor"]["name"], &again["patient"]["name"]), (&json!("Amina Benali"), &json!("Nadia Haddad")));
    let state = ["is_active_for_doctor", "is_active_for_patient", "is_active"].map(|field| &again[field]);
    assert_eq!(state, [&json!(false); 3]);
    assert_eq!((&again["status"], &again["last_message"]), (&json!("open"), &Value::Null));
    let stranger = app.doctor(&talk.admin, "Karim Saadi").await;
    let with_stranger = json!({ "doctor_id": stranger.id, "patient_id": talk.patient.id });
    talk.patient.post("/chats", with_stranger.clone()).await.expect(403);
    stranger.post("/chats", with_stranger).await.refused(404, "patient_id");
    stranger.post("/chats", pair.clone()).await.refused(404, "doctor_id");
    app.patient("Other").await.post("/chats", pair.clone()).await.refused(404, "patient_id");
    app.hospital(&talk.admin, "Mustapha").await.post("/chats", pair).await.expect(403);
    talk.patient.post("/chats", json!({ "doctor_id": talk.doctor.id })).await.refused(400, "patient_id");
    talk.patient
        .post("/chats", json!({ "doctor_id": 7, "patient_id": talk.patient.id }))
        .await
        .refused(400, "doctor_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_open_a_chat_at_once_all_get_the_same() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (doctor, patient) = (app.doctor(&admin, "Amina").await, app.patient("Nadia").await);
    app.treat(&admin, &doctor, patient.id).await;
    let pair = json!({ "doctor_id": doctor.id, "patient_id": patient.id });
    let tries = (0..6).map(|_| patient.post("/chats", pair.clone()));
    let replies = futures_util::future::join_all(tries).await;
    let created = replies.iter().filter(|reply| reply.status == 201).count();
    let ids: std::collections::HashSet<String> =
        replies.iter().map(|reply| reply.body["data"]["id"].to_string()).collect();
    assert_eq!((created, ids.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_wakes_the_other_side_and_reading_changes_neither() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let said = talk.say(&talk.patient, "Good morning").await;
    assert_eq!((&said["sequence"], &said["sender_role"]), (&json!(1), &json!("patient")));
    assert_eq!((&said["sender_id"], &said["receiver_id"]), (&json!(talk.patient.id), &json!(talk.doctor.id)));
    assert_eq!((&said["content"], &said["message_type"]), (&json!("Good morning"), &json!("text")));
    let doctors = talk.seen_by(&talk.doctor).await;
    assert_eq!((&doctors["is_active"], &doctors["unread_count"]), (&json!(true), &json!(1)));
    assert_eq!(doctors["last_message"]["message"], "Good morning");
    assert_eq!(doctors["last_message_at"], said["timestamp"]);
    let patients = talk.seen_by(&talk.patient).await;
    assert_eq!((&patients["is_active"], &patients["unread_count"]), (&json!(false), &json!(0)));
    let ids = json!({ "message_ids": [said["id"]] });
    let read = talk.doctor.put("/messages/read-status", ids.clone()).await.expect(200);
    assert_eq!(read, json!({ "updated_count": 1, "skipped": [] }));
    let read = talk.doctor.put("/messages/read-status", ids).await.expect(200);
    assert_eq!(read, json!({ "updated_count": 0, "skipped": [] }));
    let after = talk.seen_by(&talk.doctor).await;
    assert_eq!((&after["is_active"], &after["unread_count"]), (&json!(true), &json!(0)));
    talk.doctor.put(&format!("/chats/{}/deactivate", talk.chat), json!({})).await.expect(200);
    assert_eq!(talk.seen_by(&talk.doctor).await["is_active"], false);
    talk.say(&talk.doctor, "Good morning to you").await;
    assert_eq!(talk.seen_by(&talk.patient).await["is_active"], true);
    talk.patient.put(&format!("/chats/{}/deactivate", talk.chat), json!({})).await.expect(200);
    talk.patient.put(&format!("/chats/{}/activate", talk.chat), json!({})).await.expect(200);
    let both = talk.seen_by(&talk.patient).await;
    assert_eq!((&both["is_active_for_patient"], &both["is_active_for_doctor"]), (&json!(true), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_18_the_badge_always_equals_the_list() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(talk.say(&talk.patient, &format!("question {number}")).await["id"].clone());
        ids.push(talk.say(&talk.doctor, &format!("answer {number}")).await["id"].clone());
    }
    assert_eq!(check_badge(&talk, &talk.doctor, "doctor").await, 5);
    assert_eq!(check_badge(&talk, &talk.patient, "patient").await, 5);
    let all = json!({ "message_ids": ids, "is_read": true });
    let marking = (0..4).map(|_| talk.doctor.put("/messages/read-status", all.clone()));
    let receipts = futures_util::future::join_all(marking).await;
    let updated: i64 = receipts.iter().map(|reply| reply.body["data"]["updated_count"].as_i64().unwrap()).sum();
    assert_eq!(updated, 5, "each message is read once, however many devices read it");
    assert_eq!(receipts[0].body["data"]["skipped"].as_array().unwrap().len(), 5, "own messages are skipped");
    assert_eq!(check_badge(&talk, &talk.doctor, "doctor").await, 0);
    assert_eq!(check_badge(&talk, &talk.patient, "patient").await, 5, "reading counts for the reader alone");
    let up_to = json!({ "chat_id": talk.chat, "up_to": ids[5] });
    let receipt = talk.patient.put("/messages/read-status", up_to).await.expect(200);
    assert_eq!(receipt["updated_count"], 3);
    assert_eq!(check_badge(&talk, &talk.patient, "patient").await, 2);
    let path = format!("/messages/{}/read", ids[7].as_str().unwrap());
    let one = talk.patient.patch(&path, json!({})).await.expect(200);
    assert!(one["is_read"] == true && one["read_at"].is_string());
    talk.doctor.patch(&path, json!({})).await.expect(403);
    app.patient("Other").await.patch(&path, json!({})).await.expect(404);
    let rest = talk.patient.put("/messages/read-status", json!({ "chat_id": talk.chat })).await.expect(200);
    assert_eq!(rest["updated_count"], 1);
    assert_eq!(check_badge(&talk, &talk.patient, "patient").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_numbered_without_gaps_however_many_write_at_once() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let people = [&talk.doctor, &talk.patient];
    let sending = (0..20).map(|number| talk.say(people[number % 2], "at once"));
    futures_util::future::join_all(sending).await;
    let numbers: Vec<i64> =
        talk.messages(&talk.doctor).await.iter().map(|row| row["sequence"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=20).rev().collect::<Vec<_>>());
    assert_eq!(check_badge(&talk, &talk.doctor, "doctor").await, 10);
    assert_eq!(check_badge(&talk, &talk.patient, "patient").await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_client_id_is_the_same_message() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let body = json!({ "chat_id": talk.chat, "message": "once", "client_message_id": "phone-1" });
    let tries = (0..5).map(|_| talk.patient.post("/messages", body.clone()));
    let replies = futures_util::future::join_all(tries).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    let first = &replies[0].body["data"]["id"];
    assert!(replies.iter().all(|reply| &reply.body["data"]["id"] == first));
    assert_eq!(talk.messages(&talk.doctor).await.len(), 1);
    talk.doctor.post("/messages", body).await.expect(201);
    assert_eq!(check_badge(&talk, &talk.doctor, "doctor").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_04_others_neither_see_nor_write() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let message = talk.say(&talk.patient, "private").await;
    let hospital = app.hospital(&talk.admin, "Mustapha").await;
    app.register(&talk.admin, &hospital, talk.patient.id).await;
    app.employ(&talk.admin, &hospital, &talk.doctor).await;
    let outsiders = [app.doctor(&talk.admin, "Karim").await, app.patient("Other").await];
    let staff = [app.nurse(&hospital).await, app.receptionist(&hospital).await, hospital];
    let chat = &talk.chat;
    let (one, list) = (format!("/chats/{chat}"), format!("/chats/{chat}/messages"));
    let body = json!({ "chat_id": chat, "message": "let me in" });
    for outsider in &outsiders {
        outsider.get(&one).await.expect(404);
        outsider.get(&list).await.expect(404);
        outsider.get(&format!("/messages?chat_id={chat}")).await.expect(404);
        outsider.put(&format!("{one}/deactivate"), json!({})).await.expect(404);
        outsider.patch(&format!("/chat/threads/{chat}/status"), json!({ "status": "closed" })).await.expect(404);
        outsider.post("/messages", body.clone()).await.refused(404, "chat_id");
        let read = json!({ "message_ids": [message["id"]] });
        let receipt = outsider.put("/messages/read-status", read).await.expect(200);
        assert_eq!(receipt, json!({ "updated_count": 0, "skipped": [message["id"]] }));
        outsider.put("/messages/read-status", json!({ "chat_id": chat })).await.refused(404, "chat_id");
        assert!(outsider.get("/chats?search=private").await.rows().is_empty());
        outsider.delete(&one).await.expect(403);
    }
    for outsider in &staff {
        outsider.get(&one).await.expect(403);
        outsider.get("/chats").await.expect(403);
        outsider.post("/messages", body.clone()).await.expect(403);
    }
    assert_eq!(talk.messages(&talk.doctor).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_takes_part_in_the_childs_chat() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let parent = app.patient("Leila Haddad").await;
    parent.get(&format!("/chats/{}", talk.chat)).await.expect(404);
    app.guard(&parent, talk.patient.id).await;
    let said = talk.say(&parent, "She sleeps now").await;
    assert_eq!((&said["sender_id"], &said["sent_by_user_id"]), (&json!(talk.patient.id), &json!(parent.user)));
    talk.say(&talk.doctor, "Good").await;
    assert_eq!(check_badge(&talk, &parent, "patient").await, 1);
    assert_eq!(parent.get("/chats").await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_treatment_ends_the_doctor_sees_nothing_and_the_patient_reads_on() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    talk.say(&talk.doctor, "Take care").await;
    talk.end_treatment().await;
    talk.doctor.get(&format!("/chats/{}", talk.chat)).await.expect(404);
    talk.doctor.get(&format!("/chats/{}/messages", talk.chat)).await.expect(404);
    assert!(talk.doctor.get("/chats").await.rows().is_empty());
    let body = json!({ "chat_id": talk.chat, "message": "hello?" });
    talk.doctor.post("/messages", body.clone()).await.refused(404, "chat_id");
    assert_eq!(talk.messages(&talk.patient).await.len(), 1);
    assert_eq!(talk.patient.get("/chats").await.rows().len(), 1);
    talk.patient.post("/messages", body.clone()).await.expect(403);
    app.treat(&talk.admin, &talk.doctor, talk.patient.id).await;
    talk.patient.post("/messages", body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_looks_on_and_deletes() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    talk.say(&talk.patient, "to be forgotten").await;
    assert_eq!(talk.messages(&talk.admin).await.len(), 1);
    let body = json!({ "chat_id": talk.chat, "message": "I am the administrator" });
    talk.admin.post("/messages", body).await.expect(403);
    talk.admin.put("/messages/read-status", json!({ "chat_id": talk.chat })).await.expect(403);
    let path = format!("/chats/{}", talk.chat);
    talk.patient.delete(&path).await.expect(403);
    talk.admin.delete(&path).await.expect(200);
    talk.admin.delete(&path).await.expect(404);
    talk.patient.get(&path).await.expect(404);
    assert!(talk.doctor.get("/chats").await.rows().is_empty());
    let pair = json!({ "doctor_id": talk.doctor.id, "patient_id": talk.patient.id });
    talk.patient.post("/chats", pair).await.expect(201);
}
