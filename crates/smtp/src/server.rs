//! The mail server, and how a connection to it begins.

use std::{future::Future, time::Duration};

use domain::ports::DeliveryError;
use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, Certificate, TlsParameters},
    extension::ClientId,
};
use secrecy::ExposeSecret;

use crate::{
    fault::{Step, fault, too_slow},
    settings::{Security, Settings, SettingsError, bare, is_this_machine},
};

enum Channel {
    Plain,
    StartTls(TlsParameters),
    ImplicitTls(TlsParameters),
}

/// A server that can be connected to.
pub struct Server {
    host: String,
    port: u16,
    channel: Channel,
    credentials: Option<Credentials>,
    timeout: Duration,
}

impl Server {
    /// Checks the settings; nothing is sent.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let host = bare(&settings.host).to_owned();
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(SettingsError::Host);
        }
        if settings.timeout.is_zero() {
            return Err(SettingsError::Timeout);
        }
        let credentials = match (&settings.user, &settings.password) {
            (Some(user), Some(password)) => Some(Credentials::new(user.clone(), password.expose_secret().to_owned())),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(SettingsError::Credentials),
        };
        let channel = channel(&host, settings)?;
        Ok(Self { host, port: settings.port, channel, credentials, timeout: settings.timeout })
    }

    /// Connects, encrypts and signs in.
    pub async fn connect(&self) -> Result<AsyncSmtpConnection, DeliveryError> {
        let mut connection = self.step(Step::Connection, self.open()).await?;
        if let Some(credentials) = &self.credentials {
            self.step(Step::SignIn, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }

    /// Waits for one step, but not for ever: the library sets no limit to the server's answers.
    pub async fn step<T>(
        &self,
        step: Step,
        work: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, DeliveryError> {
        let done = tokio::time::timeout(self.timeout, work).await.map_err(|_| too_slow(step))?;
        done.map_err(|error| fault(step, &error))
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Error> {
        let (hello, address) = (ClientId::default(), (self.host.as_str(), self.port));
        let at_once = match &self.channel {
            Channel::ImplicitTls(tls) => Some(tls.clone()),
            Channel::Plain | Channel::StartTls(_) => None,
        };
        let limit = Some(self.timeout);
        let mut connection = AsyncSmtpConnection::connect_tokio1(address, limit, &hello, at_once, None).await?;
        if let Channel::StartTls(tls) = &self.channel {
            connection.starttls(tls.clone(), &hello).await?;
        }
        Ok(connection)
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

fn channel(host: &str, settings: &Settings) -> Result<Channel, SettingsError> {
    match settings.security {
        Security::Plain if !is_this_machine(host) => Err(SettingsError::Unencrypted),
        Security::Plain | Security::PlainAnywhere => Ok(Channel::Plain),
        Security::StartTls => Ok(Channel::StartTls(tls(host, settings)?)),
        Security::ImplicitTls => Ok(Channel::ImplicitTls(tls(host, settings)?)),
    }
}

/// The server must show a certificate for this host.
fn tls(host: &str, settings: &Settings) -> Result<TlsParameters, SettingsError> {
    let unusable = |error: Error| SettingsError::Certificate(error.to_string());
    let mut tls = TlsParameters::builder(host.to_owned());
    if let Some(pem) = &settings.extra_root_certificate {
        if !pem.contains("-----BEGIN CERTIFICATE-----") {
            return Err(SettingsError::Certificate("the extra one is not in PEM form".to_owned()));
        }
        tls = tls.add_root_certificate(Certificate::from_pem(pem.as_bytes()).map_err(unusable)?);
    }
    tls.build().map_err(unusable)
}
