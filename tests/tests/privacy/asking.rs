use chrono::TimeDelta;
use e2e::{PASSWORD, Person, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use super::{asked, entries, erased, given};

async fn is_there(person: &Person) {
    assert_eq!(person.get("/users/me").await.expect(200)["email"], json!(person.email));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_is_good_again_where_the_erasure_failed() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let code = asked(&app, &nadia).await;
    app.tamper("ALTER TABLE password_history RENAME TO away").await;
    given(&nadia, &code).await.expect(503);
    app.tamper("ALTER TABLE away RENAME TO password_history").await;
    nadia.get("/users/me").await.expect(200);
    given(&nadia, &code).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_erased_by_a_fresh_code_and_signed_out_everywhere() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let elsewhere = app.log_in(&nadia.email).await;
    let first = nadia.delete("/users/me").await.expect(202);
    assert!(first["otp_required"] == json!(true) && first["otp_expires_at"].is_string(), "{first:#}");
    let code = app.code_by_mail(&nadia.email).await;
    let body = json!({ "otp_code": code, "transaction_id": first["transaction_id"] });
    let done = nadia.send(nadia.request(Method::DELETE, "/users/me").json(&body)).await;
    let cookie = done.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("session_id=;") && cookie.contains("Max-Age=0"), "{cookie}");
    done.expect(200);
    for session in [&nadia, &elsewhere] {
        session.get("/users/me").await.expect(401);
        app.post("/auth/refresh", json!({ "refresh_token": session.refresh_token })).await.expect(401);
    }
    let last = app.mail_to(&nadia.email).await.pop().unwrap();
    assert!(last["subject"].as_str().unwrap().contains("erased"), "{last:#}");
    assert_eq!((entries(&app, "user.erase").await, entries(&app, "patient.erase").await), (1, 1));

    let sign_in = async |email: &str| app.post("/auth/login", json!({ "email": email, "password": PASSWORD })).await;
    let (old, unknown) = (sign_in(&nadia.email).await, sign_in("nobody@example.org").await);
    assert_eq!(old.body["message"], unknown.body["message"]);
    old.expect(401);
    unknown.expect(401);
    let again = json!({ "email": nadia.email, "password": PASSWORD, "name": "Nadia" });
    let tokens = app.post("/auth/patient-signup", again).await.expect(201);
    assert_ne!(tokens["user_id"], json!(nadia.user));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_code_erases() {
    let app = TestApp::start().await;
    let (nadia, yacine) = (app.patient("Nadia").await, app.patient("Yacine").await);
    let before = entries(&app, "user.erase").await;
    given(&nadia, "123456").await.expect(401);
    let foreign = asked(&app, &yacine).await;
    let own = asked(&app, &nadia).await;
    assert_ne!(own, foreign);
    given(&nadia, &foreign).await.expect(401);
    let bad: [(&str, Value); 4] =
        [("otp_code", json!("12")), ("otp_code", json!(7)), ("transaction_id", json!("x")), ("otp", json!("999999"))];
    for (field, value) in bad {
        let mut body = json!({ "otp_code": own });
        body[field] = value;
        nadia.send(nadia.request(Method::DELETE, "/users/me").json(&body)).await.refused(400, field);
    }
    let elsewhere = json!({ "otp_code": own, "transaction_id": "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b" });
    nadia.send(nadia.request(Method::DELETE, "/users/me").json(&elsewhere)).await.expect(401);
    app.wait(TimeDelta::minutes(11));
    given(&nadia, &own).await.expect(401);
    is_there(&nadia).await;
    is_there(&yacine).await;
    assert_eq!(entries(&app, "user.erase").await, before);
    erased(&app, &nadia).await;
    is_there(&yacine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_for_another_deed_does_not_erase_and_is_used_up() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let off = json!({ "enabled": false, "current_password": PASSWORD });
    nadia.put("/auth/second-factor", off).await.expect(202);
    let code = app.code_by_mail(&nadia.email).await;
    given(&nadia, &code).await.expect(401);
    is_there(&nadia).await;
    let erasing = asked(&app, &nadia).await;
    let off = json!({ "enabled": false, "current_password": PASSWORD, "otp_code": erasing });
    nadia.put("/auth/second-factor", off).await.expect(401);
    given(&nadia, &erasing).await.expect(401);
    is_there(&nadia).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_waited_for_the_account_are_forgotten() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    app.post("/auth/forgot-password", json!({ "email": nadia.email })).await.expect(202);
    let reset = app.code_by_mail(&nadia.email).await;
    erased(&app, &nadia).await;
    let body = json!({ "new_password": "N3w!passw", "otp_code": reset, "email": nadia.email });
    app.post("/auth/reset-password", body).await.expect(401);
    app.post("/auth/forgot-password", json!({ "email": nadia.email })).await.expect(202);
    let last = app.mail_to(&nadia.email).await.pop().unwrap();
    assert!(last["subject"].as_str().unwrap().contains("erased"), "no code goes to an address of nobody: {last:#}");
}
