//! Why a file may not be kept.

use super::ContentType;
use crate::{kernel::Error, ports::FileError};

/// Why the content of a file was refused. Repeated for everything that comes after.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not one byte came.
    #[error("the file is empty")]
    Empty,
    /// More bytes came than this kind of file may have.
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// The bytes are of no accepted type, whatever the file is called.
    #[error("{}", why_unsupported(found))]
    UnsupportedType {
        /// What the bytes look like, as a noun phrase.
        found: &'static str,
    },
    /// The bytes contain a known threat.
    #[error("the file contains a threat: {name}")]
    Threat {
        /// The name of the threat.
        name: &'static str,
    },
}

impl Refusal {
    pub(super) const fn unsupported(found: &'static str) -> Self {
        Self::UnsupportedType { found }
    }
}

/// The field is called `file`, the name of the part in every upload.
impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge { limit_bytes } => Self::TooLarge { field: "file", limit_bytes },
            Refusal::UnsupportedType { .. } => {
                Self::UnsupportedType { field: "file", message: refusal.to_string().into() }
            }
            Refusal::Empty | Refusal::Threat { .. } => Self::invalid("file", refusal.to_string()),
        }
    }
}

/// What a stream says that breaks off because its content was refused.
impl From<Refusal> for FileError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge { limit_bytes } => Self::TooLarge { limit_bytes },
            Refusal::Empty | Refusal::UnsupportedType { .. } | Refusal::Threat { .. } => {
                Self::Refused(refusal.to_string())
            }
        }
    }
}

fn why_unsupported(found: &str) -> String {
    if ContentType::from_mime(found).is_some() {
        return format!("the file begins like {found} but is damaged");
    }
    format!("{found} is not accepted; send one of {}", ContentType::ALL.map(ContentType::extension).join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_keeps_its_meaning_as_an_error() {
        assert!(
            matches!(Error::from(Refusal::Empty), Error::Invalid(issues) if issues[0].issue == "the file is empty")
        );
        assert!(matches!(
            Error::from(Refusal::TooLarge { limit_bytes: 7 }),
            Error::TooLarge { field: "file", limit_bytes: 7 }
        ));
        assert!(matches!(Error::from(Refusal::unsupported("a script")), Error::UnsupportedType { field: "file", .. }));
        assert!(matches!(FileError::from(Refusal::Threat { name: "X" }), FileError::Refused(_)));
        assert!(matches!(
            FileError::from(Refusal::TooLarge { limit_bytes: 7 }),
            FileError::TooLarge { limit_bytes: 7 }
        ));
    }

    #[test]
    fn the_message_says_what_would_be_accepted() {
        let message = Refusal::unsupported("a script").to_string();
        assert!(message.starts_with("a script is not accepted; send one of pdf, png, jpg"), "{message}");
        assert_eq!(Refusal::unsupported("image/png").to_string(), "the file begins like image/png but is damaged");
    }
}
