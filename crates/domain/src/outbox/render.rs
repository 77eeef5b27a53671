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
    /// The same as HTML.
    pub html: String,
    /// The same as a text message.
    pub short: String,
}

/// Puts a message into words.
pub fn render(sender: &Sender, message: &Message) -> Rendered {
    drop((sender, message));
    Rendered { subject: String::new(), text: String::new(), html: String::new(), short: String::new() }
}
