//! Who listens reads: what comes over a socket is noted too, but not each frame.

use chrono::TimeDelta;
use e2e::{Person, Socket, Talk, TestApp};
use serde_json::json;

use super::reads::noted;

/// Somebody says something, and every socket hears it.
async fn heard(talk: &Talk, speaker: &Person, words: &str, sockets: &mut [Socket]) {
    talk.say(speaker, words).await;
    for socket in sockets {
        assert_eq!(socket.next("message").await["message"]["message"], words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_to_a_chat_reads_it_once_a_minute_and_never_his_own_words() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let Talk { doctor, admin, patient, .. } = &talk;
    let mut sockets = Vec::new();
    for person in [doctor, admin, patient] {
        let mut socket = person.socket(&talk.socket_path()).await;
        socket.next("history").await;
        sockets.push(socket);
    }
    assert_eq!(noted(&app).await, [""; 0], "the chat was empty");
    let line = |(person, role): (&Person, &str)| format!("{} {role} {} messages 1", person.user, patient.id);
    let readers = async |before: usize| {
        let mut left = noted(&app).await.split_off(before);
        left.sort();
        left
    };
    heard(&talk, patient, "first", &mut sockets).await;
    heard(&talk, patient, "second", &mut sockets).await;
    let mut expected = [(doctor, "doctor"), (admin, "admin")].map(line);
    expected.sort();
    assert_eq!(readers(0).await, expected);
    app.wait(TimeDelta::seconds(61));
    heard(&talk, doctor, "third", &mut sockets).await;
    let mut expected = [(admin, "admin"), (patient, "patient")].map(line);
    expected.sort();
    assert_eq!(readers(2).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relative_who_listens_to_an_interview_reads_it() {
    let app = TestApp::start().await;
    let (nadia, karim) = (app.patient("Nadia").await, app.patient("Karim").await);
    app.guard(&karim, nadia.id).await;
    let session = nadia.post("/ai/sessions", json!({ "patient_id": nadia.id })).await.expect(201)["id"].clone();
    let path = format!("/ai-assistant/ws/{}", session.as_str().unwrap());
    let mut sockets = [nadia.socket(&path).await, karim.socket(&path).await];
    for socket in &mut sockets {
        socket.next("system").await;
    }
    let before = noted(&app).await.len();
    for words in ["sore throat", "since Monday"] {
        nadia.post("/ai/messages", json!({ "session_id": session, "message": words })).await.expect(201);
        for socket in &mut sockets {
            socket.next("ai_response").await;
        }
    }
    let of_karim = format!("{} patient {} interview_messages 1", karim.user, nadia.id);
    assert_eq!(noted(&app).await.split_off(before), [of_karim]);
}
