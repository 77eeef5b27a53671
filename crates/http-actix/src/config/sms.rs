//! `[sms]`: the Twilio account that sends text messages, if any.

use secrecy::SecretString;
use serde::Deserialize;

use super::{ConfigError, reading};

/// Text messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// The account; none writes messages to the outbox folder.
    #[serde(deserialize_with = "reading::optional")]
    pub account_sid: Option<String>,
    /// Its secret.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub auth_token: Option<SecretString>,
    /// The number that messages come from.
    #[serde(deserialize_with = "reading::optional")]
    pub phone_number: Option<String>,
}

impl Sms {
    /// All of it or nothing.
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let set = [
            ("sms.account_sid", self.account_sid.is_some()),
            ("sms.auth_token", self.auth_token.is_some()),
            ("sms.phone_number", self.phone_number.is_some()),
        ];
        let Some((there, _)) = set.iter().find(|(_, is_set)| *is_set) else { return Ok(()) };
        match set.iter().find(|(_, is_set)| !is_set) {
            Some((missing, _)) => Err(ConfigError::key(*missing, format!("must be set beside {there}"))),
            None => Ok(()),
        }
    }

    /// Sends nothing. Answers whether there was an account that would have.
    pub(super) fn switch_off(&mut self) -> bool {
        (self.auth_token, self.phone_number) = (None, None);
        self.account_sid.take().is_some()
    }
}
