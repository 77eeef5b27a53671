//! The form of the keys under which files are stored.

use super::FileError;

/// Leaves room for a suffix where a segment becomes a file name (255 bytes on common file systems).
const MAX_SEGMENT_BYTES: usize = 128;
/// Half of what S3 allows.
const MAX_KEY_BYTES: usize = 512;

/// Accepts `/`-separated, non-empty segments of `[a-z0-9-]`, each of at most 128 and together of at most 512 bytes.
/// Every adapter of [`Files`](super::Files) asks this first, so a key can never leave the place where files live.
pub fn check_storage_key(key: &str) -> Result<(), FileError> {
    if key.len() <= MAX_KEY_BYTES && key.split('/').all(is_segment) { Ok(()) } else { Err(FileError::BadKey) }
}

fn is_segment(segment: &str) -> bool {
    (1..=MAX_SEGMENT_BYTES).contains(&segment.len())
        && segment.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_ours_are_accepted() {
        for key in ["a", "documents/0190-ab", "a/b/c-d/9", &"x".repeat(128), &["y"; 256].join("/")] {
            assert!(check_storage_key(key).is_ok(), "{key:?}");
        }
    }

    #[test]
    fn anything_else_is_no_key() {
        let (long_segment, long_key) = ("x".repeat(129), ["y"; 257].join("/"));
        for key in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            "..",
            "../a",
            "a/../b",
            "./a",
            "a.b",
            "A",
            "é",
            "a b",
            "a\0",
            "a\\b",
            "a\n",
            "%2e",
            &long_segment,
            &long_key,
        ] {
            assert!(matches!(check_storage_key(key), Err(FileError::BadKey)), "{key:?}");
        }
    }
}
