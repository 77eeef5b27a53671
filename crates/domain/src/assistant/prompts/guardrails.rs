//! Why a model's answer is not used, and the checks every answer passes.

use serde::de::DeserializeOwned;

use crate::assistant::{
    folding::folded,
    language::{Language, detect_language},
};

/// Why a model's answer is refused; the rules answer instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Not the JSON that was asked for.
    #[error("the answer is not of the asked JSON shape")]
    NotOfTheShape,
    /// No words.
    #[error("the answer is empty")]
    Empty,
    /// More characters than allowed.
    #[error("the answer has {characters} characters, at most {most} are allowed")]
    TooLong {
        /// How many it has.
        characters: usize,
        /// How many it may have.
        most: usize,
    },
    /// A turn that asks nothing.
    #[error("the question has no question mark")]
    AsksNothing,
    /// More than one question at a time.
    #[error("more than one question at a time")]
    AsksSeveral,
    /// A topic that was asked or told already.
    #[error("the topic was covered already")]
    AlreadyCovered,
    /// The interview may not end before medicines and allergies were asked.
    #[error("the interview ends before medicines and allergies were asked")]
    EndsTooEarly,
    /// Claims to know a diagnosis.
    #[error("the answer claims a diagnosis")]
    ClaimsDiagnosis,
    /// Facts the patient gave are missing.
    #[error("{} given facts are missing", .0.len())]
    LosesFacts(Vec<String>),
    /// Numbers or medicines that nobody gave.
    #[error("{} facts were given by nobody", .0.len())]
    InventsFacts(Vec<String>),
    /// Another language than the patient's.
    #[error("the answer is in another language than the patient's")]
    WrongLanguage,
    /// A source that was not offered.
    #[error("the answer names a source that was not offered")]
    UnknownSource,
}

/// Reads the JSON of an answer, also inside a Markdown fence.
pub(super) fn read_json<T: DeserializeOwned>(answer: &str) -> Result<T, Rejection> {
    let inner = answer.trim();
    let inner = inner.strip_prefix("```json").or_else(|| inner.strip_prefix("```")).unwrap_or(inner);
    let inner = inner.strip_suffix("```").unwrap_or(inner);
    serde_json::from_str(inner.trim()).map_err(|_| Rejection::NotOfTheShape)
}

/// Words there are, not too many, in the patient's language, and no diagnosis.
pub(super) fn check_words(text: &str, most: usize, language: Language) -> Result<String, Rejection> {
    let text = text.trim();
    let characters = text.chars().count();
    if text.is_empty() {
        return Err(Rejection::Empty);
    }
    if characters > most {
        return Err(Rejection::TooLong { characters, most });
    }
    if claims_diagnosis(text) {
        return Err(Rejection::ClaimsDiagnosis);
    }
    match detect_language(text) {
        Some(written) if language != Language::Other && written != language => Err(Rejection::WrongLanguage),
        _ => Ok(text.to_owned()),
    }
}

/// The commonest ways to state a diagnosis. A question ("do you have asthma?") states none.
fn claims_diagnosis(text: &str) -> bool {
    const CLAIMS: &[&str] = &[
        "you probably have",
        "you likely have",
        "you most likely have",
        "you may have",
        "you might have",
        "you are suffering from",
        "you suffer from",
        "your diagnosis is",
        "the diagnosis is",
        "i diagnose",
        "my diagnosis",
        "this is a case of",
        "consistent with a diagnosis",
        "most likely diagnosis",
        "this sounds like",
        "this looks like",
        "vous avez probablement",
        "vous avez surement",
        "vous souffrez d",
        "vous souffrez de",
        "votre diagnostic",
        "le diagnostic est",
        "mon diagnostic",
        "il s agit probablement",
        "il s agit d un",
        "il s agit d une",
        "diagnostic probable",
    ];
    let words = format!(" {} ", folded(text));
    CLAIMS.iter().any(|claim| words.contains(&format!(" {claim} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_checked() {
        let check = |text: &str| check_words(text, 40, Language::English);
        assert_eq!(check("  When did it start? "), Ok("When did it start?".into()));
        assert_eq!(check("  "), Err(Rejection::Empty));
        assert_eq!(check(&"é".repeat(41)), Err(Rejection::TooLong { characters: 41, most: 40 }));
        assert_eq!(check("You probably have the flu."), Err(Rejection::ClaimsDiagnosis));
        assert_eq!(check("Do you have asthma?"), Ok("Do you have asthma?".into()));
        assert_eq!(check("Depuis quand avez-vous mal ?"), Err(Rejection::WrongLanguage));
    }

    #[test]
    fn json_is_read_with_and_without_a_fence() {
        let read = |text: &str| read_json::<Vec<u8>>(text);
        assert_eq!(read("[1]"), Ok(vec![1]));
        assert_eq!(read("```json\n[1]\n```"), Ok(vec![1]));
        assert_eq!(read("here: [1]"), Err(Rejection::NotOfTheShape));
    }
}
