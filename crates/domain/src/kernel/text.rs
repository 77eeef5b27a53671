//! Text forms: enums as they are stored and sent, folded search keys, literal LIKE patterns.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A text that is none of an enum's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown value, expected one of: {expected}")]
pub struct UnknownText {
    /// The accepted words, for the message.
    pub expected: String,
}

/// An enum with one lower-case word per variant, the same in the database and on the wire.
pub trait TextEnum: Sized + Copy + 'static {
    /// Every variant with its word.
    const WORDS: &'static [(&'static str, Self)];
    /// The word.
    fn as_str(self) -> &'static str;
    /// The variant of a word, in any case.
    fn parse(text: &str) -> Result<Self, UnknownText> {
        Self::WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value).ok_or_else(|| {
            UnknownText { expected: Self::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ") }
        })
    }
}

/// Declares an enum with its words: `text_enum! { /// doc pub enum Status { Open = "open", } }`.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant,)* }
        impl $crate::kernel::TextEnum for $name {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),*];
            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::kernel::TextEnum::as_str(*self))
            }
        }
    };
}
pub use text_enum;

/// Bytes in hexadecimal, lower case.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The form in which texts are compared in searches: lower case, without accents, single spaces.
pub fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A LIKE pattern that finds `needle` anywhere, `%`, `_` and `\` meant literally; for folded columns.
pub fn like_pattern(needle: &str) -> String {
    let mut pattern = String::with_capacity(needle.len() + 2);
    pattern.push('%');
    for c in fold(needle).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Ends one field of a search key; no text that comes in has it there.
const FIELD_END: &str = "\u{1f}";

/// A folded key of several fields: [`like_pattern`] finds a text in any of them, [`field_pattern`] in one.
pub fn search_key(fields: &[&str]) -> String {
    fields.iter().map(|field| fold(&field.replace(FIELD_END, " "))).collect::<Vec<_>>().join(FIELD_END)
}

/// A LIKE pattern that finds `needle` in field `index` (from 0) of a [`search_key`] of `count` fields.
pub fn field_pattern(index: usize, count: usize, needle: &str) -> String {
    let before = format!("%{FIELD_END}").repeat(index);
    let after = format!("{FIELD_END}%").repeat(count.saturating_sub(index + 1));
    format!("{before}{}{after}", like_pattern(&needle.replace(FIELD_END, " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    text_enum! { enum Light { Red = "red", Green = "green" } }

    #[test]
    fn an_enum_reads_any_case_and_names_what_it_expects() {
        assert_eq!(Light::parse("GREEN"), Ok(Light::Green));
        assert_eq!(Light::Red.to_string(), "red");
        assert_eq!(Light::parse("blue").unwrap_err().to_string(), "unknown value, expected one of: red, green");
    }

    #[test]
    fn folding_drops_case_accents_and_extra_space() {
        assert_eq!(fold("  Élodie   BENOÎT "), "elodie benoit");
        assert_eq!(fold("ŽIŽEK"), "zizek");
    }

    #[test]
    fn like_signs_are_meant_literally() {
        assert_eq!(like_pattern(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn a_field_pattern_stands_between_the_ends_of_the_other_fields() {
        assert_eq!(search_key(&["Élodie", "", "Zoo\u{1f}x"]), "elodie\u{1f}\u{1f}zoo x");
        assert_eq!(field_pattern(0, 3, "A%"), "%a\\%%\u{1f}%\u{1f}%");
        assert_eq!(field_pattern(2, 3, "b"), "%\u{1f}%\u{1f}%b%");
    }
}
