use e2e::{PASSWORD, TestApp};
use serde_json::json;

use super::phone::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn another_address_is_proven_by_a_code_and_the_old_one_is_told() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let new = "nadia@new.example";
    let ask = |password: &str, email: &str| json!({ "current_password": password, "new_email": email });
    nadia.post("/auth/change-email", ask("Wr0ng!pass", new)).await.refused(400, "current_password");
    nadia.post("/auth/change-email", ask(PASSWORD, "x")).await.refused(400, "new_email");
    nadia.post("/auth/change-email", json!({ "new_email": new })).await.refused(400, "current_password");
    nadia.post("/auth/change-email", ask(PASSWORD, new)).await.expect(202);
    assert_eq!(nadia.get("/users/me").await.expect(200)["email"], json!(nadia.email));
    let code = app.code_by_mail(new).await;
    let user = nadia.post("/auth/change-email/confirm", json!({ "otp_code": code })).await.expect(200);
    assert_eq!(user["email"], json!(new));
    nadia.post("/auth/change-email/confirm", json!({ "otp_code": code })).await.expect(401);
    assert_eq!(app.mail_to(&nadia.email).await.len(), 1, "the old address is told");
    app.post("/auth/login", json!({ "email": nadia.email, "password": PASSWORD })).await.expect(401);
    app.post("/auth/login", json!({ "email": new, "password": PASSWORD })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_an_address_that_has_an_account_and_nobody_learns_that_it_has() {
    let app = TestApp::start().await;
    let (nadia, yacine) = (app.patient("Nadia").await, app.patient("Yacine").await);
    let ask = json!({ "current_password": PASSWORD, "new_email": yacine.email });
    nadia.post("/auth/change-email", ask).await.expect(202);
    let told = app.mail_to(&yacine.email).await;
    assert_eq!(told.len(), 1);
    let text = told[0]["text"].as_str().unwrap();
    assert!(!text.split(|c: char| !c.is_ascii_digit()).any(|word| word.len() == 6), "no code: {text}");
    nadia.post("/auth/change-email/confirm", json!({ "otp_code": "123456" })).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_belongs_to_the_account_that_asked_for_it() {
    let app = TestApp::start().await;
    let (nadia, yacine) = (app.patient("Nadia").await, app.patient("Yacine").await);
    let ask = json!({ "current_password": PASSWORD, "new_phone": "+213 555 010 203" });
    nadia.post("/auth/change-phone", ask).await.expect(202);
    let code = app.code_by_sms("+213555010203").await;
    yacine.post("/auth/change-phone/confirm", json!({ "otp_code": code })).await.expect(401);
    let user = nadia.post("/auth/change-phone/confirm", json!({ "otp_code": code })).await.expect(200);
    assert_eq!(user["phone"], json!("+213555010203"));
    let again = json!({ "current_password": PASSWORD, "new_phone": "12" });
    nadia.post("/auth/change-phone", again).await.refused(400, "new_phone");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opened_an_account_with_an_address_of_somebody_else_keeps_no_way_in() {
    let app = TestApp::start().await;
    let (nadia, phone) = (app.patient("Nadia").await, "+213555010203");
    let add_phone = async |person: &e2e::Person| {
        person
            .post("/auth/change-phone", json!({ "current_password": PASSWORD, "new_phone": phone }))
            .await
            .expect(202);
        let code = app.code_by_sms(phone).await;
        person.post("/auth/change-phone/confirm", json!({ "otp_code": code })).await.expect(200)
    };
    let user = add_phone(&nadia).await;
    assert_eq!((&user["phone"], &user["is_verified"]), (&json!(phone), &json!(false)), "the number is not the mail");
    let asked = Browser::new(&app).post("/auth/signin", json!({ "phone": phone })).await.expect(200);
    let code = app.code_by_sms(phone).await;
    // The owner of the address takes the account.
    let take = async |password: &str| {
        app.post("/auth/forgot-password", json!({ "email": nadia.email })).await.expect(202);
        let token = app.token_in_mail(&nadia.email).await;
        app.post("/auth/reset-password", json!({ "reset_token": token, "new_password": password })).await.expect(200);
        app.post("/auth/login", json!({ "email": nadia.email, "password": password })).await.expect(200)["user"].clone()
    };
    let user = take("N3w!passw").await;
    assert_eq!((&user["phone"], &user["is_verified"]), (&json!(null), &json!(true)));
    let verify = format!("/auth/signin/verify/{}", asked["id"].as_str().unwrap());
    Browser::new(&app).post(&verify, json!({ "otp": code })).await.expect(401);
    Browser::new(&app).post("/auth/signin", json!({ "phone": phone })).await.expect(200);
    let texts = app.sms_to(phone).await;
    assert_eq!(texts.len(), 3, "two codes, and the word that the number went: {texts:#?}");
    let trail = "SELECT CAST(changes AS TEXT) AS line FROM audit_log WHERE action = 'user.reset_password'";
    assert!(app.lines(trail).await[0].contains("phone"));
    // A number that the owner adds stays.
    let owner = app.log_in_with(&nadia.email, "N3w!passw").await;
    owner.post("/auth/change-phone", json!({ "current_password": "N3w!passw", "new_phone": phone })).await.expect(202);
    let code = app.code_by_sms(phone).await;
    owner.post("/auth/change-phone/confirm", json!({ "otp_code": code })).await.expect(200);
    assert_eq!(take("N3wer!passw").await["phone"], json!(phone));
    let browser = Browser::new(&app);
    let asked = browser.post("/auth/signin", json!({ "phone": phone })).await.expect(200);
    let verify = format!("/auth/signin/verify/{}", asked["id"].as_str().unwrap());
    browser.post(&verify, json!({ "otp": app.code_by_sms(phone).await })).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_route_changes_an_address() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let sneaky = json!({ "email": "other@family.example", "phone": "+213555010203", "is_verified": true });
    nadia.put("/users/me", sneaky).await.expect(200);
    let user = nadia.get("/users/me").await.expect(200);
    assert_eq!((&user["email"], &user["is_verified"]), (&json!(nadia.email), &json!(false)));
    app.post("/auth/login", json!({ "email": nadia.email, "password": PASSWORD })).await.expect(200);
}
