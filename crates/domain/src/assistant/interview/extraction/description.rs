//! How it goes and what it feels like, what helps, what comes with it, and the history.

use super::spans::{Span, find_any, run};
use crate::assistant::{folding::Sentence, interview::topic::Topic};

const COURSE: &[&str] = &[
    "comes and goes",
    "come and go",
    "getting worse",
    "getting better",
    "gets worse",
    "got worse",
    "constant",
    "constantly",
    "all the time",
    "on and off",
    "aggrave",
    "empire",
    "va et vient",
    "de pire en pire",
    "de mieux en mieux",
    "constante",
    "en permanence",
    "tout le temps",
    "par moments",
    "par crises",
];

const CHARACTER: &[&str] = &[
    "throbbing",
    "stabbing",
    "burning",
    "dull",
    "sharp",
    "pressing",
    "cramping",
    "crampy",
    "tingling",
    "shooting",
    "itchy",
    "lancinante",
    "lancinant",
    "pulsatile",
    "sourde",
    "brulante",
    "qui brule",
    "vive",
    "serre",
    "comme des crampes",
    "fourmillements",
    "ca gratte",
    "ca pique",
];

const RELIEF: &[&str] = &[
    "better when",
    "worse when",
    "worse with",
    "better with",
    "better after",
    "worse after",
    "relieved by",
    "helps",
    "helped",
    "mieux quand",
    "pire quand",
    "soulage par",
    "soulagee par",
    "soulage",
    "aggravee par",
    "aggrave par",
];

const NOTHING_ELSE: &[&str] = &[
    "no other symptoms",
    "nothing else",
    "no other symptom",
    "rien d autre",
    "pas d autre symptome",
    "aucun autre symptome",
    "pas d autres symptomes",
];

const HISTORY: &[&str] = &[
    "history of",
    "medical history",
    "no other illness",
    "no medical problems",
    "otherwise healthy",
    "antecedents",
    "antecedent",
    "pas d antecedent",
    "aucun antecedent",
    "en bonne sante",
];

/// All of these that the sentence tells.
pub(super) fn find(sentence: &Sentence) -> impl Iterator<Item = (Topic, Span, bool)> {
    let short = [(Topic::Course, COURSE), (Topic::Character, CHARACTER), (Topic::Company, NOTHING_ELSE)];
    let long = [(Topic::Relief, RELIEF), (Topic::History, HISTORY)];
    let short = short.into_iter().filter_map(|(topic, phrases)| Some((topic, find_any(sentence, phrases)?, true)));
    let long = long.into_iter().filter_map(|(topic, phrases)| {
        let span = find_any(sentence, phrases)?;
        let start = if topic == Topic::Relief { span.start.saturating_sub(2) } else { span.start };
        let end = run(sentence, span.end - 1, 8, &[]).end;
        Some((topic, start..end, true))
    });
    short.chain(long)
}
