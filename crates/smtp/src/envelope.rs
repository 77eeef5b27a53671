//! A letter as it goes over the wire.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use domain::ports::{DeliveryError, Letter};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use crate::address::address;

/// In whose name letters are sent.
#[derive(Clone)]
pub struct Author(Mailbox);

impl Author {
    /// None for what is no address.
    pub fn new(from: &str, name: &str) -> Option<Self> {
        let name = Some(one_line(name)).filter(|name| !name.is_empty());
        Some(Self(Mailbox::new(name, address(from)?)))
    }
}

/// Sender, recipient and content.
pub struct Envelope {
    pub from: Address,
    pub to: Address,
    pub content: Vec<u8>,
}

impl Envelope {
    /// Writes the letter down as text and HTML in one. It says that no person wrote it, so that no machine answers.
    pub fn seal(author: &Author, letter: &Letter, at: DateTime<Utc>) -> Result<Self, DeliveryError> {
        let refused = |reason: &str| DeliveryError::Refused(reason.to_owned());
        let to = address(&letter.to).ok_or_else(|| refused("the recipient has no address that mail can be sent to"))?;
        let from = author.0.email.clone();
        let no_reply = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(author.0.clone())
            .to(Mailbox::new(None, to.clone()))
            .date(SystemTime::from(at))
            .message_id(Some(message_id(&letter.message_id, from.domain())))
            .subject(one_line(&letter.subject))
            .raw_header(HeaderValue::new(no_reply, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|_| refused("the letter cannot be written as a mail"))?;
        Ok(Self { from, to, content: message.formatted() })
    }

    /// Whether an address has a sign outside ASCII. Only in front of the domain can it have one.
    pub fn is_international(&self) -> bool {
        !(self.from.user().is_ascii() && self.to.user().is_ascii())
    }
}

/// Nothing in it ends the line or the brackets.
fn message_id(id: &str, domain: &str) -> String {
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    format!("<{id}@{domain}>")
}

fn one_line(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            to: "ann@example.org".to_owned(),
            subject: "Hello".to_owned(),
            text: "Hello, Ann".to_owned(),
            html: "<p>Hello, Ann</p>".to_owned(),
            message_id: "0190".to_owned(),
        }
    }

    fn written(name: &str, letter: &Letter) -> String {
        let author = Author::new("clinic@example.org", name).unwrap();
        let envelope = Envelope::seal(&author, letter, DateTime::from_timestamp(1_772_438_400, 0).unwrap()).unwrap();
        String::from_utf8(envelope.content).unwrap()
    }

    #[test]
    fn a_letter_has_the_headers_of_a_machine() {
        let content = written("Lakeside", &letter());
        for line in [
            "From: Lakeside <clinic@example.org>",
            "To: ann@example.org",
            "Date: Mon, 02 Mar 2026 08:00:00 +0000",
            "Message-ID: <0190@example.org>",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(content.lines().any(|found| found == line), "{line}: {content}");
        }
        assert!(content.contains("multipart/alternative"));
    }

    #[test]
    fn no_field_makes_a_header() {
        let hostile = "x\r\nBcc: eve@example.org\r\n\r\nBuy\u{2028}now\u{85}\n.\r\n";
        let mut letter = letter();
        letter.subject = hostile.to_owned();
        letter.message_id = hostile.to_owned();
        let content = written(hostile, &letter);
        let headers = content.split("\r\n\r\n").next().unwrap();
        assert!(!headers.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{headers}");
        assert!(headers.contains("Message-ID: <xBcceveexample.orgBuynow.@example.org>"), "{headers}");
        assert!(content.contains("Hello, Ann"), "the body is still the body: {content}");
    }

    #[test]
    fn whatever_is_said_goes_as_ascii() {
        let mut letter = letter();
        letter.text = format!("Grüße 🩺 {}", "x".repeat(2_000));
        letter.subject = format!("Ärztehaus 🩺 {}", "ä".repeat(500));
        let content = written("Klinikum Süd 🏥", &letter);
        assert!(content.is_ascii());
        assert!(content.lines().all(|line| line.len() <= 998), "{content}");
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_repeated() {
        for to in ["nobody", "a@b\r\nRCPT TO:<eve@example.org>", ""] {
            let letter = Letter { to: to.to_owned(), ..letter() };
            let author = Author::new("clinic@example.org", "").unwrap();
            let refused = Envelope::seal(&author, &letter, DateTime::UNIX_EPOCH).err().unwrap();
            assert!(matches!(&refused, DeliveryError::Refused(reason) if to.is_empty() || !reason.contains(to)));
        }
    }
}
