//! Places in a sentence, found by folded words and quoted from the original text.

use std::ops::Range;

use crate::assistant::folding::Sentence;

/// Positions of words, the end excluded.
pub(super) type Span = Range<usize>;

/// The letters of a span in the original text.
pub(super) fn verbatim<'a>(sentence: &Sentence, text: &'a str, span: Span) -> &'a str {
    let last = span.end.checked_sub(1).and_then(|at| sentence.words.get(at));
    match (sentence.words.get(span.start), last) {
        (Some(first), Some(last)) => text.get(first.start..last.end).unwrap_or_default(),
        _ => "",
    }
}

/// Where these words stand next to each other, first place.
pub(super) fn find_phrase(sentence: &Sentence, phrase: &str) -> Option<Span> {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let texts: Vec<&str> = sentence.words.iter().map(|word| word.text.as_str()).collect();
    let start = texts.windows(phrase.len()).position(|window| window == phrase.as_slice())?;
    Some(start..start + phrase.len())
}

/// The first of these phrases that the sentence holds.
pub(super) fn find_any(sentence: &Sentence, phrases: &[&str]) -> Option<Span> {
    phrases.iter().find_map(|phrase| find_phrase(sentence, phrase))
}

/// From `start` to the end of its piece between commas, stopping before any of `stops`, at most `most` words.
pub(super) fn run(sentence: &Sentence, start: usize, most: usize, stops: &[&str]) -> Span {
    let segment = sentence.words.get(start).map(|word| (word.segment, word.clause));
    let rest = sentence.words.iter().skip(start + 1).take(most.saturating_sub(1));
    let length = rest
        .take_while(|word| Some((word.segment, word.clause)) == segment && !stops.contains(&word.text.as_str()))
        .count();
    start..start + 1 + length
}
