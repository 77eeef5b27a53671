//! `[auth]`: tokens, passwords and the first administrator.

use domain::{
    auth::{Policy, Registration},
    kernel::{Role, parse},
    text_enum,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{ConfigError, Environment, error::within, reading, server::cores, signing_keys};

text_enum! {
    /// How access tokens are signed.
    pub enum SigningAlgorithm {
        /// By a private RSA key.
        Rs256 = "RS256",
        /// By a secret that signs and verifies.
        Hs256 = "HS256",
    }
}

text_enum! {
    /// How accounts come to be by `/auth/register`.
    pub enum RegistrationPolicy {
        /// At once.
        Direct = "direct",
        /// After a code that is sent to the address.
        Otp = "otp",
    }
}

/// Sign-in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// How access tokens are signed.
    #[serde(deserialize_with = "reading::word")]
    pub algorithm: SigningAlgorithm,
    /// A PEM private key for RS256, at least 32 bytes for HS256; none is made at the first start.
    #[serde(deserialize_with = "signing_keys::current")]
    pub secret_key: Option<SecretString>,
    /// Keys that do not sign here, and whose signatures count.
    #[serde(deserialize_with = "signing_keys::earlier")]
    pub earlier_keys: Vec<SecretString>,
    /// How long an access token is good.
    pub access_token_minutes: u32,
    /// How long a session lives without a refresh.
    pub refresh_token_days: u32,
    /// bcrypt's cost.
    pub bcrypt_cost: u32,
    /// Threads that hash; 0 is half the cores, see [`Auth::password_thread_count`].
    pub password_threads: usize,
    /// Sign-ins that may wait for them.
    pub password_queue: usize,
    /// How accounts come to be by `/auth/register`.
    #[serde(deserialize_with = "reading::word")]
    pub registration: RegistrationPolicy,
    /// Roles that sign in with a code besides the password.
    #[serde(deserialize_with = "roles")]
    pub second_factor: Vec<Role>,
    /// The first administrator's address.
    #[serde(deserialize_with = "reading::optional")]
    pub admin_email: Option<String>,
    /// The first administrator's password.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub admin_password: Option<SecretString>,
}

impl Auth {
    pub(super) fn validate(&self, environment: Environment) -> Result<(), ConfigError> {
        within("auth.access_token_minutes", &self.access_token_minutes, &(1..=1_440))?;
        within("auth.refresh_token_days", &self.refresh_token_days, &(1..=365))?;
        within("auth.password_threads", &self.password_threads, &(0..=256))?;
        within("auth.password_queue", &self.password_queue, &(1..=10_000))?;
        let cheapest = if environment == Environment::Development { 4 } else { 10 };
        within("auth.bcrypt_cost", &self.bcrypt_cost, &(cheapest..=15))?;
        match (&self.admin_email, &self.admin_password) {
            (Some(_), None) => Err(ConfigError::key("auth.admin_password", "must be set beside auth.admin_email")),
            (None, Some(_)) => Err(ConfigError::key("auth.admin_email", "must be set beside auth.admin_password")),
            (Some(email), Some(password)) => check_admin(email, password).and_then(|()| self.check_keys()),
            (None, None) => self.check_keys(),
        }
    }

    /// Threads that hash, at least one.
    pub fn password_thread_count(&self) -> usize {
        if self.password_threads > 0 { self.password_threads } else { (cores() / 2).max(1) }
    }

    /// Whether somebody cannot sign in without a code.
    pub fn sends_codes(&self) -> bool {
        self.registration == RegistrationPolicy::Otp || !self.second_factor.is_empty()
    }

    /// As the domain asks; `can_mail` and `can_text` say what is there that sends.
    pub fn policy(&self, can_mail: bool, can_text: bool) -> Policy {
        let registration = match self.registration {
            RegistrationPolicy::Direct => Registration::Direct,
            RegistrationPolicy::Otp => Registration::Otp,
        };
        Policy { registration, second_factor: self.second_factor.clone(), can_mail, can_text }
    }

    fn check_keys(&self) -> Result<(), ConfigError> {
        if let Some(key) = &self.secret_key {
            signing_keys::check_current(self.algorithm, key)?;
        }
        signing_keys::check_earlier(&self.earlier_keys)
    }
}

/// What sign-up would refuse is refused before anything is started.
fn check_admin(email: &str, password: &SecretString) -> Result<(), ConfigError> {
    parse::email(email.to_owned()).map_err(|problem| ConfigError::key("auth.admin_email", problem))?;
    let password = parse::new_password(password.expose_secret().to_owned());
    password.map_err(|problem| ConfigError::key("auth.admin_password", problem))?;
    Ok(())
}

fn roles<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Vec<Role>, D::Error> {
    let words = Vec::<String>::deserialize(value)?;
    let role = |word: &String| Role::parse_any(word.trim());
    let roles: Result<Vec<Role>, _> = words.iter().filter(|word| !word.trim().is_empty()).map(role).collect();
    roles.map_err(|unknown| serde::de::Error::custom(format!("must hold roles; {unknown}")))
}
