use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    accounts::SignUp,
    auth::{Auth, AuthParts, Codes, Policy, Registration},
    kernel::{Error, Origin, Role, SessionId, UserId},
    limits::{Limits, Rules},
    ports::{AccessToken, Claims, PasswordError, Passwords, TokenError, Tokens},
};
use e2e::{PASSWORD, TestApp, statuses};
use embedded::{InProcessLimiter, InProcessOtp};
use futures_util::future::join_all;
use http_actix::{
    cli::prepare,
    config::{Config, Overrides},
    wire::{Ports, wire},
};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// Sign-in with these passwords.
fn auth(app: &TestApp, passwords: Arc<Slow>) -> Auth {
    let (core, limiter) = (app.wired.core.clone(), Arc::new(InProcessLimiter::default()));
    Auth::new(AuthParts {
        codes: Codes::new(core.clone(), app.wired.otp.clone()),
        limits: Limits::new(limiter.clone(), limiter, Rules::default(), core.fresh.clone()),
        policy: Policy {
            registration: Registration::Direct,
            second_factor: Vec::new(),
            can_mail: true,
            can_text: true,
        },
        sign_up: SignUp::new(core.clone(), passwords.clone()),
        tickets: Arc::new(InProcessOtp::default()),
        tokens: Arc::new(PlainTokens),
        passwords,
        core,
    })
}

/// Finds every password right, but only once it is told to go on.
#[derive(Default)]
struct Slow {
    asked: Notify,
    go_on: Notify,
}

#[async_trait]
impl Passwords for Slow {
    async fn hash(&self, _: &str) -> Result<String, PasswordError> {
        Err(PasswordError::Failed("nothing is hashed here".into()))
    }
    async fn verify(&self, _: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        self.asked.notify_one();
        self.go_on.notified().await;
        Ok(hash.is_some())
    }
    fn reads(&self, _: &str) -> bool {
        true
    }
    fn needs_rehash(&self, _: &str, _: &str) -> bool {
        false
    }
}

struct PlainTokens;

impl Tokens for PlainTokens {
    fn issue(&self, _: UserId, _: Role, session: SessionId, _: DateTime<Utc>) -> Result<AccessToken, TokenError> {
        Ok(AccessToken { token: session.to_string(), expires_in: 1 })
    }
    fn verify(&self, _: &str, _: DateTime<Utc>) -> Result<Claims, TokenError> {
        Err(TokenError::Invalid)
    }
    fn refresh_hash(&self, token: &str) -> String {
        token.to_owned()
    }
    fn jwks(&self) -> Value {
        json!({ "keys": [] })
    }
}

fn change(current: &str, new: &str) -> Value {
    json!({ "current_password": current, "new_password": new })
}

#[tokio::test(flavor = "multi_thread")]
async fn regression_12_a_sign_in_under_way_does_not_outlive_the_password_or_the_account() {
    let app = TestApp::start().await;
    let (admin, nadia) = (app.admin().await, app.patient("Nadia").await);
    let begin = |email: &str| {
        let slow = Arc::new(Slow::default());
        let auth = auth(&app, slow.clone());
        let email = email.to_owned();
        let signing_in = tokio::spawn(async move { auth.log_in(&email, PASSWORD, &Origin::default()).await });
        (slow, signing_in)
    };

    let (slow, signing_in) = begin(&nadia.email);
    slow.asked.notified().await;
    slow.go_on.notify_one();
    signing_in.await.unwrap().expect("nothing came in between");

    let (slow, signing_in) = begin(&nadia.email);
    slow.asked.notified().await;
    nadia.post("/auth/change-password", change(PASSWORD, "N3w!passw")).await.expect(200);
    slow.go_on.notify_one();
    assert!(matches!(signing_in.await.unwrap(), Err(Error::Unauthorized(_))), "the old password has ended");
    assert_eq!(nadia.get("/auth/sessions").await.rows().len(), 1);

    let (slow, signing_in) = begin(&nadia.email);
    slow.asked.notified().await;
    admin.put(&format!("/users/{}", nadia.user), json!({ "is_active": false })).await.expect(200);
    slow.go_on.notify_one();
    assert!(matches!(signing_in.await.unwrap(), Err(Error::Unauthorized(_))), "the account has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_from_one_password_one_counts() {
    let app = TestApp::start().await;
    let nadia = app.patient("Nadia").await;
    let tries = ["F1rst!pass", "S3cond!pass", "Th1rd!pass"]
        .map(|new| async { nadia.post("/auth/change-password", change(PASSWORD, new)).await });
    assert_eq!(statuses(&join_all(tries).await), [200, 400, 400]);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_once_make_one_first_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let environment = [
        ("DATABASE_URL", format!("sqlite:{}", folder.path().join("first.db").display())),
        ("JWT_ALGORITHM", "HS256".to_owned()),
        ("JWT_SECRET_KEY", "a secret of tests, long enough for HS256".to_owned()),
        ("LIFELINE__AUTH__BCRYPT_COST", "8".to_owned()),
        ("LIFELINE_ADMIN_EMAIL", "first@example.org".to_owned()),
        ("LIFELINE_ADMIN_PASSWORD", PASSWORD.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let overrides = Overrides { port: Some(0), data_dir: Some(folder.path().to_owned()), config_file: None };
    let config = Config::from_sources(&environment, None, &overrides).unwrap();
    let wired = wire(config, Ports::default()).await.unwrap();
    wired.database.migrate().await.unwrap();
    let starts = join_all((0..4).map(|_| prepare(&wired))).await;
    for started in starts {
        started.expect("a start");
    }
    assert!(wired.services.sign_up.has_admin().await.unwrap());
    wired.database.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_staff_of_a_hospital_that_is_not_verified_act_for_nobody() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hospital = app.hospital(&admin, "Saint Louis").await;
    let (nurse, desk) = (app.nurse(&hospital).await, app.receptionist(&hospital).await);
    nurse.get("/patients").await.expect(200);
    admin.put(&format!("/hospitals/{}/verify", hospital.id), json!({ "is_verified": false })).await.expect(200);
    app.wait(TimeDelta::seconds(10));
    for member in [&nurse, &desk] {
        member.get("/patients").await.expect(401);
    }
    hospital.get(&format!("/hospitals/{}", hospital.id)).await.expect(200);
    admin.put(&format!("/hospitals/{}/verify", hospital.id), json!({})).await.expect(200);
    app.wait(TimeDelta::seconds(10));
    nurse.get("/patients").await.expect(200);
    admin.delete(&format!("/hospitals/{}?force=true", hospital.id)).await.expect(200);
    app.wait(TimeDelta::seconds(10));
    desk.get("/patients").await.expect(401);
}
