use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::names::Names;

/// Everything that an address keeps a meaning for.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a page of the client, with what it is told.
pub(super) fn link(by: &Names, page: &str, told: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        told.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED))).collect();
    format!("{}/{page}?{}", by.app_url, pairs.join("&"))
}
