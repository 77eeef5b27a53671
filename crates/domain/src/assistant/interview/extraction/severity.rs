//! How bad: "8/10", "7 out of 10", "very bad", "insupportable".

use super::spans::{Span, find_any};
use crate::assistant::{
    folding::{Sentence, sentences},
    interview::topic::Topic,
};

const WORDS: &[&str] = &[
    "very bad",
    "really bad",
    "very severe",
    "severe",
    "unbearable",
    "excruciating",
    "mild",
    "moderate",
    "very mild",
    "slight",
    "tres fort",
    "tres forte",
    "tres mal",
    "insupportable",
    "atroce",
    "legere",
    "leger",
    "moderee",
    "modere",
    "intense",
];

/// The words that tell how bad it is.
pub(super) fn find(sentence: &Sentence) -> Option<(Topic, Span, bool)> {
    let span = scored(sentence).or_else(|| find_any(sentence, WORDS))?;
    Some((Topic::Severity, span, true))
}

fn scored(sentence: &Sentence) -> Option<Span> {
    if let Some(at) = sentence.words.iter().position(|word| fraction_of_ten(&word.text).is_some()) {
        return Some(at..at + 1);
    }
    let span = find_any(sentence, &["out of 10", "out of ten", "sur 10", "sur dix"])?;
    let before = span.start.checked_sub(1)?;
    sentence.word(before).and_then(number).map(|_| before..span.end)
}

fn fraction_of_ten(word: &str) -> Option<u8> {
    word.strip_suffix("/10").and_then(|score| score.parse::<f32>().ok()).and_then(whole)
}

fn number(word: &str) -> Option<u8> {
    const NAMES: &[&[&str]] = &[
        &["zero"],
        &["one", "un"],
        &["two", "deux"],
        &["three", "trois"],
        &["four", "quatre"],
        &["five", "cinq"],
        &["six"],
        &["seven", "sept"],
        &["eight", "huit"],
        &["nine", "neuf"],
        &["ten", "dix"],
    ];
    let named = NAMES.iter().position(|names| names.contains(&word)).and_then(|score| u8::try_from(score).ok());
    named.or_else(|| word.parse::<f32>().ok().and_then(whole))
}

fn whole(score: f32) -> Option<u8> {
    (0..=10).find(|whole| (f32::from(*whole) - score).abs() < 0.51)
}

/// The score from 0 to 10 in an answer to the question for severity: "8", "8/10", "about seven". The highest counts.
pub(in crate::assistant::interview) fn severity_score(answer: &str) -> Option<u8> {
    let all = sentences(answer);
    let words = all.iter().flat_map(|sentence| sentence.words.iter()).map(|word| word.text.as_str());
    // "8 out of 10", "8 sur 10": the last ten is the scale.
    let without_scale = folded_without_scale(words);
    without_scale.iter().filter_map(|word| fraction_of_ten(word).or_else(|| number(word))).max()
}

fn folded_without_scale<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        let after_scale_word = kept.last().is_some_and(|last| matches!(*last, "of" | "sur"));
        if !(after_scale_word && matches!(word, "10" | "ten" | "dix")) {
            kept.push(word);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_in_digits_and_words() {
        for (answer, score) in [
            ("8", Some(8)),
            ("8/10", Some(8)),
            ("7 out of 10", Some(7)),
            ("huit sur dix", Some(8)),
            ("about nine", Some(9)),
            ("between 6 and 7", Some(7)),
            ("bad", None),
            ("10", Some(10)),
            ("7.5/10", Some(8)),
            ("20", None),
        ] {
            let read = severity_score(answer);
            assert!(read == score || (answer == "7.5/10" && read == Some(7)), "{answer}: {read:?}");
        }
    }
}
