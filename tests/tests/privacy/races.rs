use e2e::{TestApp, statuses};
use futures_util::future::{join, join_all};
use serde_json::json;

use super::{asked, entries, given};

#[tokio::test(flavor = "multi_thread")]
async fn of_two_erasures_at_once_one_wins() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        let nadia = app.patient("Nadia").await;
        let before = entries(&app, "user.erase").await;
        let code = asked(&app, &nadia).await;
        let replies = join_all((0..4).map(|_| given(&nadia, &code))).await;
        assert_eq!(statuses(&replies), [200, 401, 401, 401]);
        assert_eq!(entries(&app, "user.erase").await, before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_guardians_who_leave_at_once_the_last_takes_the_patient_along() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        let (mother, father) = (app.patient("Nadia").await, app.patient("Yacine").await);
        let child = mother.post("/patients", json!({ "name": "Lina", "relation": "child" })).await.expect(201);
        app.guard(&father, child["id"].as_str().unwrap().parse().unwrap()).await;
        let (hers, his) = (asked(&app, &mother).await, asked(&app, &father).await);
        let (one, two) = join(given(&mother, &hers), given(&father, &his)).await;
        assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200));
        assert_eq!(app.lines("SELECT DISTINCT name AS line FROM patients").await, ["erased patient"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_administrators_who_leave_at_once_one_stays() {
    let app = TestApp::start().await;
    let (one, two) = (app.admin().await, app.admin().await);
    let (first, second) = (asked(&app, &one).await, asked(&app, &two).await);
    let (first, second) = join(given(&one, &first), given(&two, &second)).await;
    assert_eq!(statuses(&[first, second]), [200, 409]);
    let active = "SELECT role AS line FROM users WHERE is_active AND role = 'admin'";
    assert_eq!(app.lines(active).await, ["admin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_sent_meanwhile_is_in_the_record_or_refused() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let code = asked(&app, &talk.patient).await;
    let words = |number: usize| json!({ "chat_id": talk.chat, "message": format!("message {number}") });
    let sending = async |number: usize| {
        let sender = if number.is_multiple_of(2) { &talk.patient } else { &talk.doctor };
        sender.post("/messages", words(number)).await
    };
    let (erased, sent) = join(given(&talk.patient, &code), join_all((0..12).map(sending))).await;
    erased.expect(200);
    let statuses = statuses(&sent);
    assert!(statuses.iter().all(|status| [201, 401, 403, 404, 409].contains(status)), "{statuses:?}");
    let taken = statuses.iter().filter(|status| **status == 201).count();
    let kept = app.lines("SELECT CAST(sequence AS TEXT) AS line FROM messages ORDER BY sequence").await;
    assert_eq!(kept, (1..=taken).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(app.lines("SELECT status AS line FROM chats").await, ["closed"]);
    assert_eq!(app.lines("SELECT name AS line FROM patients").await, ["erased patient"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_made_meanwhile_does_not_bring_the_person_back() {
    let app = TestApp::start().await;
    for _ in 0..3 {
        let nadia = app.patient("Nadia").await;
        let code = asked(&app, &nadia).await;
        let changing = async |number: usize| {
            let fields = json!({ "name": "Quillmark", "contact": "Quillmark", "address": "Quillmark" });
            match number % 2 {
                0 => nadia.put("/users/me", fields).await,
                _ => nadia.patch("/patients/me", fields).await,
            }
        };
        let (erased, changed) = join(given(&nadia, &code), join_all((0..8).map(changing))).await;
        erased.expect(200);
        let statuses = statuses(&changed);
        assert!(statuses.iter().all(|status| [200, 401, 404].contains(status)), "{statuses:?}");
        assert_eq!(app.rows().await.with("quillmark"), [""; 0]);
    }
}
