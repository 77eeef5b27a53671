use e2e::World;
use serde_json::{Value, json};

use super::ledger::{Ledger, by};

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value:#}")).to_owned()
}

pub async fn file(ledger: &mut Ledger<'_>, world: &mut World) {
    let (doctor, patient) = (world.doctor.clone(), world.patient.clone());
    let mut about = async |world: &World, name, entry, body: Value| {
        ledger.enter(world, by(&doctor, name, entry).sending(body).about(patient.id)).await
    };
    let documents = json!([world.id("document_id")]);
    let version = json!({ "summary": "first", "documents": documents, "version": 1 });
    about(world, "PUT /api/v1/patients/{patient_id}/case-history", &["case_history.change"], version).await;
    let version = json!({ "summary": "second", "documents": documents, "version": 2 });
    about(world, "PATCH /api/v1/patients/{patient_id}/case-history", &["case_history.change"], version).await;
    let report = json!({ "title": "Bilan", "report_type": "imaging", "description": "d", "report_date": "2026-02-28" });
    about(world, "POST /api/v1/patients/{patient_id}/reports", &["report.create"], report).await;
    let report = json!({ "title": "Scan", "report_type": "other", "description": "e", "report_date": "2026-02-27" });
    about(world, "PUT /api/v1/patients/{patient_id}/reports/{report_id}", &["report.change"], report).await;
    let report = json!({ "title": "Scan 2" });
    about(world, "PATCH /api/v1/patients/{patient_id}/reports/{report_id}", &["report.change"], report).await;
    for name in [
        "POST /api/v1/patients/{patient_id}/case-history/documents",
        "POST /api/v1/patients/{patient_id}/reports/{report_id}/documents",
    ] {
        ledger.enter(world, by(&patient, name, &["document.upload"]).uploading().about(patient.id)).await;
    }
    let link = by(&patient, "POST /api/v1/documents/{document_id}/link", &["document.link"]).about(patient.id);
    ledger.enter(world, link).await;
    let delete = by(&patient, "DELETE /api/v1/documents/{document_id}", &["document.delete"]).about(patient.id);
    ledger.enter(world, delete).await;
    let child = json!({ "relation": "child", "name": "Sami" });
    let child = id(&patient.post("/patients", child).await.expect(201));
    let patient_id = world.ids.insert("patient_id", child.clone()).unwrap();
    let admin = world.admin.clone();
    let opened = json!({ "summary": "first", "documents": [] });
    let open = by(&admin, "POST /api/v1/patients/{patient_id}/case-history", &["case_history.create"]);
    ledger.enter(world, open.sending(opened).about(child)).await;
    world.ids.insert("patient_id", patient_id);
}

pub async fn conversations(ledger: &mut Ledger<'_>, world: &mut World) {
    let (doctor, patient, admin) = (world.doctor.clone(), world.patient.clone(), world.admin.clone());
    let about = patient.id;
    let words = json!({ "chat_id": world.id("chat_id"), "message": "hello", "message_type": "text",
        "client_message_id": "a", "file_details": { "name": "x" } });
    let send = by(&patient, "POST /api/v1/messages", &["message.send"]).sending(words).about(about);
    let first = id(&ledger.enter(world, send).await);
    let into_thread = by(&patient, "POST /api/v1/chat/threads/{chat_id}/messages", &["message.send"]);
    let second = ledger.enter(world, into_thread.sending(json!({ "content": "hello" })).about(about)).await;
    let attach = by(&patient, "POST /api/v1/chat/threads/{chat_id}/attachments", &["message.send"]);
    ledger.enter(world, attach.uploading().about(about)).await;
    let attach = by(&patient, "POST /api/v1/messages/with-attachment", &["message.send"]);
    ledger.enter(world, attach.uploading_for_chat(world.id("chat_id")).about(about)).await;
    let read = "PUT /api/v1/messages/read-status";
    let ids = json!({ "message_ids": [first, id(&second)], "is_read": true });
    ledger.enter(world, by(&doctor, read, &["chat.read"]).sending(ids).about(about)).await;
    let chat = json!({ "chat_id": world.id("chat_id") });
    let read = "PATCH /api/v1/messages/read-status";
    ledger.enter(world, by(&doctor, read, &["chat.read"]).sending(chat).about(about)).await;
    for name in [
        "PUT /api/v1/messages/{message_id}/read",
        "PATCH /api/v1/messages/{message_id}/read",
        "PUT /api/v1/chat/messages/{message_id}/read",
        "PATCH /api/v1/chat/messages/{message_id}/read",
    ] {
        let words = json!({ "chat_id": world.id("chat_id"), "message": "one more" });
        let message = id(&patient.post("/messages", words).await.expect(201));
        world.ids.insert("message_id", message);
        ledger.enter(world, by(&doctor, name, &["chat.read"]).about(about)).await;
    }
    for (name, entry, status) in [
        ("PUT /api/v1/chat/threads/{chat_id}/status", &["chat.update"], "closed"),
        ("PATCH /api/v1/chat/threads/{chat_id}/status", &["chat.update"], "open"),
    ] {
        ledger.enter(world, by(&doctor, name, entry).sending(json!({ "status": status })).about(about)).await;
    }
    for (name, entry) in [
        ("PUT /api/v1/chats/{chat_id}/activate", &["chat.activate"]),
        ("PUT /api/v1/chats/{chat_id}/deactivate", &["chat.deactivate"]),
    ] {
        ledger.enter(world, by(&doctor, name, entry).about(about)).await;
    }
    let pair = json!({ "doctor_id": doctor.id, "patient_id": patient.id });
    for name in ["POST /api/v1/chats", "POST /api/v1/chat/threads"] {
        ledger.enter(world, by(&admin, "DELETE /api/v1/chats/{chat_id}", &["chat.delete"]).about(about)).await;
        let open = by(&patient, name, &["chat.open"]).sending(pair.clone()).about(about);
        let chat = id(&ledger.enter(world, open).await);
        world.ids.insert("chat_id", chat);
    }
}

pub async fn assistant(ledger: &mut Ledger<'_>, world: &mut World) {
    let (doctor, patient) = (world.doctor.clone(), world.patient.clone());
    let about = patient.id;
    let start = by(&patient, "POST /api/v1/ai/sessions", &["ai_session.start"]);
    let of_patient = json!({ "patient_id": patient.id, "chat_id": world.id("chat_id") });
    let session = id(&ledger.enter(world, start.sending(of_patient).about(about)).await);
    world.ids.insert("session_id", session.clone());
    let said = json!({ "session_id": session, "message": "sore throat" });
    let answer = by(&patient, "POST /api/v1/ai/messages", &["ai_session.answer"]).sending(said).about(about);
    ledger.enter(world, answer).await;
    let answer = by(&patient, "POST /api/v1/ai/sessions/{session_id}/messages", &["ai_session.answer"]);
    ledger.enter(world, answer.sending(json!({ "message": "since Monday" })).about(about)).await;
    let finalise = by(&patient, "PUT /api/v1/ai/sessions/{session_id}/summary", &["ai_session.finalise"]);
    let summary = json!({ "message": "Sore throat", "isSummary": true });
    ledger.enter(world, finalise.sending(summary).about(about)).await;
    let end = by(&patient, "PUT /api/v1/ai/sessions/{session_id}/end", &["ai_session.end"]).about(about);
    ledger.enter(world, end).await;
    let ask = by(&doctor, "POST /api/v1/ai/suggested-response", &["ai_suggestion.draft"]);
    let question = json!({ "patient_id": patient.id, "summary": "Sore throat" });
    ledger.enter(world, ask.sending(question).about(about)).await;
}

pub async fn suggestions(ledger: &mut Ledger<'_>, world: &mut World) {
    let (doctor, patient) = (world.doctor.clone(), world.patient.clone());
    let rate = by(&patient, "POST /api/v1/suggestions/{suggestion_id}/feedback", &["suggestion.rate"]);
    ledger.enter(world, rate.sending(json!({ "rating": 4, "helpful": true, "comment": "yes" }))).await;
    let fields = |problem: &str| json!({ "problem": problem, "description": "rest", "shared": false });
    for (name, entry) in [
        ("POST /api/v1/suggestions", &["suggestion.add"]),
        ("PUT /api/v1/suggestions/{suggestion_id}", &["suggestion.change"]),
        ("PATCH /api/v1/suggestions/{suggestion_id}", &["suggestion.change"]),
    ] {
        ledger.enter(world, by(&doctor, name, entry).sending(fields(name))).await;
    }
    ledger.enter(world, by(&doctor, "DELETE /api/v1/suggestions/{suggestion_id}", &["suggestion.remove"])).await;
}

pub async fn appointments(ledger: &mut Ledger<'_>, world: &mut World) {
    let (doctor, patient, hospital) = (world.doctor.clone(), world.patient.clone(), world.hospital.clone());
    let about = patient.id;
    let booking = |day: u32| {
        json!({ "doctor_id": doctor.id, "patient_id": patient.id, "hospital_id": hospital.id, "type": "remote",
            "time_slot": format!("2026-04-{day:02}T10:00Z"), "duration_minutes": 20, "reason": "cough",
            "symptoms": "cough", "extras": { "room": 7 } })
    };
    let book = by(&patient, "POST /api/v1/appointments", &["appointment.book"]).sending(booking(1)).about(about);
    let booked = id(&ledger.enter(world, book).await);
    world.ids.insert("appointment_id", booked.clone());
    let change = |reason: &str| json!({ "reason": reason, "type": "regular", "duration_minutes": 25 });
    let own = |reason: &str| json!({ "appointment_id": booked, "reason": reason });
    for (caller, name, body) in [
        (&patient, "PUT /api/v1/appointments/{appointment_id}", change("1")),
        (&patient, "PATCH /api/v1/appointments/{appointment_id}", change("2")),
        (&doctor, "PUT /api/v1/appointments/doctor/{doctor_id}", own("3")),
        (&doctor, "PATCH /api/v1/appointments/doctor/{doctor_id}", own("4")),
        (&patient, "PUT /api/v1/appointments/patient/{patient_id}", own("5")),
        (&patient, "PATCH /api/v1/appointments/patient/{patient_id}", own("6")),
    ] {
        ledger.enter(world, by(caller, name, &["appointment.change"]).sending(body).about(about)).await;
    }
    let status = by(&doctor, "PUT /api/v1/appointments/{appointment_id}/status", &["appointment.set_status"]);
    ledger.enter(world, status.sending(json!({ "status": "confirmed" })).about(about)).await;
    let status = by(&doctor, "PATCH /api/v1/appointments/{appointment_id}/status", &["appointment.set_status"]);
    let cancelled = json!({ "status": "cancelled", "cancellation_reason": "ill", "notes": "n" });
    ledger.enter(world, status.sending(cancelled).about(about)).await;
    for (day, name) in [
        (2, "PUT /api/v1/appointments/{appointment_id}/cancel"),
        (3, "POST /api/v1/appointments/{appointment_id}/cancel"),
        (4, "DELETE /api/v1/appointments/{appointment_id}"),
    ] {
        let booked = id(&patient.post("/appointments", booking(day)).await.expect(201));
        world.ids.insert("appointment_id", booked);
        let cancel = by(&patient, name, &["appointment.set_status"]).about(about);
        let cancel = if day == 4 { cancel } else { cancel.sending(json!({ "cancellation_reason": "better" })) };
        ledger.enter(world, cancel).await;
    }
}
