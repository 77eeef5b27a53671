//! What sends mail and text messages: what is configured, and a folder where nothing is.

use std::{sync::Arc, time::Duration};

use domain::{
    kernel::{Core, Fresh},
    outbox::{Outbox, Sender},
    ports::{Mail, Sms},
};
use embedded::DiskOutbox;
use smtp::{Security, SmtpMail, is_this_machine};
use tokio::sync::mpsc::UnboundedSender;
use twilio::TwilioSms;

use super::StartError;
use crate::config::{Config, MailSecurity};

/// How long a step of a delivery may take; the job comes again later.
const PATIENCE: Duration = Duration::from_secs(30);
/// Where TLS begins with the first byte.
const TLS_PORT: u16 = 465;
/// Where relays and mail catchers of a machine listen, as a rule without encryption.
const RELAY_PORTS: [u16; 3] = [25, 1025, 2525];

/// The sender of everything that was posted. What is written to the folder is also told to the console.
pub fn outbox(config: &Config, core: &Core, console: Option<UnboundedSender<String>>) -> Result<Outbox, StartError> {
    let folder = Arc::new(DiskOutbox::new(config.data.outbox(), core.fresh.clone(), console));
    let mail: Arc<dyn Mail> = match mail(config, core.fresh.clone())? {
        Some(mail) => Arc::new(mail),
        None => folder.clone(),
    };
    let sms: Arc<dyn Sms> = match sms(config)? {
        Some(sms) => Arc::new(sms),
        None => folder,
    };
    let sender = Sender { organisation: config.server.app_name.clone(), app_url: config.app_url() };
    Ok(Outbox::new(core.clone(), mail, sms, sender))
}

fn mail(config: &Config, fresh: Fresh) -> Result<Option<SmtpMail>, StartError> {
    let mail = &config.mail;
    let (Some(host), Some(from)) = (&mail.smtp_host, &mail.from) else { return Ok(None) };
    let settings = smtp::Settings {
        host: host.clone(),
        port: mail.smtp_port,
        user: mail.smtp_user.clone(),
        password: mail.smtp_password.clone(),
        security: security(mail.security, host, mail.smtp_port),
        from: from.clone(),
        from_name: mail.from_name.clone().unwrap_or_else(|| config.server.app_name.clone()),
        timeout: PATIENCE,
        extra_root_certificate: None,
    };
    let mail = SmtpMail::new(&settings, fresh).map_err(|error| StartError::Mail(error.to_string()))?;
    Ok(Some(mail))
}

fn security(asked: MailSecurity, host: &str, port: u16) -> Security {
    match asked {
        MailSecurity::Auto if port == TLS_PORT => Security::ImplicitTls,
        MailSecurity::Auto if is_this_machine(host) && RELAY_PORTS.contains(&port) => Security::Plain,
        MailSecurity::Auto | MailSecurity::Starttls => Security::StartTls,
        MailSecurity::Tls => Security::ImplicitTls,
        MailSecurity::None => Security::PlainAnywhere,
    }
}

fn sms(config: &Config) -> Result<Option<TwilioSms>, StartError> {
    let sms = &config.sms;
    let (Some(account), Some(token), Some(number)) = (&sms.account_sid, &sms.auth_token, &sms.phone_number) else {
        return Ok(None);
    };
    let settings = twilio::Settings::new(account, token.clone(), number);
    Ok(Some(TwilioSms::new(settings).map_err(|error| StartError::Sms(error.to_string()))?))
}

#[cfg(test)]
mod tests {
    use crypto::SystemRng;
    use embedded::SystemClock;

    use super::*;
    use crate::config::Overrides;

    fn configured(pairs: &[(&str, &str)]) -> Config {
        let variables = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::from_sources(&variables, None, &Overrides::default()).unwrap()
    }

    fn fresh() -> Fresh {
        Fresh::new(Arc::new(SystemClock), Arc::new(SystemRng))
    }

    #[test]
    fn what_is_configured_sends_and_nothing_else_does() {
        let silent = configured(&[]);
        assert!(mail(&silent, fresh()).unwrap().is_none() && sms(&silent).unwrap().is_none());
        let mut sending = configured(&[
            ("SMTP_HOST", "smtp.example.org"),
            ("MAIL_FROM", "clinic@example.org"),
            ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
            ("TWILIO_AUTH_TOKEN", "hush"),
            ("TWILIO_PHONE_NUMBER", "+15005550006"),
        ]);
        assert!(mail(&sending, fresh()).unwrap().is_some() && sms(&sending).unwrap().is_some());
        sending.keep_to_the_folder();
        assert!(mail(&sending, fresh()).unwrap().is_none() && sms(&sending).unwrap().is_none());
    }

    #[test]
    fn what_cannot_be_used_keeps_the_server_from_starting() {
        let host = configured(&[("SMTP_HOST", "no host"), ("MAIL_FROM", "clinic@example.org")]);
        assert!(matches!(mail(&host, fresh()), Err(StartError::Mail(_))));
        let number = configured(&[
            ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef"),
            ("TWILIO_AUTH_TOKEN", "hush"),
            ("TWILIO_PHONE_NUMBER", "Lakeside"),
        ]);
        let said = sms(&number).unwrap_err().to_string();
        assert!(said.contains("text messages cannot be sent") && !said.contains("hush"), "{said}");
    }

    #[test]
    fn a_connection_is_protected_as_the_port_is_used_unless_the_operator_says_otherwise() {
        for (asked, host, port, expected) in [
            (MailSecurity::Auto, "mail.example.org", 587, Security::StartTls),
            (MailSecurity::Auto, "mail.example.org", 465, Security::ImplicitTls),
            (MailSecurity::Auto, "mail.example.org", 25, Security::StartTls),
            (MailSecurity::Auto, "mail", 1025, Security::StartTls),
            (MailSecurity::Auto, "localhost", 1025, Security::Plain),
            (MailSecurity::Auto, "127.0.0.1", 25, Security::Plain),
            (MailSecurity::Auto, "localhost", 587, Security::StartTls),
            (MailSecurity::Auto, "localhost", 465, Security::ImplicitTls),
            (MailSecurity::Starttls, "localhost", 25, Security::StartTls),
            (MailSecurity::Tls, "mail.example.org", 2465, Security::ImplicitTls),
            (MailSecurity::None, "mail", 1025, Security::PlainAnywhere),
        ] {
            assert_eq!(security(asked, host, port), expected, "{asked} {host}:{port}");
        }
    }
}
