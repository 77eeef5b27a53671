//! Messages in words: one file per kind, the same frame around all of them.

mod claim_invitation;
mod code;
mod draft;
mod family_invitation;
mod html;
mod link;
mod names;
mod notice;
mod reset;
mod staff_invitation;

use super::Message;

/// Who speaks: what every message names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The organisation's name.
    pub organisation: String,
    /// Where the client's pages are, without a slash at the end: links in messages begin with it.
    pub app_url: String,
}

/// A message in words.
pub struct Rendered {
    /// Subject, one line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML, without anything that a mail program would have to load.
    pub html: String,
    /// The same as a text message; one with a code has at most 160 characters.
    pub short: String,
}

/// Puts a message into words. Names come from people, so they are taken as words only: they start no line, no markup
/// and no link, and a long one is cut.
pub fn render(sender: &Sender, message: &Message) -> Rendered {
    let by = names::Names::of(sender);
    let draft = match message {
        Message::Code { purpose, code, minutes, reset_token } => {
            code::draft(&by, *purpose, code, *minutes, reset_token.as_deref())
        }
        Message::ResetLink { reset_token } => reset::draft(&by, reset_token),
        Message::AlreadyRegistered => notice::already_registered(&by),
        Message::SignInByPassword => notice::sign_in_by_password(&by),
        Message::PasswordChanged => notice::password_changed(&by),
        Message::AddressChanged => notice::address_changed(&by),
        Message::NumberRemoved => notice::number_removed(&by),
        Message::SecondFactorOff => notice::second_factor_off(&by),
        Message::SessionEndedForSafety => notice::session_ended(&by),
        Message::Erased => notice::erased(&by),
        Message::StaffInvitation { hospital, role, token } => {
            staff_invitation::draft(&by, hospital.as_deref(), *role, token)
        }
        Message::ClaimInvitation { hospital, token } => claim_invitation::draft(&by, hospital.as_deref(), token),
        Message::FamilyInvitation { from, invitation, token } => {
            family_invitation::draft(&by, from, *invitation, token)
        }
    };
    draft.finish(&by)
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
