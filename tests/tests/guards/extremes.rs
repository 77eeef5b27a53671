//! The strangest things that may be stored, and the lists that must show them.

use e2e::{TestApp, files::PNG, operations};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// Right-to-left, combining, surrogate pairs, quotes, controls and markup: everything but NUL is kept as given.
const STRANGE: &str =
    "\u{202e}\"';--<script>\u{301}\u{1F469}\u{200d}\u{2695}\u{fe0f}\u{feff}\u{7f}\u{1}\\%_{}[]\u{10ffff}";

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!(STRANGE), |inner, _| json!([inner]))
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_15_no_stored_row_breaks_a_list() {
    let app = TestApp::start().await;
    let world = app.world().await;
    let (patient, doctor, admin) = (&world.patient, &world.doctor, &world.admin);
    let about = format!("/patients/{}", patient.id);
    let long = |length: usize| STRANGE.chars().cycle().filter(|c| !c.is_whitespace()).take(length).collect::<String>();
    let record = json!({ "name": long(200), "dob": "1850-01-01", "gender": "other", "city": long(200),
        "address": long(1_000), "allergies": vec![long(1_000); 20], "medical_history": { STRANGE: nested(20) },
        "height_cm": 10, "weight_kg": 700, "emergency_contact_name": long(200) });
    let child = json!({ "relation": "other", "name": STRANGE, "dob": "2026-03-02", "medical_history": {} });
    accepted(patient.patch(&about, record).await);
    accepted(patient.post("/patients", child).await);
    accepted(patient.put("/users/me", json!({ "name": long(200), "address": long(1_000) })).await);
    let profile = json!({ "name": long(200), "bio": long(20_000), "details": long(20_000), "experience": 0,
        "consultation_fee": 0, "timezone": "Pacific/Kiritimati", "shift_time_start": "00:00", "shift_time_end": "23:59" });
    accepted(doctor.patch("/doctors/me/profile", profile).await);
    accepted(admin.post("/hospitals", json!({ "name": STRANGE, "specialities": [STRANGE], "city": long(200) })).await);
    accepted(admin.post("/specialties", json!({ "name": STRANGE, "description": long(20_000) })).await);
    accepted(doctor.put(&format!("{about}/case-history"), json!({ "summary": long(20_000) })).await);
    let report =
        json!({ "title": STRANGE, "report_type": "other", "description": long(20_000), "report_date": "1900-01-01" });
    accepted(doctor.post(&format!("{about}/reports"), report).await);
    let form = Form::new()
        .part("file", Part::bytes(PNG).file_name("\u{202e}gnp.\u{301}\u{1F469}\u{200d}%_;{}.png"))
        .text("remark", long(1_000));
    accepted(patient.send_form(&format!("{about}/case-history/documents"), form).await);
    let words = json!({ "chat_id": world.id("chat_id"), "message": long(4_000), "message_type": "image",
        "file_details": { STRANGE: nested(20) }, "client_message_id": STRANGE.trim() });
    accepted(patient.post("/messages", words).await);
    accepted(doctor.post("/suggestions", json!({ "problem": long(1_000), "description": long(20_000) })).await);
    let said = json!({ "session_id": world.id("session_id"), "message": long(4_000) });
    accepted(patient.post("/ai/messages", said).await);
    let visit = json!({ "doctor_id": doctor.id, "time_slot": "2026-12-31T23:59:59.999999Z", "duration_minutes": 5,
        "reason": long(1_000), "symptoms": long(1_000), "extras": nested(20), "type": "emergency" });
    accepted(patient.post("/appointments", visit).await);
    app.run_jobs().await;

    for list in operations().iter().filter(|operation| operation.answers_list) {
        for (role, person) in world.everybody() {
            let mut path = world.path(list);
            match list.path.as_str() {
                "/api/v1/messages" => path = format!("{path}?chat_id={}", world.id("chat_id")),
                of if of.ends_with("/messages/search") => path = format!("{path}?query=%22"),
                _ => {}
            }
            let reply = person.send(person.request_at(reqwest::Method::GET, &path)).await;
            let passes = list.roles.is_empty() || list.roles.iter().any(|name| name == role);
            let status = reply.status.as_u16();
            assert!(status == 200 || !passes || [403, 404].contains(&status), "{path} as {role}: {:#}", reply.body);
        }
    }
    let kept = patient.get(&format!("/chats/{}/messages?limit=1", world.id("chat_id"))).await.rows().remove(0);
    assert_eq!((&kept["message"], &kept["file_details"][STRANGE]), (&json!(long(4_000)), &nested(20)));
}

/// Stored, or refused by name.
#[track_caller]
fn accepted(reply: e2e::Reply) {
    let named = reply.status == 400 && reply.body["error"]["details"]["field"].is_string();
    assert!(!named, "this test means to store what is accepted: {:#}", reply.body["error"]);
    assert!(reply.status.is_success(), "{} {:#}", reply.status, reply.body);
}
