//! The assistant by REST: interviews with and without a model, and draft replies.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::ports::{FinishReason, LanguageModel, ModelAnswer, ModelError, ModelRequest, ModelStream, Usage};
use e2e::{Person, TestApp};
use serde_json::{Value, json};

async fn start(person: &Person) -> String {
    let session = person.post("/ai/sessions", json!({ "patient_id": person.id })).await.expect(201);
    assert_eq!((&session["status"], &session["end_timestamp"]), (&json!("active"), &json!(null)));
    session["id"].as_str().unwrap().to_owned()
}

async fn say(person: &Person, session: &str, words: &str) -> Value {
    person.post("/ai/messages", json!({ "session_id": session, "message": words })).await.expect(201)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_interview_summarise_and_keep_every_fact() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    let mut said = say(&nadia, &session, "I have had a dull headache since yesterday evening").await;
    let mut questions = 0;
    while said["isSummary"] == json!(false) {
        questions += 1;
        assert!(questions <= 9, "{said:#}");
        assert_eq!((&said["source"], said["question_count"].as_i64()), (&json!("rules"), Some(questions)));
        let words = format!("answer number {questions}, ibuprofen 400 mg, no allergies");
        said = say(&nadia, &session, &words).await;
    }
    let summary = said["message"].as_str().unwrap();
    for fact in ["dull headache since yesterday evening", "answer number 1", "ibuprofen 400 mg"] {
        assert!(summary.contains(fact), "{fact} is missing in {summary}");
    }
    let stored = nadia.get(&format!("/ai/sessions/{session}")).await.expect(200);
    assert_eq!((&stored["status"], stored["summary"].as_str()), (&json!("summarised"), Some(summary)));
    let turns = nadia.get(&format!("/ai/sessions/{session}/messages")).await.rows();
    assert_eq!(turns.len(), usize::try_from(questions).unwrap() + 2);
    assert_eq!(turns[1]["message"], json!("I have had a dull headache since yesterday evening"));
    let last = turns[turns.len() - 2]["id"].as_str().unwrap();
    assert_eq!(nadia.get(&format!("/ai/sessions/{session}/messages?after={last}")).await.rows().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_flag_is_answered_at_once_and_the_summary_follows() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    let said = say(&nadia, &session, "I have crushing chest pain and I can't breathe").await;
    assert_eq!((&said["urgency"], &said["isSummary"]), (&json!("emergency"), &json!(false)));
    assert!(said["message"].as_str().unwrap().contains("112"), "{said:#}");
    assert_eq!(said["followed_by"]["isSummary"], json!(true));
    let stored = nadia.get(&format!("/ai/sessions/{session}")).await.expect(200);
    assert_eq!((&stored["urgency"], &stored["status"]), (&json!("emergency"), &json!("summarised")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patients_own_text_becomes_the_final_summary() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    say(&nadia, &session, "sore throat").await;
    let path = format!("/ai/sessions/{session}/summary");
    nadia.put(&path, json!({ "summary": "" })).await.refused(400, "summary");
    nadia.put(&path, json!({ "summary": "x".repeat(4001) })).await.refused(400, "summary");
    nadia.put(&path, json!({ "message": "Sore throat", "isSummary": false })).await.refused(400, "isSummary");
    let said = nadia.put(&path, json!({ "message": "Sore throat, 3 days", "isSummary": true })).await.expect(200);
    assert_eq!((&said["message"], &said["isSummary"]), (&json!("Sore throat, 3 days"), &json!(true)));
    assert_eq!(said["source"], json!("user"));
    nadia.post("/ai/messages", json!({ "session_id": session, "message": "more" })).await.expect(409);
    let ended = nadia.put(&format!("/ai/sessions/{session}/end"), json!({})).await.expect(200);
    assert_eq!((&ended["status"], &ended["summary"]), (&json!("ended"), &json!("Sore throat, 3 days")));
    assert!(ended["end_timestamp"].is_string());
    nadia.put(&format!("/ai/sessions/{session}/end"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_interview_takes_no_turns() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    say(&nadia, &session, "sore throat").await;
    let ended = nadia.put(&format!("/ai/sessions/{session}/end"), json!({})).await.expect(200);
    assert!(ended["summary"].as_str().unwrap().contains("sore throat"));
    let path = format!("/ai/sessions/{session}/messages");
    nadia.post(&path, json!({ "message": "hello?" })).await.expect(409);
    nadia.put(&format!("/ai/sessions/{session}/summary"), json!({ "summary": "Something else" })).await.expect(409);
    assert_eq!(nadia.get(&format!("/ai/sessions/{session}")).await.expect(200)["summary"], ended["summary"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_03_an_interview_is_private() {
    let app = TestApp::start().await;
    let (admin, nadia, other) = (app.admin().await, app.patient("Nadia").await, app.patient("Other").await);
    let doctor = app.doctor(&admin, "Amina").await;
    app.treat(&admin, &doctor, nadia.id).await;
    let session = start(&nadia).await;
    let path = format!("/ai/sessions/{session}");
    for stranger in [&other, &doctor] {
        stranger.get(&path).await.expect(404);
        stranger.get(&format!("{path}/messages")).await.expect(404);
        assert_eq!(stranger.get("/ai/sessions").await.rows().len(), 0);
    }
    let words = json!({ "session_id": session, "message": "x" });
    other.post("/ai/messages", words.clone()).await.refused(404, "session_id");
    other.post(&format!("{path}/messages"), json!({ "message": "x" })).await.expect(404);
    other.put(&format!("{path}/summary"), json!({ "summary": "x" })).await.expect(404);
    other.put(&format!("{path}/end"), json!({})).await.expect(404);
    other.post("/ai/sessions", json!({ "patient_id": nadia.id })).await.refused(404, "patient_id");
    doctor.post("/ai/messages", words).await.expect(403);
    doctor.post("/ai/sessions", json!({ "patient_id": nadia.id })).await.expect(403);
    app.unverified_hospital("H").await.get(&path).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_answers_at_once_one_counts() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    let body = json!({ "session_id": session, "message": "sore throat" });
    let tries = (0..4).map(|_| nadia.post("/ai/messages", body.clone()));
    let statuses: Vec<u16> =
        futures_util::future::join_all(tries).await.iter().map(|reply| reply.status.as_u16()).collect();
    let answered = statuses.iter().filter(|status| **status == 201).count();
    assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
    let turns = nadia.get(&format!("/ai/sessions/{session}/messages")).await.rows();
    assert_eq!(turns.len(), answered + 1, "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_names_its_field() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    nadia.post("/ai/sessions", json!({})).await.refused(400, "patient_id");
    nadia.post("/ai/sessions", json!({ "patient_id": "x" })).await.refused(400, "patient_id");
    nadia.post("/ai/sessions", json!({ "chat_id": nadia.id })).await.refused(404, "chat_id");
    let session = start(&nadia).await;
    let path = format!("/ai/sessions/{session}/messages");
    nadia.post(&path, json!({ "message": " " })).await.refused(400, "message");
    nadia.post(&path, json!({ "message": "x".repeat(4001) })).await.refused(400, "message");
    nadia.post(&path, json!({ "message": "nul\u{0}" })).await.refused(400, "message");
    nadia.post(&path, json!({ "message": "a", "content": "b" })).await.refused(400, "content");
    nadia.post("/ai/messages", json!({ "message": "a" })).await.refused(400, "session_id");
    nadia.get("/ai/sessions?patient_id=7").await.refused(400, "patient_id");
    say(&nadia, &session, "sore throat").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_gets_a_draft_reply_about_his_patient_only() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let (amina, other) = (app.doctor(&admin, "Amina").await, app.doctor(&admin, "Other").await);
    app.treat(&admin, &amina, nadia.id).await;
    let history = json!({ "summary": "Penicillin allergy. Asthma since childhood." });
    amina.post(&format!("/patients/{}/case-history", nadia.id), history).await.expect(201);
    let asked = json!({ "patient_id": nadia.id, "summary": "Sore throat for three days, took amoxicillin" });
    let draft = amina.post("/ai/suggested-response", asked.clone()).await.expect(200);
    assert!(draft["suggested_response"].as_str().is_some_and(|text| text.len() > 40), "{draft:#}");
    assert_eq!((&draft["source"], draft["disclaimer"].is_string()), (&json!("rules"), true));
    assert!(draft["sources"].as_array().unwrap().iter().all(|used| used["kind"].is_string() && used["id"].is_string()));
    other.post("/ai/suggested-response", asked.clone()).await.refused(404, "patient_id");
    nadia.post("/ai/suggested-response", asked).await.expect(403);
    amina.post("/ai/suggested-response", json!({})).await.refused(400, "chat_id");
    amina.post("/ai/suggested-response", json!({ "chat_id": nadia.id })).await.refused(404, "chat_id");
    let session = start(&nadia).await;
    amina.post("/ai/suggested-response", json!({ "session_id": session })).await.refused(404, "session_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_reads_what_was_sent_to_him_as_long_as_he_treats() {
    let app = TestApp::start().await;
    let talk = app.talk().await;
    let (patient, doctor) = (&talk.patient, &talk.doctor);
    let in_chat = json!({ "chat_id": talk.chat, "patient_id": patient.id });
    let session = patient.post("/ai/sessions", in_chat).await.expect(201);
    assert_eq!((&session["chat_id"], &session["patient_id"]), (&json!(talk.chat), &json!(patient.id)));
    let stranger = app.patient("Stranger").await;
    let wrong = json!({ "chat_id": talk.chat, "patient_id": stranger.id });
    patient.post("/ai/sessions", wrong).await.refused(400, "patient_id");
    stranger.post("/ai/sessions", json!({ "chat_id": talk.chat })).await.refused(404, "chat_id");
    let id = session["id"].as_str().unwrap();
    say(patient, id, "sore throat for three days, took paracetamol").await;
    let path = format!("/ai/sessions/{id}");
    patient.put(&format!("{path}/end"), json!({})).await.expect(200);
    doctor.get(&path).await.expect(404);
    let shared = json!({ "chat_id": talk.chat, "message": "please read this", "ai_session_id": id });
    patient.post("/messages", shared).await.expect(201);

    let read = doctor.get(&path).await.expect(200);
    assert!(read["summary"].as_str().unwrap().contains("took paracetamol"), "{read:#}");
    assert_eq!(doctor.get("/ai/sessions").await.rows().len(), 1);
    assert_eq!(doctor.get(&format!("/ai/sessions?patient_id={}", stranger.id)).await.rows().len(), 0);
    let turns = doctor.get(&format!("{path}/messages")).await.rows();
    for row in &turns {
        for field in ["message", "response", "isSummary", "urgency", "source", "timestamp"] {
            assert!(row.get(field).is_some(), "{field} is missing in {row}");
        }
    }
    assert_eq!(turns[1]["message"], "sore throat for three days, took paracetamol");
    doctor.post("/ai/messages", json!({ "session_id": id, "message": "x" })).await.expect(403);
    let draft = doctor.post("/ai/suggested-response", json!({ "session_id": id })).await.expect(200);
    let from: Vec<&Value> = draft["sources"].as_array().unwrap().iter().map(|source| &source["id"]).collect();
    assert!(from.contains(&&json!(id)), "{draft:#}");
    let said = talk.messages(doctor).await;
    assert_eq!(said.len(), 1, "a draft is never sent by itself");
    talk.end_treatment().await;
    doctor.get(&path).await.expect(404);
    doctor.post("/ai/suggested-response", json!({ "session_id": id })).await.refused(404, "session_id");
}

/// A model that answers from a list, then fails.
struct Scripted {
    answers: Mutex<Vec<Result<String, ModelError>>>,
    requests: Mutex<Vec<ModelRequest>>,
}

impl Scripted {
    fn new(answers: impl IntoIterator<Item = Result<String, ModelError>>) -> Arc<Self> {
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.reverse();
        Arc::new(Self { answers: Mutex::new(answers), requests: Mutex::default() })
    }
}

#[async_trait]
impl LanguageModel for Scripted {
    fn provider(&self) -> &'static str {
        "scripted"
    }
    fn model(&self) -> &'static str {
        "script-1"
    }
    async fn complete(&self, request: ModelRequest) -> Result<ModelAnswer, ModelError> {
        self.requests.lock().unwrap().push(request);
        let next = self.answers.lock().unwrap().pop();
        let text = next.unwrap_or_else(|| Err(ModelError::Unavailable("the script is over".into())))?;
        Ok(ModelAnswer { text, finish: FinishReason::Stop, usage: Usage::default(), model: "script-1".into() })
    }
    async fn stream(&self, _: ModelRequest) -> Result<ModelStream, ModelError> {
        Err(ModelError::Unavailable("not scripted".into()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_22_a_failing_model_never_stops_the_interview() {
    let failures = [
        Err(ModelError::RateLimited),
        Err(ModelError::Refused("safety".into())),
        Ok("not the JSON that was asked for".to_owned()),
        Ok(r#"{"message":"You surely have the flu.","isSummary":true}"#.to_owned()),
    ];
    let model = Scripted::new(failures);
    let app = TestApp::builder().with_model(model.clone()).start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    for words in ["sore throat", "since Monday", "in the throat", "it gets worse", "7 of 10"] {
        let said = say(&nadia, &session, words).await;
        assert_eq!(said["source"], json!("rules"), "{said:#}");
    }
    assert!(!model.requests.lock().unwrap().is_empty(), "the model was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_red_flag_never_reaches_a_model() {
    let model = Scripted::new([]);
    let app = TestApp::builder().with_model(model.clone()).start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    let said = say(&nadia, &session, "I want to kill myself").await;
    assert_eq!(said["urgency"], json!("emergency"));
    assert!(model.requests.lock().unwrap().is_empty());
}
