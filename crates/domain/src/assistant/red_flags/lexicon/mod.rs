//! The phrases by which patients tell what ails them, in English and French. Both languages are always read, since
//! people mix them; a phrase is a pattern of `pattern.rs`.

use std::sync::LazyLock;

use super::{finding::Finding, pattern::Pattern};

mod english_body;
mod english_more;
mod french_body;
mod french_more;

/// Findings with the phrases that tell them.
type Lexicon = &'static [(Finding, &'static [&'static str])];

macro_rules! lexicon {
    ($($finding:ident: $($phrase:literal),+;)*) => {
        &[$(($crate::assistant::red_flags::finding::Finding::$finding, &[$($phrase),+])),*]
    };
}
use lexicon;

static COMPILED: LazyLock<Vec<(Finding, Pattern)>> = LazyLock::new(|| {
    [english_body::PHRASES, english_more::PHRASES, french_body::PHRASES, french_more::PHRASES]
        .into_iter()
        .flatten()
        .flat_map(|(finding, phrases)| phrases.iter().map(|phrase| (*finding, Pattern::compile(phrase))))
        .collect()
});

/// Every phrase of every language, compiled at first use.
pub(super) fn phrases() -> &'static [(Finding, Pattern)] {
    &COMPILED
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::TextEnum;

    #[test]
    fn every_finding_can_be_said_in_both_languages() {
        let said = |finding: Finding, lists: [Lexicon; 2]| {
            lists.into_iter().flatten().any(|(listed, phrases)| *listed == finding && !phrases.is_empty())
        };
        for (word, finding) in Finding::WORDS.iter().filter(|(_, finding)| *finding != Finding::ConfirmedDanger) {
            assert!(said(*finding, [english_body::PHRASES, english_more::PHRASES]), "no English phrase for {word}");
            assert!(said(*finding, [french_body::PHRASES, french_more::PHRASES]), "no French phrase for {word}");
        }
    }

    #[test]
    fn phrases_are_written_folded() {
        let all = [english_body::PHRASES, english_more::PHRASES, french_body::PHRASES, french_more::PHRASES];
        for phrase in all.into_iter().flatten().flat_map(|(_, phrases)| phrases.iter()) {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " |*&!./~".contains(c);
            assert!(phrase.chars().all(plain), "{phrase}");
        }
    }
}
