//! The phrases by which patients tell what ails them, in English and French. Both languages are always read, since
//! people mix them; a phrase is a pattern of `pattern.rs`.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use super::{
    finding::Finding,
    pattern::{Fit, Pattern},
};

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

/// Where the phrases are with this word, or with one that begins so.
#[derive(Default)]
struct Index {
    whole: HashMap<&'static str, Vec<usize>>,
    prefixes: HashMap<&'static str, Vec<usize>>,
}

static FIRST_WORDS: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    for (at, (_, pattern)) in COMPILED.iter().enumerate() {
        pattern.first_words().for_each(|fit| index.enter(fit, at));
    }
    index
});

static ALL_WORDS: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    for (at, (_, pattern)) in COMPILED.iter().enumerate() {
        pattern.words().for_each(|fit| index.enter(fit, at));
    }
    index
});

/// The phrases of every language whose first word is among these, in the order of the lists.
pub(super) fn phrases_with(words: &HashSet<&str>) -> impl Iterator<Item = &'static (Finding, Pattern)> {
    let places: BTreeSet<usize> = words.iter().flat_map(|word| FIRST_WORDS.fitting(word)).collect();
    places.into_iter().filter_map(|at| COMPILED.get(at))
}

/// Whether a folded word is one of any phrase.
pub(crate) fn is_known(word: &str) -> bool {
    ALL_WORDS.fitting(word).next().is_some()
}

impl Index {
    fn enter(&mut self, fit: Fit<'static>, at: usize) {
        let places = match fit {
            Fit::Whole(word) => self.whole.entry(word),
            Fit::Prefix(prefix) => self.prefixes.entry(prefix),
        };
        places.or_default().push(at);
    }
    fn fitting(&self, word: &str) -> impl Iterator<Item = usize> {
        let beginnings = word.char_indices().filter_map(|(at, letter)| word.get(..at + letter.len_utf8()));
        let prefixed = beginnings.filter_map(|beginning| self.prefixes.get(beginning));
        self.whole.get(word).into_iter().chain(prefixed).flatten().copied()
    }
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
