//! The port, spoken to Twilio's API for messages.

use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{DeliveryError, Sms, TextMessage};
use reqwest::{Client, redirect::Policy};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    fault::{refusal, unreachable},
    settings::{Settings, SettingsError},
};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Text messages from one number of one account.
pub struct TwilioSms {
    http: Client,
    messages: Url,
    account_sid: String,
    auth_token: SecretString,
    phone_number: String,
}

impl TwilioSms {
    /// Checks the settings; nothing is sent.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let messages = settings.messages()?;
        let http = Client::builder()
            .user_agent(concat!("lifeline/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT.min(settings.timeout))
            .timeout(settings.timeout)
            // A redirect would carry the token and the text to a host that the operator did not name.
            .redirect(Policy::none())
            .build()
            .map_err(|error| SettingsError::Client(error.to_string()))?;
        let Settings { account_sid, auth_token, phone_number, .. } = settings;
        Ok(Self { http, messages, account_sid, auth_token, phone_number })
    }
}

/// Account, token and number stay unsaid.
impl std::fmt::Debug for TwilioSms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TwilioSms").field("host", &self.messages.host_str()).finish_non_exhaustive()
    }
}

#[async_trait]
impl Sms for TwilioSms {
    async fn send(&self, message: &TextMessage) -> Result<(), DeliveryError> {
        let form = [("To", &message.to), ("From", &self.phone_number), ("Body", &message.text)];
        let request = self.http.post(self.messages.clone()).form(&form);
        let request = request.basic_auth(&self.account_sid, Some(self.auth_token.expose_secret()));
        let answer = request.send().await.map_err(|error| unreachable(&error))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let body = answer.bytes().await.map_err(|error| unreachable(&error))?;
        Err(refusal(status, &body))
    }
}
