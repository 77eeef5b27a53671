use e2e::TestApp;
use serde_json::{Value, json};

const CHEST: &str = "I have crushing chest pain and I cannot breathe";

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_wait_is_told_to_both_sides_at_once() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let mut doctor = talk.doctor.socket(&talk.socket_path()).await;
    doctor.next("history").await;
    for (words, number) in [
        (CHEST, "999"),
        ("J'ai une douleur dans la poitrine et je n'arrive plus à respirer", "15 (SAMU)"),
        ("I want to kill myself", "988"),
        ("je veux en finir avec la vie", "3114"),
    ] {
        let sent = talk.say(&talk.patient, words).await;
        let screening = &sent["screening"];
        assert_eq!((&screening["urgency"], &screening["source"]), (&json!("emergency"), &json!("rules")), "{words}");
        let flag = &screening["red_flags"][0];
        assert!(flag["rule"].is_string() && flag["advice"].is_string() && flag["source"].is_string(), "{screening}");
        assert!(screening["advice"].as_str().unwrap().contains(number), "{number} in {screening}");
        assert_eq!(sent["message"], words, "what was written stays as it is");
        assert_eq!(doctor.next("message").await["message"]["screening"], *screening);
        assert_eq!(talk.messages(&talk.doctor).await[0]["screening"], *screening);
        assert_eq!(talk.seen_by(&talk.patient).await["last_message"]["screening"], *screening);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ordinary_words_and_the_doctors_are_left_alone() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    for words in [
        "Thanks doctor, see you tomorrow",
        "I have no chest pain any more",
        "Merci docteur, à demain",
        "👍",
        "My grandfather died of a heart attack",
    ] {
        assert_eq!(talk.say(&talk.patient, words).await["screening"], Value::Null, "{words}");
    }
    assert_eq!(talk.say(&talk.doctor, CHEST).await["screening"], Value::Null);
    assert!(talk.messages(&talk.patient).await.iter().all(|message| message["screening"].is_null()));
}

#[tokio::test(flavor = "multi_thread")]
async fn relatives_other_routes_and_other_languages_are_read_too() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let parent = app.patient("Leila Haddad").await;
    app.guard(&parent, talk.patient.id).await;
    let said = talk.say(&parent, "my son cannot breathe and his lips are blue").await;
    assert_eq!(said["screening"]["urgency"], "emergency");
    let thread = format!("/chat/threads/{}/messages", talk.chat);
    let said = talk.patient.post(&thread, json!({ "content": CHEST })).await.expect(201);
    assert_eq!(said["screening"]["urgency"], "emergency");
    let with_file = super::send(&talk.patient, &talk, CHEST, "a.png", e2e::files::PNG).await.expect(201);
    assert_eq!(with_file["screening"]["urgency"], "emergency");
    let mut socket = talk.patient.socket(&talk.socket_path()).await;
    socket.next("history").await;
    socket.send(json!({ "type": "message", "message": CHEST })).await;
    assert_eq!(socket.next("message").await["message"]["screening"]["urgency"], "emergency");
    let said = talk.say(&talk.patient, "عندي ألم شديد في الصدر").await;
    assert_eq!(said["screening"]["red_flags"], json!([]));
    let advice = said["screening"]["advice"].as_str().unwrap();
    assert!(advice.contains("112") && advice.contains("your doctor can help"), "{advice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patients_record_decides_where_age_and_illness_do() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let words = "I am vomiting everything";
    assert_ne!(talk.say(&talk.patient, words).await["screening"]["urgency"], "emergency");
    talk.patient.patch("/patients/me", json!({ "chronic_conditions": ["type 1 diabetes"] })).await.expect(200);
    assert_eq!(talk.say(&talk.patient, words).await["screening"]["urgency"], "emergency");
}
