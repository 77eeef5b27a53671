//! What answers say alike.

use e2e::{PASSWORD, TestApp};
use serde_json::{Value, json};

fn is_to_the_microsecond(time: &Value) -> bool {
    let time = time.as_str().unwrap_or_default();
    time.len() == "2026-03-01T09:00:00.000000Z".len() && time.get(19..20) == Some(".") && time.ends_with('Z')
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_stamped_to_the_microsecond() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let replies = [nadia.get("/users/me").await, nadia.get("/auth/sessions").await, nadia.get("/nothing").await];
    for reply in replies {
        assert!(is_to_the_microsecond(&reply.body["timestamp"]), "{:#}", reply.body);
    }
    let error = nadia.get("/nothing").await.body["error"]["timestamp"].clone();
    assert!(is_to_the_microsecond(&error), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_carry_both_of_two_names() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let doctor = app.doctor(&admin, "Amina").await;
    app.treat(&admin, &doctor, nadia.id).await;
    doctor.put(&format!("/doctors/{}", doctor.id), json!({ "experience_years": 7 })).await.expect(200);
    let me = nadia.get("/users/me").await.expect(200);
    assert_eq!((&me["role"], &me["user_type"]), (&json!("patient"), &json!("patient")));
    let body = json!({ "email": nadia.email, "password": PASSWORD });
    let tokens = app.anonymous().post("/auth/login", body).await.expect(200);
    assert_eq!((&tokens["role"], &tokens["user_type"]), (&json!("patient"), &json!("patient")));
    let treating = nadia.get(&format!("/patients/{}/doctors", nadia.id)).await.rows()[0].clone();
    assert_eq!((&treating["experience"], &treating["experience_years"]), (&json!(7), &json!(7)));
}
