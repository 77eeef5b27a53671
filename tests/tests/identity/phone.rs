use std::sync::Arc;

use chrono::TimeDelta;
use e2e::{Client, Reply, TestApp};
use reqwest::{
    Method,
    cookie::{CookieStore, Jar},
    header::HeaderValue,
};
use serde_json::{Value, json};
use testkit::secret;
use tokio_tungstenite::tungstenite::handshake::client::Request as Handshake;

const PHONE: &str = "+213555010203";

/// A browser: it keeps cookies in a jar and says which page asks.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    jar: Arc<Jar>,
    header: Option<HeaderValue>,
    origin: Option<String>,
}

impl Browser {
    /// On a page of ours, with an empty jar.
    pub fn new(app: &TestApp) -> Self {
        let (plain, jar) = (app.anonymous(), Arc::<Jar>::default());
        let client = plain.with_jar(&jar);
        Self { origin: Some(client.base().to_owned()), client, jar, header: None }
    }
    /// The same browser on a page of another site, or without a page.
    pub fn on(&self, origin: Option<&str>) -> Self {
        Self { origin: origin.map(str::to_owned), ..self.clone() }
    }
    /// Sends this header as it is, in the place of what is in the jar.
    pub fn with_cookie(&self, header: &[u8]) -> Self {
        Self { header: Some(HeaderValue::from_bytes(header).expect("a header")), ..self.clone() }
    }
    /// What the jar holds for the pages of the server, `session_id=…`; none where it is empty.
    pub fn stored(&self) -> Option<String> {
        let page = self.client.base().parse().expect("an address");
        self.jar.cookies(&page).map(|cookies| cookies.to_str().expect("a text").to_owned())
    }
    pub fn cookie(&self) -> String {
        self.stored().expect("a cookie")
    }
    /// A handshake below the API's base, as the page sends it.
    pub fn handshake(&self, path: &str) -> Handshake {
        let mut handshake = self.client.handshake(path);
        let headers = handshake.headers_mut();
        headers.insert("cookie", self.cookie().parse().expect("a header"));
        if let Some(origin) = &self.origin {
            headers.insert("origin", origin.parse().expect("a header"));
        }
        handshake
    }
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.client.request_at(method, path);
        if let Some(header) = &self.header {
            request = request.header("cookie", header);
        }
        if let Some(origin) = &self.origin {
            request = request.header("origin", origin);
        }
        request
    }
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        self.client.send(request).await
    }
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::POST, path).json(&body)).await
    }
    /// Signs up with this number and keeps the cookie.
    pub async fn sign_up(&self, app: &TestApp, phone: &str, role: &str) -> Value {
        secret(phone);
        secret("Nadia Haddad");
        let body = json!({ "phone": phone, "name": "Nadia Haddad", "role": role });
        let asked = self.post("/auth/signup", body).await.expect(200);
        let code = app.code_by_sms(phone).await;
        let path = format!("/auth/signup/verify/{}", asked["id"].as_str().expect("an id"));
        self.verify(&path, &code).await
    }
    pub async fn verify(&self, path: &str, code: &str) -> Value {
        let verified = self.post(path, json!({ "otp": code })).await.expect(200);
        assert!(self.cookie().starts_with("session_id="), "{}", self.cookie());
        verified
    }
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_signs_up_signs_out_and_signs_in_by_telephone() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    let verified = browser.sign_up(&app, PHONE, "patient").await;
    assert_eq!((&verified["success"], &verified["user"]["phone"]), (&json!(true), &json!(PHONE)));
    assert!(verified["session"]["id"].is_string());
    let detail = browser.get("/protected/user/sessionDetail").await.expect(200);
    assert_eq!(detail["user"]["name"], json!("Nadia Haddad"));
    assert_eq!((&detail["profile"]["name"], &detail["connections"]), (&json!("Nadia Haddad"), &json!([])));
    browser.get("/api/v1/users/me").await.expect(200);
    let thief = browser.with_cookie(browser.cookie().as_bytes());
    thief.get("/protected/user/sessionDetail").await.expect(200);
    assert_eq!(browser.post("/auth/signout", json!({})).await.expect(200), json!({ "success": true }));
    assert_eq!(browser.stored(), None, "the jar is empty again");
    browser.get("/protected/user/sessionDetail").await.expect(401);
    thief.get("/protected/user/sessionDetail").await.expect(401);
    browser.post("/auth/signout", json!({})).await.expect(200);

    let asked = browser.post("/auth/signin", json!({ "phone": "555-01.02 03 0", "country_code": "x" })).await;
    asked.refused(400, "phone");
    let asked = browser.post("/auth/signin", json!({ "phone": PHONE })).await.expect(200);
    let code = app.code_by_sms(PHONE).await;
    browser.verify(&format!("/auth/signin/verify/{}", asked["id"].as_str().unwrap()), &code).await;
    browser.get("/protected/user/sessionDetail").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_and_known_numbers_get_the_same_answers() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    browser.sign_up(&app, PHONE, "patient").await;
    let keys = |answer: &Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let known = browser.post("/auth/signin", json!({ "phone": PHONE })).await.expect(200);
    let unknown = browser.post("/auth/signin", json!({ "phone": "+213555999999" })).await.expect(200);
    assert_eq!((keys(&known), &known["message"]), (keys(&unknown), &unknown["message"]));
    assert!(app.sms_to("+213555999999").await.is_empty());
    let body = json!({ "phone": PHONE, "name": "Somebody", "user_type": "patient" });
    let again = browser.post("/auth/signup", body).await.expect(200);
    assert_eq!(keys(&again), keys(&known));
    let last = app.sms_to(PHONE).await.pop().unwrap();
    assert!(!last["text"].as_str().unwrap().split(|c: char| !c.is_ascii_digit()).any(|word| word.len() == 6), "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_13_a_code_is_good_for_its_own_request_purpose_and_number() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    browser.sign_up(&app, PHONE, "patient").await;
    let sign_up = |phone: &str| json!({ "phone": phone, "name": "Yacine", "role": "doctor" });
    let mine = browser.post("/auth/signin", json!({ "phone": PHONE })).await.expect(200);
    let other = browser.post("/auth/signup", sign_up("+213555999999")).await.expect(200);
    let (my_code, other_code) = (app.code_by_sms(PHONE).await, app.code_by_sms("+213555999999").await);
    let verify = |kind: &str, id: &Value, code: &str| {
        let path = format!("/auth/{kind}/verify/{}", id.as_str().unwrap());
        let (browser, code) = (&browser, code.to_owned());
        async move { browser.post(&path, json!({ "otp": code })).await }
    };
    if my_code != other_code {
        verify("signin", &mine["id"], &other_code).await.expect(401);
    }
    verify("signup", &mine["id"], &my_code).await.expect(401);
    verify("signin", &other["id"], &other_code).await.expect(401);
    let body = json!({ "otp_code": my_code, "transaction_id": mine["id"] });
    app.post("/auth/verify-otp", body).await.expect(401);
    verify("signin", &mine["id"], &other_than(&my_code)).await.expect(401);
    browser.post("/auth/signin/verify/x", json!({ "otp": my_code })).await.refused(400, "id");
    verify("signin", &mine["id"], &my_code).await.expect(200);
    verify("signup", &other["id"], &other_code).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_by_telephone_waits_for_verification_and_nobody_else_signs_up() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    let verified = browser.sign_up(&app, PHONE, "doctor").await;
    assert_eq!(verified["user"]["role"], json!("doctor"));
    let detail = browser.get("/protected/user/sessionDetail").await.expect(200);
    assert_eq!(detail["profile"]["is_verified"], json!(false));
    let second = browser.request(Method::PUT, "/api/v1/auth/second-factor").json(&json!({ "enabled": true }));
    browser.send(second).await.expect(403);
    for role in ["admin", "hospital", "nurse", "receptionist", "x"] {
        let body = json!({ "phone": "+213555010204", "name": "X", "role": role });
        browser.post("/auth/signup", body).await.refused(400, "role");
    }
    browser.post("/auth/signup", json!({ "phone": "12", "name": "X", "role": "patient" })).await.refused(400, "phone");
    browser.post("/auth/signup", json!({ "phone": PHONE, "role": "patient" })).await.refused(400, "name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_telephone_lives_five_minutes_and_comes_again() {
    let app = TestApp::start().await;
    let browser = Browser::new(&app);
    let body = json!({ "phone": PHONE, "name": "Nadia", "role": "patient" });
    let asked = browser.post("/auth/signup", body).await.expect(200);
    let old = app.code_by_sms(PHONE).await;
    browser.post("/auth/signup/resendotp", json!({ "phone": PHONE })).await.expect(429);
    app.wait(TimeDelta::seconds(62));
    let again = browser.post("/auth/signup/resendotp", json!({ "phone": PHONE })).await.expect(200);
    assert_eq!(again["success"], json!(true));
    let new = app.code_by_sms(PHONE).await;
    assert_ne!(old, new);
    let path = format!("/auth/signup/verify/{}", asked["id"].as_str().unwrap());
    browser.post(&path, json!({ "otp": old })).await.expect(401);
    app.wait(TimeDelta::seconds(301));
    browser.post(&path, json!({ "otp": new })).await.expect(401);
    app.wait(TimeDelta::seconds(62));
    browser.post("/auth/signup/resendotp", json!({ "phone": PHONE })).await.expect(200);
    assert_eq!(app.sms_to(PHONE).await.len(), 2, "there is nothing left to be sent anew");
    browser.sign_up(&app, PHONE, "patient").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_for_a_code_by_telephone_has_it_again_from_elsewhere_by_its_id() {
    let app = super::behind_a_proxy(&[]).await;
    let (home, elsewhere) = ("203.0.113.7", "198.51.100.9");
    let post = async |address: &str, path: &str, body: Value| {
        app.send(app.request_at(Method::POST, path).header("x-forwarded-for", address).json(&body)).await
    };
    let body = json!({ "phone": PHONE, "name": "Nadia", "role": "patient" });
    let asked = post(home, "/auth/signup", body).await.expect(200);
    app.run_jobs().await;
    let again = async |body: Value| {
        app.wait(TimeDelta::seconds(62));
        post(elsewhere, "/auth/signup/resendotp", body).await.expect(200);
        app.run_jobs().await;
        app.sms_to(PHONE).await.len()
    };
    assert_eq!(again(json!({ "phone": PHONE })).await, 1, "nobody else's to send");
    assert_eq!(again(json!({ "phone": PHONE, "id": asked["id"] })).await, 2);
    let garbled = json!({ "phone": PHONE, "id": "7" });
    post(elsewhere, "/auth/signup/resendotp", garbled).await.refused(400, "id");
}
