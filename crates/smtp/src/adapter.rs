//! The port, spoken to a mail server.

use async_trait::async_trait;
use domain::{
    kernel::Fresh,
    ports::{DeliveryError, Letter, Mail},
};
use lettre::transport::smtp::commands::Noop;

use crate::{
    connections::{Connections, hang_up},
    envelope::{Author, Envelope},
    fault::Step,
    server::Server,
    settings::{Settings, SettingsError},
    transfer::transfer,
};

/// Mail through one server. Connections are kept for the next letter.
pub struct SmtpMail {
    author: Author,
    connections: Connections,
    fresh: Fresh,
}

impl SmtpMail {
    /// Checks the settings; nothing is sent.
    pub fn new(settings: &Settings, fresh: Fresh) -> Result<Self, SettingsError> {
        let author = Author::new(&settings.from, &settings.from_name).ok_or(SettingsError::From)?;
        Ok(Self { author, connections: Connections::new(Server::new(settings)?), fresh })
    }
}

/// Account and sender stay unsaid.
impl std::fmt::Debug for SmtpMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMail").field("server", self.connections.server()).finish_non_exhaustive()
    }
}

#[async_trait]
impl Mail for SmtpMail {
    async fn send(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let envelope = Envelope::seal(&self.author, letter, self.fresh.now())?;
        let mut connection = self.connections.take().await?;
        let sent = transfer(self.connections.server(), &mut connection, envelope).await;
        match sent {
            Ok(()) => self.connections.give_back(connection),
            Err(_) => hang_up(connection).await,
        }
        sent
    }

    async fn check(&self) -> Result<(), DeliveryError> {
        let mut connection = self.connections.take().await?;
        self.connections.server().step(Step::Check, connection.command(Noop)).await?;
        self.connections.give_back(connection);
        Ok(())
    }
}
