use std::ops::Deref;

use domain::accounts::NewAccount;
use serde_json::{Value, json};
use testkit::{secret, secret_name};
use uuid::Uuid;

use crate::{Client, TestApp};

/// The password of everybody in the tests.
pub const PASSWORD: &str = "Str0ng!pass";

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    client: Client,
    /// The account.
    pub user: Uuid,
    /// The doctor, hospital or patient behind it; for administrators the account again.
    pub id: Uuid,
    /// The refresh token of the sign-in.
    pub refresh_token: String,
    /// The e-mail address.
    pub email: String,
}

impl Deref for Person {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

fn id(value: &Value) -> Uuid {
    value.as_str().and_then(|text| text.parse().ok()).expect("an id")
}

impl Person {
    pub(crate) fn signed_in(client: &Client, email: &str, tokens: &Value) -> Self {
        secret(email);
        secret(PASSWORD);
        secret_name(tokens["user"]["name"].as_str().unwrap_or_default());
        let user = id(&tokens["user_id"]);
        let profile = if tokens["profile_id"].is_null() { user } else { id(&tokens["profile_id"]) };
        Self {
            client: client.with_token(tokens["access_token"].as_str().expect("a token")),
            user,
            id: profile,
            refresh_token: tokens["refresh_token"].as_str().expect("a token").to_owned(),
            email: email.to_owned(),
        }
    }
}

impl Person {
    /// The same person on another server.
    #[must_use]
    pub fn at(&self, client: &Client) -> Self {
        Self { client: client.with_token(self.token()), ..self.clone() }
    }
}

impl TestApp {
    /// A new administrator.
    pub async fn admin(&self) -> Person {
        let email = address("admin");
        let account = NewAccount {
            email: email.clone(),
            password: PASSWORD.to_owned(),
            name: "Administrator".to_owned(),
            first_name: None,
            last_name: None,
            contact: None,
            address: None,
        };
        self.wired.services.sign_up.admin_by_operator(account).await.expect("an administrator");
        self.log_in(&email).await
    }
    /// Somebody with this address and the usual password signs in.
    pub async fn log_in(&self, email: &str) -> Person {
        self.log_in_with(email, PASSWORD).await
    }
    /// Somebody with this address and this password signs in.
    pub async fn log_in_with(&self, email: &str, password: &str) -> Person {
        let body = json!({ "email": email, "password": password });
        secret(password);
        let tokens = self.anonymous().post("/auth/login", body).await.expect(200);
        Person::signed_in(&self.anonymous(), email, &tokens)
    }
    /// A new patient of this name, whose address nobody has proven.
    pub async fn patient(&self, name: &str) -> Person {
        self.signed_up("/auth/patient-signup", name, json!({})).await
    }
    /// A new doctor of this name, unverified.
    pub async fn unverified_doctor(&self, name: &str) -> Person {
        self.signed_up("/auth/doctor-signup", name, json!({ "specialization": "cardiology" })).await
    }
    /// A new hospital of this name, unverified.
    pub async fn unverified_hospital(&self, name: &str) -> Person {
        self.signed_up("/auth/hospital-signup", name, json!({ "city": "Algiers" })).await
    }
    /// Signs somebody up at this route with these fields besides name, e-mail and password.
    pub async fn signed_up(&self, route: &str, name: &str, fields: Value) -> Person {
        let email = address(name);
        let mut body = json!({ "email": email, "password": PASSWORD, "name": name });
        body.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
        let tokens = self.anonymous().post(route, body).await.expect(201);
        Person::signed_in(&self.anonymous(), &email, &tokens)
    }
}

/// A word that no other test has.
#[expect(clippy::disallowed_methods, reason = "tests share one database server")]
pub fn unique() -> String {
    Uuid::new_v4().simple().to_string()
}

pub(crate) fn address(name: &str) -> String {
    let word: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{word}-{}@example.org", unique())
}
