use std::sync::Arc;

use super::{Address, Outgoing, Sender, render::render};
use crate::{
    kernel::{Core, Error, Job, Outcome},
    ports::{DeliveryError, Letter, Mail, RepoError, RepoResult, Sms, TextMessage, UnitOfWork},
};

/// The key under which messages lie sealed in the job table.
const SEALED_FOR: &str = "outbox";

/// Writes a message into the unit of work that wants it sent. It lies sealed until it is sent: addresses and codes are
/// not to be read in the database.
pub async fn post(core: &Core, work: &mut dyn UnitOfWork, outgoing: &Outgoing) -> RepoResult<()> {
    let text = serde_json::to_string(outgoing).map_err(|error| RepoError::Unavailable(Box::new(error)))?;
    let sealed = core.secrets.seal(SEALED_FOR, &text);
    let sealed = sealed.ok_or_else(|| RepoError::Unavailable("a message could not be sealed".into()))?;
    let now = core.fresh.now();
    let expires_at = outgoing.expires_at;
    let job = match outgoing.to {
        Address::Email(_) => Job::SendMail { sealed, expires_at },
        Address::Phone(_) => Job::SendSms { sealed, expires_at },
    };
    work.jobs().enqueue(&core.fresh, &job, now).await
}

/// Sends what was posted.
#[derive(Clone)]
pub struct Outbox {
    core: Core,
    mail: Arc<dyn Mail>,
    sms: Arc<dyn Sms>,
    sender: Sender,
}

impl Outbox {
    /// From its ports.
    pub fn new(core: Core, mail: Arc<dyn Mail>, sms: Arc<dyn Sms>, sender: Sender) -> Self {
        Self { core, mail, sms, sender }
    }

    /// Succeeds when mail can be sent, as far as this can be known without sending any.
    pub async fn check(&self) -> Result<(), DeliveryError> {
        self.mail.check().await
    }

    /// Sends a sealed message. One that is refused for good is a conflict, which no further try would change.
    pub async fn deliver(&self, sealed: &str, message_id: &str) -> Outcome<()> {
        let unreadable = || Error::Internal("a sealed message cannot be read: was the server's key replaced?".into());
        let text = self.core.secrets.unseal(SEALED_FOR, sealed).ok_or_else(unreadable)?;
        let outgoing: Outgoing = serde_json::from_str(&text).map_err(|_| unreadable())?;
        let words = render(&self.sender, &outgoing.message);
        let sent = match outgoing.to {
            Address::Email(to) => {
                let message_id = message_id.to_owned();
                let letter = Letter { to, subject: words.subject, text: words.text, html: words.html, message_id };
                self.mail.send(&letter).await
            }
            Address::Phone(to) => self.sms.send(&TextMessage { to, text: words.short }).await,
        };
        sent.map_err(|error| match error {
            DeliveryError::Refused(reason) => Error::conflict(reason),
            DeliveryError::Later(reason) => Error::Internal(reason),
        })
    }
}
