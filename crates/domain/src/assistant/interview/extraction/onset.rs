//! Since when: "since yesterday", "for 3 days", "depuis hier", "il y a une semaine".

use super::spans::{Span, find_any, find_phrase, run};
use crate::assistant::{folding::Sentence, interview::topic::Topic};

const STOPS: &[&str] = &[
    "and", "but", "i", "im", "my", "it", "with", "et", "mais", "je", "j", "avec", "mon", "ma", "now", "because", "mal",
    "la",
];

const UNITS: &[&str] = &[
    "minute", "minutes", "hour", "hours", "day", "days", "night", "nights", "week", "weeks", "month", "months", "year",
    "years", "heure", "heures", "jour", "jours", "nuit", "nuits", "semaine", "semaines", "mois", "an", "ans", "annee",
    "annees",
];

const MOMENTS: &[&str] = &[
    "yesterday evening",
    "yesterday morning",
    "yesterday",
    "this morning",
    "this afternoon",
    "this evening",
    "last night",
    "last week",
    "last month",
    "today",
    "tonight",
    "hier soir",
    "hier matin",
    "hier",
    "ce matin",
    "cet apres midi",
    "ce soir",
    "cette nuit",
    "aujourdhui",
    "la semaine derniere",
    "le mois dernier",
    "tout a l heure",
];

/// The words that tell since when.
pub(super) fn find(sentence: &Sentence) -> Option<(Topic, Span, bool)> {
    let span = since(sentence)
        .or_else(|| duration(sentence))
        .or_else(|| ago(sentence))
        .or_else(|| find_any(sentence, MOMENTS))?;
    Some((Topic::Onset, span, !is_of_the_past(sentence)))
}

/// "I had my appendix out two years ago" tells nothing of the complaint.
fn is_of_the_past(sentence: &Sentence) -> bool {
    ["operated", "surgery", "operation", "opere", "operee", "took", "pris", "diagnosed", "appendix"]
        .iter()
        .any(|word| sentence.contains(word))
}

fn since(sentence: &Sentence) -> Option<Span> {
    let start = sentence.words.iter().position(|word| matches!(word.text.as_str(), "since" | "depuis"))?;
    let span = run(sentence, start, 6, STOPS);
    // "since I am diabetic" gives a reason, not a time.
    (span.len() > 1).then(|| up_to_time(sentence, span))
}

/// "since yesterday quite badly" ends at the last word of time.
fn up_to_time(sentence: &Sentence, span: Span) -> Span {
    const TIMES: &[&str] = &[
        "yesterday",
        "morning",
        "evening",
        "afternoon",
        "night",
        "today",
        "hier",
        "matin",
        "soir",
        "aujourdhui",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
    ];
    let is_time = |at: &usize| sentence.word(*at).is_some_and(|word| TIMES.contains(&word) || UNITS.contains(&word));
    let last = (span.start + 1..span.end).rfind(is_time);
    last.map_or(span.clone(), |last| span.start..last + 1)
}

fn duration(sentence: &Sentence) -> Option<Span> {
    let starts =
        sentence.words.iter().enumerate().filter(|(_, word)| matches!(word.text.as_str(), "for" | "pendant" | "all"));
    starts.map(|(at, _)| at).find_map(|start| {
        let end = run(sentence, start, 6, &["and", "et", "but", "mais"]).end;
        let unit = (start + 1..end).find(|at| sentence.word(*at).is_some_and(|word| UNITS.contains(&word)))?;
        Some(start..unit + 1)
    })
}

fn ago(sentence: &Sentence) -> Option<Span> {
    if let Some(span) = find_phrase(sentence, "il y a") {
        let end = run(sentence, span.start, 7, &["et", "mais"]).end;
        let unit = (span.end..end).find(|at| sentence.word(*at).is_some_and(|word| UNITS.contains(&word)))?;
        return Some(span.start..unit + 1);
    }
    let end = sentence.words.iter().position(|word| word.text == "ago")?;
    let unit = end.checked_sub(1)?;
    let is_unit = sentence.word(unit).is_some_and(|word| UNITS.contains(&word));
    is_unit.then(|| {
        let article = unit.checked_sub(2).and_then(|at| sentence.word(at));
        let start = if matches!(article, Some("a" | "about")) { unit - 2 } else { unit.saturating_sub(1) };
        start..end + 1
    })
}
