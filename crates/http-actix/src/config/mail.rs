//! `[mail]`: the server that sends mail, if any, and what mail says of itself.

use domain::{kernel::parse, text_enum};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{ConfigError, error::within, reading};

text_enum! {
    /// How the connection to the mail server is protected.
    pub enum MailSecurity {
        /// As the port is used: TLS from the first byte on 465, none on a relay's port of this machine, STARTTLS
        /// elsewhere.
        Auto = "auto",
        /// STARTTLS, or no mail at all.
        Starttls = "starttls",
        /// TLS from the first byte.
        Tls = "tls",
        /// None, wherever the server is.
        None = "none",
    }
}

/// Mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server; none writes mail to the outbox folder.
    #[serde(deserialize_with = "reading::optional")]
    pub smtp_host: Option<String>,
    /// Its port.
    pub smtp_port: u16,
    /// The account there.
    #[serde(deserialize_with = "reading::optional")]
    pub smtp_user: Option<String>,
    /// The account's password.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub smtp_password: Option<SecretString>,
    /// How the connection is protected.
    #[serde(deserialize_with = "reading::word")]
    pub security: MailSecurity,
    /// The sender's address.
    #[serde(deserialize_with = "reading::optional")]
    pub from: Option<String>,
    /// The sender's name; none is the installation's name.
    #[serde(deserialize_with = "reading::optional")]
    pub from_name: Option<String>,
    /// Where the client's pages are, see [`super::Config::app_url`].
    #[serde(deserialize_with = "reading::optional_url")]
    pub app_url: Option<Url>,
}

impl Mail {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        within("mail.smtp_port", &self.smtp_port, &(1..=u16::MAX))?;
        if let Some(from) = &self.from {
            parse::email(from.clone()).map_err(|problem| ConfigError::key("mail.from", problem))?;
        }
        let signs_in = self.smtp_user.is_some() || self.smtp_password.is_some();
        let missing = match (&self.smtp_host, &self.smtp_user, &self.smtp_password) {
            (None, ..) if signs_in => {
                Some(("mail.smtp_host", "must be set beside mail.smtp_user and mail.smtp_password"))
            }
            (_, Some(_), None) => Some(("mail.smtp_password", "must be set beside mail.smtp_user")),
            (_, None, Some(_)) => Some(("mail.smtp_user", "must be set beside mail.smtp_password")),
            (Some(_), ..) if self.from.is_none() => Some(("mail.from", "must be set when mail.smtp_host is")),
            _ => None,
        };
        missing.map_or(Ok(()), |(key, problem)| Err(ConfigError::key(key, problem)))?;
        self.check_password_is_hidden()
    }

    fn check_password_is_hidden(&self) -> Result<(), ConfigError> {
        let leaves = self.smtp_host.as_deref().is_some_and(|host| !smtp::is_this_machine(host));
        if self.security == MailSecurity::None && self.smtp_user.is_some() && leaves {
            let problem = "must not be none beside mail.smtp_user: the password would cross the network unencrypted";
            return Err(ConfigError::key("mail.security", problem));
        }
        Ok(())
    }

    /// Sends nothing. Answers whether there was a server that would have.
    pub(super) fn switch_off(&mut self) -> bool {
        (self.smtp_user, self.smtp_password) = (None, None);
        self.smtp_host.take().is_some()
    }
}
