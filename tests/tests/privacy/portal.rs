use e2e::TestApp;
use serde_json::json;

use crate::identity::phone::Browser;

const PHONE: &str = "+213555010203";
const PLACE: &str = "/protected/user/deleteProfile";

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_deletes_its_profile_by_a_code_in_a_text_message() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    browser.sign_up(&app, PHONE, "patient").await;
    browser.on(Some("https://evil.example.org")).post(PLACE, json!({})).await.expect(403);
    browser.on(None).post(PLACE, json!({})).await.expect(403);
    let asked = browser.post(PLACE, json!({})).await.expect(202);
    assert_eq!(asked["otp_required"], json!(true));
    let code = app.code_by_sms(PHONE).await;
    browser.on(Some("https://evil.example.org")).post(PLACE, json!({ "otp": code })).await.expect(403);
    browser.get("/protected/user/sessionDetail").await.expect(200);
    let body = json!({ "otp": code, "transaction_id": asked["transaction_id"] });
    let done = browser.post(PLACE, body).await;
    let cookie = done.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("session_id=;") && cookie.contains("Max-Age=0"), "{cookie}");
    let done = done.expect(200);
    assert_eq!((&done["success"], &done["message"]), (&json!(true), &json!("your account is erased")));
    assert_eq!(browser.stored(), None, "the jar is empty");
    browser.get("/protected/user/sessionDetail").await.expect(401);

    let told = app.sms_to(PHONE).await;
    assert!(told.last().unwrap()["text"].as_str().unwrap().contains("erased"), "{told:#?}");
    let before = told.len();
    browser.post("/auth/signin", json!({ "phone": PHONE })).await.expect(200);
    assert_eq!(app.sms_to(PHONE).await.len(), before, "nobody has this number");
    assert_eq!(app.rows().await.with("Nadia Haddad"), [""; 0]);
    assert_eq!(app.rows().await.with(PHONE), [""; 0]);
    let back = browser.sign_up(&app, PHONE, "patient").await;
    assert_eq!(back["user"]["phone"], json!(PHONE));
}
