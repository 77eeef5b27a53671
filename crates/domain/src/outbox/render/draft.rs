use super::{Rendered, html, names::Names};

/// A piece of a message, one below the other.
pub(super) enum Part {
    /// A paragraph.
    Words(String),
    /// A code, a token or an id, alone, so that it can be copied.
    Proof(String),
    /// An address to open.
    Link(String),
}

/// What a kind of message says of its own.
pub(super) struct Draft {
    /// What it is about; stands behind the organisation's name.
    about: String,
    parts: Vec<Part>,
    /// The whole as a text message, without the organisation's name in front.
    short: String,
}

impl Draft {
    /// A message about this.
    pub(super) fn new(about: impl Into<String>, short: impl Into<String>) -> Self {
        Self { about: about.into(), parts: vec![Part::Words("Hello,".to_owned())], short: short.into() }
    }

    /// Adds a paragraph.
    pub(super) fn words(self, words: impl Into<String>) -> Self {
        self.with(Part::Words(words.into()))
    }

    /// Adds what is to be copied.
    pub(super) fn proof(self, proof: &str) -> Self {
        self.with(Part::Proof(proof.to_owned()))
    }

    /// Adds an address to open, and what to enter in a client that asks for the token itself.
    pub(super) fn link(self, link: String, token: &str) -> Self {
        self.with(Part::Link(link)).words("If your app asks for the token itself, enter this one:").proof(token)
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// The frame: the organisation in the subject, at the beginning of the text message and at the end of the mail.
    pub(super) fn finish(self, by: &Names) -> Rendered {
        let Names { organisation, short: name, .. } = by;
        let subject = format!("{organisation}: {}", self.about);
        let foot = format!("{organisation} sent this message automatically. Answers to it are not read.");
        let said = self.parts.iter().map(|part| match part {
            Part::Words(text) | Part::Proof(text) | Part::Link(text) => text.as_str(),
        });
        let text = said.collect::<Vec<_>>().join("\n\n");
        Rendered {
            html: html::page(&subject, &self.parts, &foot),
            text: format!("{text}\n\n-- \n{foot}\n"),
            short: format!("{name}: {}", self.short),
            subject,
        }
    }
}
