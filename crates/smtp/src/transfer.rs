//! One letter over one connection.

use domain::ports::DeliveryError;
use lettre::transport::smtp::{
    client::AsyncSmtpConnection,
    commands::{Data, Mail, Rcpt},
    extension::{Extension, MailBodyParameter, MailParameter, ServerInfo},
};

use crate::{envelope::Envelope, fault::Step, server::Server};

/// Hands the letter over, step by step, so that a refusal is known to be about the sender, the recipient or the
/// content.
pub async fn transfer(
    server: &Server,
    connection: &mut AsyncSmtpConnection,
    envelope: Envelope,
) -> Result<(), DeliveryError> {
    let parameters = parameters(connection.server_info(), &envelope)?;
    let Envelope { from, to, content } = envelope;
    server.step(Step::Sender, connection.command(Mail::new(Some(from), parameters))).await?;
    server.step(Step::Recipient, connection.command(Rcpt::new(to, Vec::new()))).await?;
    server.step(Step::Content, connection.command(Data)).await?;
    server.step(Step::Content, connection.message(&content)).await?;
    Ok(())
}

fn parameters(server: &ServerInfo, envelope: &Envelope) -> Result<Vec<MailParameter>, DeliveryError> {
    if !envelope.is_international() {
        return Ok(Vec::new());
    }
    if !server.supports_feature(Extension::SmtpUtfEight) {
        let reason = "the mail server takes no address with signs outside ASCII";
        return Err(DeliveryError::Refused(reason.to_owned()));
    }
    // The address stands in the content too.
    Ok(vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)])
}
