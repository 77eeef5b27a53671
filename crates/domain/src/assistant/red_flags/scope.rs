//! How far a marker of time, person or doubt reaches within a sentence.

use super::{
    super::folding::{Sentence, contains_phrase},
    pattern::Match,
};

/// The speaker comes in.
pub(super) const OWN: &[&str] = &["i", "im", "ive", "me", "my", "je", "j", "ma", "mon", "mes", "moi"];

/// How far from the match a marker may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The same piece between commas.
    Segment,
    /// A time that opens the sentence: "Ten years ago, …", "Quand j'étais petit, …".
    LeadingTime,
    /// The same clause, until the speaker begins a new statement.
    Statement,
}

/// Whether these words stand in the scope of the match.
pub(super) fn near(sentence: &Sentence, found: &Match, phrase: &str, scope: Scope) -> bool {
    contains_phrase(scope_words(sentence, found.first(), scope).into_iter(), phrase)
}

/// The words in the scope of a position.
pub(super) fn scope_words(sentence: &Sentence, target: usize, scope: Scope) -> Vec<&str> {
    let words = sentence.words.iter().enumerate();
    words.filter(|(at, _)| in_scope(sentence, target, *at, scope)).map(|(_, word)| word.text.as_str()).collect()
}

/// Whether a position is in the scope of another.
pub(super) fn in_scope(sentence: &Sentence, target: usize, at: usize, scope: Scope) -> bool {
    let (Some(one), Some(other)) = (sentence.words.get(target), sentence.words.get(at)) else { return false };
    let near = one.clause == other.clause && !new_statement(sentence, target.min(at), target.max(at));
    match scope {
        Scope::Statement => near,
        Scope::Segment => near && one.segment == other.segment,
        Scope::LeadingTime => {
            one.segment == 1 && other.segment == 0 && one.clause == other.clause && opens_with_time(sentence)
        }
    }
}

/// The first piece of the sentence only says when.
fn opens_with_time(sentence: &Sentence) -> bool {
    let length = sentence.words.iter().filter(|word| word.segment == 0).count();
    let first = sentence.word(0).unwrap_or("");
    length <= 4
        || (length <= 8 && matches!(first, "when" | "as" | "in" | "back" | "quand" | "lorsque" | "en" | "il" | "etant"))
}

/// Between the two places the speaker begins anew: ", my …", "and I …", "et maintenant …".
fn new_statement(sentence: &Sentence, from: usize, to: usize) -> bool {
    (from..to).any(|at| {
        let (Some(word), Some(next)) = (sentence.words.get(at), sentence.words.get(at + 1)) else { return false };
        let joins = matches!(word.text.as_str(), "and" | "then" | "et" | "puis") || word.segment != next.segment;
        let speaker = OWN.contains(&next.text.as_str());
        let now = matches!(next.text.as_str(), "now" | "today" | "maintenant" | "aujourdhui" | "la");
        joins && (speaker || now)
    })
}
