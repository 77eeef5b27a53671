//! What an operator configures for Twilio.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// How to reach Twilio, as whom, and from which number.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The account's id: `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The account's secret.
    pub auth_token: SecretString,
    /// The number that messages come from, in E.164 form.
    pub phone_number: String,
    /// The address up to the version; Twilio's own in [`Settings::new`].
    pub base_url: String,
    /// How long one message may take to be handed over.
    pub timeout: Duration,
}

impl Settings {
    /// Twilio's own address.
    pub const BASE_URL: &str = "https://api.twilio.com";

    /// Twilio's own address and ten seconds.
    pub fn new(account_sid: impl Into<String>, auth_token: SecretString, phone_number: impl Into<String>) -> Self {
        Self {
            account_sid: account_sid.into(),
            auth_token,
            phone_number: phone_number.into(),
            base_url: Self::BASE_URL.to_owned(),
            timeout: Duration::from_secs(10),
        }
    }

    /// Where messages of the account are posted to.
    pub(crate) fn messages(&self) -> Result<Url, SettingsError> {
        let hexadecimal = |digits: &str| digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !self.account_sid.strip_prefix("AC").is_some_and(hexadecimal) {
            return Err(SettingsError::AccountSid);
        }
        if self.auth_token.expose_secret().trim().is_empty() {
            return Err(SettingsError::AuthToken);
        }
        if !is_number(&self.phone_number) {
            return Err(SettingsError::PhoneNumber);
        }
        if self.timeout.is_zero() {
            return Err(SettingsError::Timeout);
        }
        let base = self.base_url.trim().trim_end_matches('/');
        let path = format!("{base}/2010-04-01/Accounts/{}/Messages.json", self.account_sid);
        let url = Url::parse(&path).map_err(|_| SettingsError::BaseUrl)?;
        if matches!(url.scheme(), "https" | "http") { Ok(url) } else { Err(SettingsError::BaseUrl) }
    }
}

/// A number in E.164 form.
fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
    })
}

/// Why the settings cannot be used. No message holds a setting's value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// The account has another form.
    #[error("a Twilio account's id is AC and 32 hexadecimal digits")]
    AccountSid,
    /// There is no secret.
    #[error("the Twilio account's token is empty")]
    AuthToken,
    /// The sender has no number.
    #[error("the number of the sender must be in the form +4930123456")]
    PhoneNumber,
    /// The address is none.
    #[error("the base URL is no web address")]
    BaseUrl,
    /// The time limit is zero.
    #[error("the timeout must be longer than zero")]
    Timeout,
    /// The TLS or proxy settings of this machine cannot be used.
    #[error("the HTTP client could not be set up: {0}")]
    Client(String),
}
