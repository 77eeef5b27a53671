//! What went wrong, and whether waiting helps.

use domain::ports::DeliveryError;
use lettre::transport::smtp::Error;
use std::error::Error as _;

/// Where a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Connection,
    SignIn,
    Check,
    Sender,
    Recipient,
    Content,
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Connection => "the connection",
            Self::SignIn => "the sign-in",
            Self::Check => "the check",
            Self::Sender => "the sender",
            Self::Recipient => "the recipient",
            Self::Content => "the content",
        }
    }

    /// A refusal is about this one letter only where its recipient or its content is refused. Everything else is about
    /// the server or its configuration, and a letter can wait until somebody has mended that.
    const fn is_about_the_letter(self, code: u16) -> bool {
        matches!(self, Self::Recipient | Self::Content) && !matches!(code, 500 | 502..=504 | 530 | 534..=538)
    }
}

/// Names the step and the code. Of a server's answer nothing else is told, for it repeats addresses.
pub fn fault(step: Step, error: &Error) -> DeliveryError {
    let name = step.name();
    if let Some(code) = error.status().map(u16::from) {
        let reason = format!("the mail server answered {code} to {name}");
        let refused = error.is_permanent() && step.is_about_the_letter(code);
        return if refused { DeliveryError::Refused(reason) } else { DeliveryError::Later(reason) };
    }
    if error.is_response() {
        return DeliveryError::Later(format!("the mail server's answer to {name} is not SMTP"));
    }
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    DeliveryError::Later(format!("{name} to the mail server failed: {cause}"))
}

/// The server did not answer in time.
pub fn too_slow(step: Step) -> DeliveryError {
    DeliveryError::Later(format!("the mail server took too long at {}", step.name()))
}
