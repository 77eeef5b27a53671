//! A small pattern language for phrases, compiled once.
//!
//! `crush*|squeez* chest`: words in order, `|` between alternatives, `*` after a prefix. `..` allows up to three
//! words between. `chest & pain|hurt*`: both in any order, at most six words apart. `!nose`: not when that word
//! stands within four words of the match. A match crosses no comma, unless the pattern begins with `~`, and never a
//! contrast such as `but`.

use std::collections::HashSet;

use super::super::folding::Word;

const GAP: usize = 3;
const APART: usize = 6;
const NEARBY: usize = 4;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    groups: Vec<Vec<Piece>>,
    absent: Vec<Piece>,
    crosses_commas: bool,
}

/// What a word of a text must be, or begin with, to fit a word of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fit<'a> {
    /// This word.
    Whole(&'a str),
    /// Any word that begins so.
    Prefix(&'a str),
}

/// Where a pattern matched: the positions of its words, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// Positions in the sentence.
    pub positions: Vec<usize>,
}

impl Match {
    /// The first word's position.
    pub fn first(&self) -> usize {
        self.positions.first().copied().unwrap_or_default()
    }
    /// The last word's position.
    pub fn last(&self) -> usize {
        self.positions.last().copied().unwrap_or_default()
    }
}

#[derive(Debug)]
struct Piece {
    alternatives: Vec<(String, bool)>,
    after_gap: bool,
}

impl Piece {
    fn new(text: &str, after_gap: bool) -> Self {
        let alternative = |word: &str| match word.strip_suffix('*') {
            Some(prefix) => (prefix.to_owned(), true),
            None => (word.to_owned(), false),
        };
        Self { alternatives: text.split('|').map(alternative).collect(), after_gap }
    }
    fn occurs(&self, distinct: &HashSet<&str>) -> bool {
        self.alternatives.iter().any(|(text, prefix)| {
            if *prefix { distinct.iter().any(|word| word.starts_with(text)) } else { distinct.contains(text.as_str()) }
        })
    }
    fn fitting(&self) -> impl Iterator<Item = Fit<'_>> {
        self.alternatives.iter().map(|(text, prefix)| if *prefix { Fit::Prefix(text) } else { Fit::Whole(text) })
    }
    fn fits(&self, word: &str) -> bool {
        self.alternatives.iter().any(|(text, prefix)| if *prefix { word.starts_with(text) } else { word == text })
    }
}

impl Pattern {
    /// Reads the pattern language.
    pub fn compile(source: &str) -> Self {
        let mut absent = Vec::new();
        let mut groups = vec![Vec::new()];
        let mut after_gap = false;
        let mut crosses_commas = false;
        for token in source.split_whitespace() {
            match (token, token.strip_prefix('!')) {
                ("~", _) => crosses_commas = true,
                ("..", _) => after_gap = true,
                ("&", _) => groups.push(Vec::new()),
                (_, Some(word)) => absent.push(Piece::new(word, false)),
                _ => {
                    if let Some(group) = groups.last_mut() {
                        group.push(Piece::new(token, std::mem::take(&mut after_gap)));
                    }
                }
            }
        }
        Self { groups, absent, crosses_commas }
    }
    /// What its first word may be; nothing matches without it.
    pub fn first_words(&self) -> impl Iterator<Item = Fit<'_>> {
        self.groups.iter().flatten().take(1).flat_map(Piece::fitting)
    }
    /// What its words may be.
    pub fn words(&self) -> impl Iterator<Item = Fit<'_>> {
        self.groups.iter().flatten().flat_map(Piece::fitting)
    }
    /// Whether all its words occur at all: a quick look before [`Pattern::matches`].
    pub fn is_possible(&self, distinct: &HashSet<&str>) -> bool {
        self.groups.iter().flatten().all(|piece| piece.occurs(distinct))
    }
    /// Every place where the pattern matches.
    pub fn matches(&self, words: &[Word]) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            let here: Vec<Match> = (0..words.len()).filter_map(|at| self.match_group(group, words, at)).collect();
            found = if index == 0 { here } else { self.pairs(&found, &here, words) };
        }
        found.retain(|found| !self.excluded(found, words));
        found
    }
    fn excluded(&self, found: &Match, words: &[Word]) -> bool {
        let from = found.first().saturating_sub(NEARBY);
        let nearby = words.iter().enumerate().skip(from).take_while(|(at, _)| *at <= found.last() + NEARBY);
        let mut same =
            nearby.filter(|(_, word)| words.get(found.first()).is_some_and(|first| self.together(first, word)));
        same.any(|(_, word)| self.absent.iter().any(|piece| piece.fits(&word.text)))
    }

    fn together(&self, one: &Word, other: &Word) -> bool {
        (self.crosses_commas || one.segment == other.segment) && one.clause == other.clause
    }
    fn match_group(&self, group: &[Piece], words: &[Word], at: usize) -> Option<Match> {
        let start = words.get(at)?;
        let mut positions = Vec::with_capacity(group.len());
        let mut next = at;
        for piece in group {
            let reach = if piece.after_gap { GAP } else { 0 };
            let place = (next..=next + reach)
                .find(|at| words.get(*at).is_some_and(|word| self.together(start, word) && piece.fits(&word.text)))?;
            positions.push(place);
            next = place + 1;
        }
        Some(Match { positions })
    }
    fn pairs(&self, left: &[Match], right: &[Match], words: &[Word]) -> Vec<Match> {
        let mut found = Vec::new();
        for one in left {
            for other in right {
                let apart = if one.last() < other.first() {
                    other.first() - one.last() - 1
                } else if other.last() < one.first() {
                    one.first() - other.last() - 1
                } else {
                    continue;
                };
                let same =
                    words.get(one.first()).zip(words.get(other.first())).is_some_and(|(a, b)| self.together(a, b));
                if apart <= APART && same {
                    let mut positions: Vec<usize> = one.positions.iter().chain(&other.positions).copied().collect();
                    positions.sort_unstable();
                    found.push(Match { positions });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::folding::sentences;

    fn hits(pattern: &str, text: &str) -> usize {
        let pattern = Pattern::compile(pattern);
        sentences(text).iter().map(|sentence| pattern.matches(&sentence.words).len()).sum()
    }

    #[test]
    fn words_follow_in_order_with_alternatives_and_prefixes() {
        assert_eq!(hits("crush*|squeez* chest", "A crushing chest"), 1);
        assert_eq!(hits("crush*|squeez* chest", "chest crushing"), 0);
        assert_eq!(hits("pain .. chest", "pain deep in my chest"), 1);
        assert_eq!(hits("pain .. chest", "pain that was quite low in my chest"), 0);
    }

    #[test]
    fn any_order_stays_near_and_within_a_segment() {
        assert_eq!(hits("chest & hurt*|pain", "My chest really hurts"), 1);
        assert_eq!(hits("chest & hurt*|pain", "pain across the whole chest"), 1);
        assert_eq!(hits("chest & hurt*|pain", "stomach pain, chest clear"), 0);
        assert_eq!(hits("~ leg .. cold .. pale", "My leg is cold, pale and sore"), 1);
        assert_eq!(hits("chest & hurt*|pain", "stomach pain but chest clear"), 0);
    }

    #[test]
    fn an_excluded_word_nearby_voids_the_match() {
        assert_eq!(hits("cant breathe !nose", "I can't breathe through my nose"), 0);
        assert_eq!(hits("cant breathe !nose", "I can't breathe"), 1);
    }
}
