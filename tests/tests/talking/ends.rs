use chrono::TimeDelta;
use e2e::{PASSWORD, Socket, TestApp};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_dead_tokens_open_no_socket() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let refused = async |token: &str| {
        let handshake = app.anonymous().handshake(&format!("{}?token={token}", talk.socket_path()));
        Socket::open(handshake).await.err().map_or(0, |(status, _)| status)
    };
    let gone = app.log_in(&talk.patient.email).await;
    gone.post("/auth/logout", json!({})).await.expect(200);
    assert_eq!(refused(gone.token()).await, 401, "signed out");
    assert_eq!(refused(&talk.patient.refresh_token).await, 401, "made for another purpose");
    let admin = app.log_in(&talk.admin.email).await;
    assert_eq!(refused(talk.patient.token()).await, 0, "still good");
    admin.delete(&format!("/users/{}", talk.patient.user)).await.expect(200);
    assert_eq!(refused(talk.patient.token()).await, 401, "deactivated");
    app.wait(TimeDelta::minutes(61));
    assert_eq!(refused(talk.doctor.token()).await, 401, "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_a_socket_ends_with_the_account_and_the_others_stay() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let parent = app.patient("Leila").await;
    app.guard(&parent, talk.patient.id).await;
    let path = talk.socket_path();
    let (mut patient, mut mother) = (talk.patient.socket(&path).await, parent.socket(&path).await);
    let mut doctor = talk.doctor.socket(&path).await;
    for socket in [&mut patient, &mut mother, &mut doctor] {
        socket.next("history").await;
    }
    talk.admin.delete(&format!("/users/{}", talk.patient.user)).await.expect(200);
    assert_eq!(patient.close_code().await, 1008, "the account was deactivated");
    talk.say(&parent, "I am still here").await;
    assert_eq!(mother.next("message").await["message"]["message"], "I am still here");
    assert_eq!(doctor.next("message").await["message"]["message"], "I am still here");
    talk.admin.delete(&format!("/doctors/{}", talk.doctor.id)).await.expect(200);
    assert_eq!(doctor.close_code().await, 1008, "the doctor was deactivated");
    mother.expect_no("error").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_a_socket_ends_when_a_doctor_is_no_longer_verified() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    talk.admin.put(&format!("/doctors/{}/verify", talk.doctor.id), json!({ "is_verified": false })).await.expect(200);
    assert_eq!(doctor.close_code().await, 1008);
    talk.doctor.get(&format!("/chats/{}", talk.chat)).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_08_a_parents_socket_ends_with_the_relation() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let parent = app.patient("Leila").await;
    let link = json!({ "user_id": parent.user, "patient_id": talk.patient.id, "relation": "child" });
    let relation = talk.admin.post("/mappings/user-patient", link).await.expect(201);
    let path = talk.socket_path();
    let (mut mother, mut patient) = (parent.socket(&path).await, talk.patient.socket(&path).await);
    mother.next("history").await;
    patient.next("history").await;
    let relation = relation["id"].as_str().or_else(|| relation["relation_id"].as_str()).unwrap().to_owned();
    talk.admin.delete(&format!("/mappings/user-patient/{relation}")).await.expect(200);
    assert_eq!(mother.close_code().await, 1008);
    talk.say(&talk.doctor, "only for you").await;
    assert_eq!(patient.next("message").await["message"]["message"], "only for you");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_closes_the_other_devices() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let (phone, path) = (app.log_in(&talk.patient.email).await, talk.socket_path());
    let (mut here, mut there) = (talk.patient.socket(&path).await, phone.socket(&path).await);
    here.next("history").await;
    there.next("history").await;
    let change = json!({ "current_password": PASSWORD, "new_password": "An0ther!pass" });
    talk.patient.post("/auth/change-password", change).await.expect(200);
    assert_eq!(there.close_code().await, 1008);
    talk.say(&talk.doctor, "hello").await;
    assert_eq!(here.next("message").await["message"]["message"], "hello");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_chat_closes_its_sockets_and_no_others() {
    let app = TestApp::start().await;
    let (talk, other) = (app.talk().await, app.talk().await);
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    let mut patient = talk.patient.socket(&talk.socket_path()).await;
    let mut elsewhere = other.patient.socket(&other.socket_path()).await;
    for socket in [&mut doctor, &mut patient, &mut elsewhere] {
        socket.next("history").await;
    }
    // Whose turn it is, is no end.
    talk.admin.put(&format!("/chats/{}/deactivate", talk.chat), json!({})).await.expect(200);
    talk.say(&talk.patient, "still open").await;
    assert_eq!(doctor.next("message").await["message"]["message"], "still open");
    talk.admin.delete(&format!("/chats/{}", talk.chat)).await.expect(200);
    assert_eq!((doctor.close_code().await, patient.close_code().await), (1008, 1008));
    other.say(&other.doctor, "here").await;
    assert_eq!(elsewhere.next("message").await["message"]["message"], "here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_begins_with_the_last_fifty_and_marks_what_it_is_told() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut ids = Vec::new();
    for number in 1..=53 {
        ids.push(talk.say(&talk.doctor, &format!("number {number}")).await["id"].clone());
    }
    let mut patient = talk.patient.socket(&talk.socket_path()).await;
    let history = patient.next("history").await;
    let shown: Vec<&Value> = history["messages"].as_array().unwrap().iter().map(|message| &message["id"]).collect();
    assert_eq!(shown, ids[3..].iter().collect::<Vec<_>>(), "the last fifty, oldest first");
    patient.send(json!({ "type": "read", "message_ids": [ids[0], ids[1]] })).await;
    let read = patient.next("read").await;
    assert_eq!(read["message_ids"].as_array().unwrap().len(), 2);
    assert_eq!((&read["reader_role"], &read["read_by_user_id"]), (&json!("patient"), &json!(talk.patient.user)));
    patient.send(json!({ "type": "read", "up_to": ids[9] })).await;
    assert_eq!(patient.next("read").await["message_ids"].as_array().unwrap().len(), 8);
    assert_eq!(talk.seen_by(&talk.patient).await["unread_count"], 43);
    patient.send(json!({ "type": "read", "message_ids": [ids[0]], "up_to": ids[1] })).await;
    assert_eq!(patient.next("error").await["details"]["field"], "up_to");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_server_is_told_to_stop_sockets_hear_it_first() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    let mut patient = talk.patient.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    patient.next("history").await;
    let closing = async { (doctor.close_code().await, patient.close_code().await) };
    let (codes, ()) = tokio::join!(closing, app.stop());
    assert_eq!(codes, (1001, 1001));
    let late = talk.doctor.request(reqwest::Method::GET, "/chats").send().await;
    assert!(late.is_err(), "nobody answers any more");
}
