//! How a value becomes its type. Messages never repeat the value.

use domain::kernel::TextEnum;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error};
use url::{Host, Url};

/// A text; an empty one is none.
pub(super) fn optional<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(value)?;
    Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// A text that must not be empty.
pub(super) fn required<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    optional(value)?.ok_or_else(|| D::Error::custom("must not be empty"))
}

/// A secret; an empty one is none.
pub(super) fn optional_secret<'de, D: Deserializer<'de>>(value: D) -> Result<Option<SecretString>, D::Error> {
    let text = String::deserialize(value)?;
    Ok(Some(text).filter(|text| !text.trim().is_empty()).map(SecretString::from))
}

/// A web address; an empty text is none.
pub(super) fn optional_url<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Url>, D::Error> {
    optional(value)?.map(|text| web_address(&text).map_err(D::Error::custom)).transpose()
}

/// One of an enum's words, in any case.
pub(super) fn word<'de, D: Deserializer<'de>, T: TextEnum>(value: D) -> Result<T, D::Error> {
    let text = String::deserialize(value)?;
    T::parse(text.trim()).map_err(|unknown| D::Error::custom(format!("must be one of: {}", unknown.expected)))
}

/// Origins as browsers send them, without a slash at the end.
pub(super) fn origins<'de, D: Deserializer<'de>>(value: D) -> Result<Vec<String>, D::Error> {
    Vec::<String>::deserialize(value)?.iter().map(|text| origin(text).map_err(D::Error::custom)).collect()
}

fn origin(text: &str) -> Result<String, &'static str> {
    let url = web_address(text)?;
    if url.path() != "/" {
        return Err("must hold origins without a path, such as https://app.example.org");
    }
    Ok(url.origin().ascii_serialization())
}

fn web_address(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text.trim()).map_err(|_| "must be an address such as https://app.example.org")?;
    let named = url.host().is_some_and(|host| !matches!(host, Host::Domain("")));
    if !matches!(url.scheme(), "http" | "https") || !named {
        return Err("must be an address that begins with https:// or http://");
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err("must be an address without user, password, query or fragment");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        for (text, sent) in [
            ("https://App.example.org/", "https://app.example.org"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("https://app.example.org:443", "https://app.example.org"),
        ] {
            assert_eq!(origin(text), Ok(sent.to_owned()));
        }
        for text in ["*", "", "app.example.org", "ftp://a.example", "https://a.example/app", "https://a.example?b"] {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
