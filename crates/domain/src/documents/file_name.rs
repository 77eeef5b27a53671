//! File names as they came from a sender, made safe to store, to show and to send back.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::ContentType;

const MAX_CHARACTERS: usize = 200;
/// A longer last part is no extension but a part of the name.
const MAX_EXTENSION_CHARACTERS: usize = 16;
const NAMELESS: &str = "file";
/// Everything but `attr-char` of RFC 8187.
const NOT_ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// A file name without directories, control characters, text direction tricks or names that Windows reserves for
/// devices; never empty, at most 200 characters, in Unicode normal form C. Letters of every script are kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct SafeFileName(String);

impl SafeFileName {
    /// Makes any name safe. A name that is safe already comes back unchanged.
    pub fn parse(name: &str) -> Self {
        let name: String = name.chars().filter(|character| !is_invisible(*character)).nfc().collect();
        let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let base = base.trim_start_matches(is_edge).trim_end_matches(is_edge);
        let name = shorten(base);
        if name.is_empty() {
            Self(NAMELESS.into())
        } else if is_reserved(&name) {
            Self(shorten(&format!("_{name}")))
        } else {
            Self(name)
        }
    }

    /// The name with an extension that fits the content: kept where it does, else the usual one is added. A program
    /// text called `letter.bat` becomes `letter.bat.txt`.
    #[must_use]
    pub fn for_content(self, content_type: ContentType) -> Self {
        if split_extension(&self.0).1.is_some_and(|extension| content_type.is_called(extension)) {
            return self;
        }
        Self(with_extension(&self.0, content_type.extension()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of a `Content-Disposition` header that makes a browser save the file under this name (RFC 6266), with
    /// an ASCII stand-in for clients that do not know `filename*` (RFC 8187).
    pub fn content_disposition(&self) -> String {
        let stand_in: String =
            self.0.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
        let encoded = utf8_percent_encode(&self.0, NOT_ATTR_CHAR);
        format!("attachment; filename=\"{stand_in}\"; filename*=UTF-8''{encoded}")
    }
}

impl From<String> for SafeFileName {
    fn from(name: String) -> Self {
        Self::parse(&name)
    }
}

impl fmt::Display for SafeFileName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Control characters, line and paragraph separators, the byte order mark, and everything that turns the direction of
/// text (which makes `gpj.exe` read `exe.jpg`). Joiners stay: Persian, Hindi and emoji are written with them.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// Leading dots hide a file; dots and spaces at the end are dropped by Windows, so they would hide the extension.
fn is_edge(character: char) -> bool {
    character == '.' || character.is_whitespace()
}

/// The device names of Windows, which it also sees before any extension and before trailing spaces.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        port => port.strip_prefix("COM").or_else(|| port.strip_prefix("LPT")).is_some_and(|number| {
            matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        }),
    }
}

fn split_extension(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= MAX_EXTENSION_CHARACTERS => (stem, Some(extension)),
        Some(_) | None => (name, None),
    }
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= MAX_CHARACTERS {
        return name.into();
    }
    match split_extension(name) {
        (stem, Some(extension)) => with_extension(stem, extension),
        (stem, None) => first_characters(stem, MAX_CHARACTERS).trim_end_matches(is_edge).into(),
    }
}

fn with_extension(stem: &str, extension: &str) -> String {
    let room = MAX_CHARACTERS.saturating_sub(extension.chars().count() + 1);
    format!("{}.{extension}", first_characters(stem, room).trim_end_matches(is_edge))
}

fn first_characters(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Safe between the quotes of a header by itself; `%` is left out because some browsers decode it there.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~') && !matches!(character, '"' | '\\' | '%')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn safe(name: &str) -> String {
        SafeFileName::parse(name).0
    }

    #[test]
    fn directories_are_stripped_in_both_spellings() {
        assert_eq!(safe("../../etc/passwd"), "passwd");
        assert_eq!(safe("C:\\Users\\amina\\scan.pdf"), "scan.pdf");
        assert_eq!(safe("a/b\\..\\c/report.pdf"), "report.pdf");
        assert_eq!(safe("uploads/"), "file");
        assert_eq!(safe(".\0./.\0./etc/passwd"), "passwd");
    }

    #[test]
    fn what_cannot_be_seen_is_removed() {
        assert_eq!(safe("re\0port\r\n\t.pdf\x7f"), "report.pdf");
        assert_eq!(safe("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(safe("\u{2066}a\u{2069}\u{200F}b\u{061C}.txt\u{FEFF}"), "ab.txt");
    }

    #[test]
    fn names_that_hide_or_end_oddly_are_straightened() {
        assert_eq!(safe(".htaccess"), "htaccess");
        assert_eq!(safe(" ..  .x.pdf . . "), "x.pdf");
        for nothing in ["", ".", "..", "...", " ", "/", "\0", "\u{202E}"] {
            assert_eq!(safe(nothing), "file", "{nothing:?}");
        }
    }

    #[test]
    fn device_names_of_windows_are_defused() {
        for (name, expected) in [
            ("con", "_con"),
            ("NUL.txt", "_NUL.txt"),
            ("Com1.tar.gz", "_Com1.tar.gz"),
            ("lpt² .pdf", "_lpt² .pdf"),
            ("conin$", "_conin$"),
        ] {
            assert_eq!(safe(name), expected);
        }
        for harmless in ["contact.pdf", "com10.txt", "nullable.txt", "my con.txt"] {
            assert_eq!(safe(harmless), harmless);
        }
    }

    #[test]
    fn letters_of_every_script_are_kept() {
        for name in ["تحليل الدم ٢٠٢٤.pdf", "血液検査.pdf", "Élodie – ordonnance (2).pdf", "👩‍⚕️.png", "می‌خواهم.txt"]
        {
            assert_eq!(safe(name), name);
        }
        assert_eq!(safe("e\u{301}tat.pdf"), "état.pdf");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = safe(&format!("{}.pdf", "é".repeat(300)));
        assert_eq!(name.chars().count(), 200);
        assert!(name.ends_with("é.pdf"), "{name}");
        assert_eq!(safe(&"x".repeat(300)).len(), 200);
        assert_eq!(safe(&format!("a.{}", "y".repeat(300))).len(), 200);
    }

    #[test]
    fn the_extension_follows_the_content() {
        let named = |name: &str, content_type| SafeFileName::parse(name).for_content(content_type).0;
        assert_eq!(named("scan.JPEG", ContentType::Jpeg), "scan.JPEG");
        assert_eq!(named("scan.png", ContentType::Jpeg), "scan.png.jpg");
        assert_eq!(named("letter.bat", ContentType::Text), "letter.bat.txt");
        assert_eq!(named("letter", ContentType::Pdf), "letter.pdf");
        assert_eq!(named(&"x".repeat(300), ContentType::Pdf).len(), 200);
    }

    #[test]
    fn the_header_has_both_forms_of_the_name() {
        let header = |name: &str| SafeFileName::parse(name).content_disposition();
        assert_eq!(header("scan 1.pdf"), "attachment; filename=\"scan 1.pdf\"; filename*=UTF-8''scan%201.pdf");
        assert_eq!(header("é\".pdf"), "attachment; filename=\"__.pdf\"; filename*=UTF-8''%C3%A9%22.pdf");
        assert_eq!(
            header("100%; x=y.txt\r\nSet-Cookie: a=b"),
            "attachment; filename=\"100_; x=y.txtSet-Cookie: a=b\"; filename*=UTF-8''100%25%3B%20x%3Dy.txtSet-Cookie%3A%20a%3Db"
        );
    }

    proptest! {
        #[test]
        fn every_name_becomes_safe_and_stays_the_same_from_then_on(name in any::<String>()) {
            let once = safe(&name);
            prop_assert!(!once.is_empty() && once.chars().count() <= 200);
            prop_assert!(!once.contains(['/', '\\']) && !once.starts_with('.') && !once.ends_with(['.', ' ']));
            prop_assert!(!once.chars().any(is_invisible) && !is_reserved(&once));
            prop_assert_eq!(&safe(&once), &once);
            prop_assert!(SafeFileName(once).content_disposition().is_ascii());
        }

        #[test]
        fn long_names_become_safe_too(stem in "[a-z. ]{150,260}", extension in "[a-z ]{0,20}") {
            let once = safe(&format!("{stem}.{extension}"));
            prop_assert!(once.chars().count() <= 200);
            prop_assert_eq!(&safe(&once), &once);
        }
    }
}
