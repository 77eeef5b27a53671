//! The assistant with a language model on the other side of a real connection: one that helps, and one that misbehaves.

use std::time::{Duration, Instant};

use e2e::{Builder, ModelServer, Mood, Person, TestApp};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// Asks this model, and waits for it so many seconds.
fn asking(model: &ModelServer, seconds: u32) -> Builder {
    TestApp::builder()
        .with("AI_PROVIDER", "openai")
        .with("OPENAI_BASE_URL", &model.base_url)
        .with("OPENAI_MODEL", "model-of-tests")
        .with("LIFELINE__ASSISTANT__TIMEOUT_SECONDS", &seconds.to_string())
}

async fn start(person: &Person) -> String {
    let session = person.post("/ai/sessions", json!({ "patient_id": person.id })).await.expect(201);
    session["id"].as_str().unwrap().to_owned()
}

async fn say(person: &Person, session: &str, words: &str) -> Value {
    person.post("/ai/messages", json!({ "session_id": session, "message": words })).await.expect(201)
}

async fn turns(person: &Person, session: &str) -> usize {
    person.get(&format!("/ai/sessions/{session}/messages")).await.rows().len()
}

async fn metrics(app: &TestApp) -> String {
    app.send(app.request_at(Method::GET, "/metrics")).await.body.as_str().expect("text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_words_questions_and_summary_and_loses_no_fact() {
    let model = ModelServer::start(Mood::Helpful).await;
    let app = asking(&model, 10).start().await;
    let nadia = app.patient("Nadia Haddad").await;
    let session = start(&nadia).await;
    let facts = ["sore throat since Monday", "paracetamol 500 mg", "penicillin", "7 of 10"];
    let mut said = say(&nadia, &session, facts[0]).await;
    let mut worded = 0;
    for turn in 0.. {
        if said["isSummary"] == json!(true) {
            break;
        }
        assert!(turn < 10, "{said}");
        if said["source"] == json!("model") {
            worded += 1;
            assert_eq!(said["message"], "Could you please tell me more about that?");
        }
        said = say(&nadia, &session, &format!("I think {}", facts[1 + turn % 3])).await;
    }
    assert!(worded > 2, "{worded} questions were the model's");
    assert_eq!(said["source"], "model");
    let summary = said["message"].as_str().unwrap();
    assert!(summary.starts_with("In the patient's words:"), "{summary}");
    assert!(facts.iter().all(|fact| summary.contains(fact)), "{summary}");
    let stored = nadia.get(&format!("/ai/sessions/{session}")).await.expect(200);
    assert_eq!((&stored["summary"], &stored["summary_source"]), (&said["message"], &json!("model")));
    for request in model.asked() {
        let request = request.to_string();
        assert!(!request.contains("Nadia") && !request.contains("Haddad") && !request.contains('@'), "{request}");
    }
    assert!(
        metrics(&app).await.contains("lifeline_model_call_seconds_count{provider=\"openai\",outcome=\"answered\"}")
    );
    let kept =
        app.queried("SELECT actor_user_id, patient_id, purpose, model, prompt_tokens, outcome FROM model_calls").await;
    for call in kept.iter().flatten() {
        let who = (call[0].as_deref().unwrap(), call[1].as_deref().unwrap());
        assert_eq!(who, (nadia.user.to_string().as_str(), nadia.id.to_string().as_str()));
        assert_eq!((call[3].as_deref(), call[4].as_deref()), (Some("model-of-tests"), Some("21")));
    }
    assert!(kept.is_none_or(|calls| calls.len() == model.asked().len()), "every call is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_words_draft_replies_and_analyses() {
    let model = ModelServer::start(Mood::Helpful).await;
    let app = asking(&model, 10).start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let amina = app.doctor(&admin, "Amina").await;
    app.treat(&admin, &amina, nadia.id).await;
    let asked = json!({ "patient_id": nadia.id, "summary": "Sore throat for three days" });
    let draft = amina.post("/ai/suggested-response", asked).await.expect(200);
    let text = draft["suggested_response"].as_str().unwrap();
    assert!(draft["source"] == json!("model") && text.starts_with("Thank you for your message."), "{draft}");

    let booking = json!({ "doctor_id": amina.id, "time_slot": "2026-03-03T10:00Z",
        "symptoms": "crushing chest pain since this morning" });
    let booked = nadia.post("/appointments", booking).await.expect(201);
    let path = format!("/appointments/{}", booked["id"].as_str().unwrap());
    assert_eq!(booked["ai_preliminary_analysis"]["urgency"], "emergency", "the rules do not wait for a model");
    assert_eq!(app.run_jobs().await, 1);
    let analysis = nadia.get(&path).await.expect(200)["ai_preliminary_analysis"].clone();
    assert_eq!((&analysis["status"], &analysis["source"]), (&json!("done"), &json!("model")));
    assert_eq!(analysis["summary"], "The patient says: crushing chest pain since this morning");
    assert_eq!(
        (&analysis["urgency"], analysis["red_flags"].as_array().unwrap().is_empty()),
        (&json!("emergency"), false)
    );
    assert!(analysis["disclaimer"].as_str().unwrap().contains("language model"), "{analysis}");
    let calls = nadia.get("/users/me/export").await.expect(200)["model_calls"].clone();
    let purposes: Vec<_> = calls.as_array().unwrap().iter().map(|call| &call["purpose"]).collect();
    assert_eq!(purposes, ["suggested_response", "preliminary_analysis"], "{calls:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hospital_keeps_its_patients_from_the_model() {
    let model = ModelServer::start(Mood::Helpful).await;
    let app = asking(&model, 10).start().await;
    let (admin, nadia, karim) = (app.admin().await, app.patient("Nadia").await, app.patient("Karim").await);
    let (amina, mustapha) = (app.doctor(&admin, "Amina").await, app.hospital(&admin, "Mustapha").await);
    app.treat(&admin, &amina, nadia.id).await;
    let mapping = app.register(&admin, &mustapha, nadia.id).await;
    let place = format!("/hospitals/{}", mustapha.id);
    assert_eq!(mustapha.get(&place).await.expect(200)["ai_model_allowed"], true);
    mustapha.put(&place, json!({ "ai_model_allowed": "no" })).await.refused(400, "ai_model_allowed");
    let refused = mustapha.put(&place, json!({ "ai_model_allowed": false })).await.expect(200);
    assert_eq!(refused["ai_model_allowed"], false);

    let session = start(&nadia).await;
    for words in ["sore throat for three days", "it gets worse in the evening"] {
        assert_eq!(say(&nadia, &session, words).await["source"], "rules");
    }
    let request = json!({ "patient_id": nadia.id, "summary": "Sore throat for three days" });
    assert_eq!(amina.post("/ai/suggested-response", request).await.expect(200)["source"], "rules");
    let booking = json!({ "doctor_id": amina.id, "time_slot": "2026-03-03T10:00Z", "symptoms": "cough for 3 days" });
    nadia.post("/appointments", booking).await.expect(201);
    assert_eq!((app.run_jobs().await, model.asked().len()), (1, 0), "nothing left the house");

    let of_karim = start(&karim).await;
    say(&karim, &of_karim, "sore throat for three days").await;
    assert_eq!(model.asked().len(), 1, "he is nobody's patient there");
    admin.delete(&format!("/mappings/hospital-patient/{}", mapping["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(say(&nadia, &session, "both sides").await["source"], "model", "nor is she any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analysis_follows_the_words_and_does_without_a_model() {
    let model = ModelServer::start(Mood::Careless).await;
    let app = asking(&model, 10).start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let amina = app.doctor(&admin, "Amina").await;
    let booking = json!({ "doctor_id": amina.id, "time_slot": "2026-03-03T10:00Z", "symptoms": "cough for 3 days" });
    let booked = nadia.post("/appointments", booking).await.expect(201);
    let path = format!("/appointments/{}", booked["id"].as_str().unwrap());
    assert_eq!(app.run_jobs().await, 1);
    let analysis = nadia.get(&path).await.expect(200)["ai_preliminary_analysis"].clone();
    assert_eq!((&analysis["status"], &analysis["source"]), (&json!("done"), &json!("rules")), "a diagnosis is refused");
    assert!(!analysis.to_string().contains("1999") && analysis["disclaimer"].as_str().unwrap().contains("fixed rules"));

    let worse = json!({ "symptoms": "crushing chest pain, I cannot breathe" });
    let changed = nadia.put(&path, worse).await.expect(200)["ai_preliminary_analysis"].clone();
    assert_eq!((&changed["status"], &changed["urgency"]), (&json!("pending"), &json!("emergency")));
    assert_eq!(app.run_jobs().await, 1);
    let analysis = nadia.get(&path).await.expect(200)["ai_preliminary_analysis"].clone();
    assert_eq!((&analysis["status"], &analysis["severity"]), (&json!("done"), &json!("critical")));
    nadia.put(&path, json!({ "symptoms": "crushing chest pain, I cannot breathe" })).await.expect(200);
    assert_eq!(app.run_jobs().await, 0, "nothing has changed");
    // Of several changes that wait the first job reads them all, and the others find nothing to do.
    let before = model.asked().len();
    for symptoms in ["cough for 4 days", "cough for 5 days", "cough for 6 days"] {
        nadia.put(&path, json!({ "symptoms": symptoms })).await.expect(200);
    }
    assert_eq!((app.run_jobs().await, model.asked().len() - before), (3, 1));
    let before = model.asked().len();
    nadia.put(&path, json!({ "symptoms": "Tengo mucho dolor de cabeza desde ayer" })).await.expect(200);
    assert_eq!(
        (app.run_jobs().await, model.asked().len()),
        (1, before),
        "an answer that nobody could check is not asked for"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_22_a_failing_model_is_never_passed_off_as_advice() {
    const WORDS: [&str; 2] = ["sore throat for three days", "it gets worse in the evening"];
    let plain = TestApp::start().await;
    let of_rules = plain.patient("Nadia").await;
    let session = start(&of_rules).await;
    let mut by_rules = Vec::new();
    for words in WORDS {
        by_rules.push(say(&of_rules, &session, words).await["message"].clone());
    }
    let model = ModelServer::start(Mood::Helpful).await;
    let app = asking(&model, 2).start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let amina = app.doctor(&admin, "Amina").await;
    app.treat(&admin, &amina, nadia.id).await;
    let moods = [
        (Mood::Careless, "unusable"),
        (Mood::Silent, "timeout"),
        (Mood::Babbling, "malformed"),
        (Mood::Refusing, "refused"),
        (Mood::Overloaded, "rate_limited"),
        (Mood::Broken, "unavailable"),
        (Mood::HangingUp, "unavailable"),
    ];
    for (mood, outcome) in moods {
        model.feel(mood);
        let asked = model.asked().len();
        let session = start(&nadia).await;
        for (words, expected) in WORDS.iter().zip(&by_rules) {
            let said = say(&nadia, &session, words).await;
            assert_eq!((&said["source"], &said["message"]), (&json!("rules"), expected), "{mood:?}");
        }
        let request = json!({ "patient_id": nadia.id, "summary": "Sore throat for three days" });
        let draft = amina.post("/ai/suggested-response", request).await.expect(200);
        assert!(draft["source"] == json!("rules") && !draft.to_string().contains("800 mg"), "{mood:?}: {draft}");
        assert!(model.asked().len() >= asked + 3, "{mood:?}: the model was asked");
        // What came in time and was of the right form counts as answered; that it broke the rules is in the record.
        let measured = if mood == Mood::Careless { "answered" } else { outcome };
        let line = format!("lifeline_model_call_seconds_count{{provider=\"openai\",outcome=\"{measured}\"}}");
        assert!(metrics(&app).await.contains(&line), "{mood:?}");
        let calls = app.queried(&format!("SELECT 1 FROM model_calls WHERE outcome = '{outcome}'")).await;
        assert!(calls.is_none_or(|calls| calls.len() >= 3), "{mood:?}");
    }
    let session = start(&nadia).await;
    model.feel(Mood::Helpful);
    say(&nadia, &session, WORDS[0]).await;
    assert_eq!(say(&nadia, &session, WORDS[1]).await["source"], "model", "it is asked again once it is well");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_22_a_silent_model_holds_nothing_up_and_is_left_with_its_clients() {
    let model = ModelServer::start(Mood::Silent).await;
    let one = |builder: Builder| builder.with("DB_POOL_SIZE", "1").with("LIFELINE__DATABASE__SQLITE_READERS", "1");
    let app = one(asking(&model, 60)).start().await;
    let nadia = app.patient("Nadia").await;
    let sessions = join_all((0..6).map(|_| start(&nadia))).await;
    let waiting: Vec<_> = sessions
        .iter()
        .map(|session| {
            let (nadia, session) = (nadia.clone(), session.clone());
            tokio::spawn(async move { say(&nadia, &session, "sore throat for three days").await })
        })
        .collect();
    model.was_asked(6).await;
    let began = Instant::now();
    for answer in join_all((0..10).map(|_| nadia.get("/ai/sessions"))).await {
        answer.expect(200);
    }
    start(&nadia).await;
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}: the model is waited for a minute", began.elapsed());
    e2e::until("a pool at rest", async || app.wired.database.pool_in_use_and_open().0 == 0).await;

    for client in waiting {
        client.abort();
    }
    model.was_left(6).await;
    let calls = "SELECT 1 FROM model_calls WHERE outcome = 'cancelled'";
    let on_record = async || app.queried(calls).await.is_none_or(|calls| calls.len() == 6);
    e2e::until("a record of what was sent", on_record).await;
    for session in &sessions {
        assert_eq!(turns(&nadia, session).await, 1, "nothing was stored for a client that left");
    }
    model.feel(Mood::Helpful);
    say(&nadia, &sessions[0], "sore throat for three days").await;
    assert_eq!(turns(&nadia, &sessions[0]).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_22_a_socket_takes_one_answer_at_a_time_and_takes_its_question_back() {
    let model = ModelServer::start(Mood::Silent).await;
    let app = asking(&model, 60).start().await;
    let nadia = app.patient("Nadia").await;
    let session = start(&nadia).await;
    let path = format!("/ai-assistant/ws/{session}");
    let mut socket = nadia.socket(&path).await;
    socket.next("system").await;
    socket.send(json!({ "message": "sore throat for three days" })).await;
    model.was_asked(1).await;
    socket.send(json!({ "message": "hello?" })).await;
    assert_eq!(socket.next("error").await["code"], "CONFLICT");
    socket.close().await;
    model.was_left(1).await;
    assert_eq!(turns(&nadia, &session).await, 1);
    model.feel(Mood::Helpful);
    let mut again = nadia.socket(&path).await;
    again.send(json!({ "message": "sore throat for three days" })).await;
    assert_eq!(again.next("ai_response").await["question_count"], json!(1));
}
