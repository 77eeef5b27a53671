//! The id under which a request is found again in the log.

use actix_web::http::header::HeaderMap;
use domain::kernel::Fresh;
use uuid::Uuid;

/// The header that carries it, in and out.
pub const HEADER: &str = "x-request-id";
const LONGEST: usize = 64;

/// A request's id: the client's own when it is 1 to 64 of `A–Z a–z 0–9 . _ -`, a new one otherwise. It is in the
/// request's extensions and in every answer's `X-Request-Id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    pub(super) fn of(headers: &HeaderMap, fresh: &Fresh) -> Self {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(|text| is_usable(text));
        Self(given.map_or_else(|| fresh.id::<Uuid>().to_string(), str::to_owned))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_usable(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_plain_ids_are_taken_over() {
        let longest = "a".repeat(64);
        for text in ["1", "Ab-9_x.y", &longest] {
            assert!(is_usable(text), "{text}");
        }
        let too_long = "a".repeat(65);
        for text in ["", "a b", "a\"b", "é", "a/b", "a\nb", &too_long] {
            assert!(!is_usable(text), "{text}");
        }
    }
}
