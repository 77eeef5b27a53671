//! Short answers: a yes, a mere greeting, "I don't know".

use crate::assistant::folding::folded;

/// An answer that begins with a yes.
pub(super) fn is_yes(answer: &str) -> bool {
    const YES: &[&str] = &[
        "yes",
        "yeah",
        "yep",
        "yup",
        "yea",
        "correct",
        "indeed",
        "both",
        "oui",
        "ouais",
        "exact",
        "exactement",
        "effectivement",
        "sometimes",
        "parfois",
        "definitely",
        "absolutely",
    ];
    const PHRASES: &[&str] = &[
        "si",
        "ok",
        "sure",
        "i think so",
        "je crois",
        "je pense",
        "i do",
        "i have",
        "i am",
        "all of them",
        "some of them",
        "tout",
        "les deux",
        "all of it",
    ];
    let words = folded(answer);
    let begins = |phrase: &str| words == phrase || words.starts_with(&format!("{phrase} "));
    YES.iter().any(|yes| begins(yes))
        || ["a little", "a bit", "un peu", "sort of", "kind of"].iter().any(|phrase| begins(phrase))
        || PHRASES.contains(&words.as_str())
}

/// Nothing but a greeting.
pub(super) fn is_greeting(answer: &str) -> bool {
    const GREETINGS: &[&str] = &[
        "hello",
        "hi",
        "hey",
        "good",
        "morning",
        "evening",
        "afternoon",
        "doctor",
        "doc",
        "there",
        "bonjour",
        "bonsoir",
        "salut",
        "docteur",
        "coucou",
        "salam",
        "alaykoum",
        "aleykoum",
    ];
    let words = folded(answer);
    !words.is_empty() && words.split(' ').all(|word| GREETINGS.contains(&word))
}

/// "I don't know", "aucune idée".
pub(crate) fn is_unknown(answer: &str) -> bool {
    const UNKNOWN: &[&str] = &[
        "i dont know",
        "dont know",
        "not sure",
        "im not sure",
        "no idea",
        "unknown",
        "idk",
        "i cant say",
        "je ne sais pas",
        "je sais pas",
        "sais pas",
        "aucune idee",
        "pas sur",
        "pas sure",
        "je ne suis pas sur",
        "je ne suis pas sure",
        "inconnu",
    ];
    UNKNOWN.contains(&folded(answer).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_answers_are_told_apart() {
        for answer in ["yes", "Yes!", "oui un peu", "a bit", "Yeah, both", "un peu"] {
            assert!(is_yes(answer), "{answer}");
        }
        for answer in ["no", "non", "a headache", "I don't know", "not really", "tout va bien", "si je marche"] {
            assert!(!is_yes(answer), "{answer}");
        }
        assert!(is_greeting("Hello doctor") && !is_greeting("Hello, my knee hurts"));
        assert!(
            is_unknown("I don't know.") && is_unknown("Je ne sais pas") && !is_unknown("I don't know, maybe a week")
        );
    }
}
