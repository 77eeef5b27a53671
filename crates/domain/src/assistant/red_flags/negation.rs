//! Whether a phrase is denied: "no chest pain", "I don't have …", "pas de …", "ni … ni", "chest pain: none".
//!
//! Where a sentence can be read both ways, the phrase counts as said: a false alarm costs less than a miss.

use super::{super::folding::Sentence, finding::Finding, pattern::Match};

/// What a negation reaches over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// `no`, `without`, `sans`: up to `and` or a comma, unless the list goes on with `or`, `nor`, `ou`, `ni`.
    Noun,
    /// `don't have`, `not`, `pas`: also over `and`.
    Verb,
    /// `denies`: to the end of the clause.
    Report,
}

/// Whether the sentence denies what matched.
pub(super) fn is_denied(sentence: &Sentence, found: &Match, finding: Finding) -> bool {
    denied_before(sentence, found, finding) || denied_inside(sentence, found) || denied_after(sentence, found)
}

fn denied_before(sentence: &Sentence, found: &Match, finding: Finding) -> bool {
    let first = found.first();
    let Some(target) = sentence.words.get(first) else { return false };
    let (mut crossed_comma, mut crossed_and, mut subject) = (false, false, None);
    let mut segment = target.segment;
    for at in (0..first).rev() {
        let Some(word) = sentence.words.get(at) else { return false };
        if word.clause != target.clause {
            return false;
        }
        if word.segment != segment {
            segment = word.segment;
            crossed_comma = true;
        }
        if let Some(reach) = cue(sentence, at) {
            let reaches = reaches(sentence, reach, crossed_comma, crossed_and, at, first);
            let through_subject = subject.is_none_or(|subject| is_opinion(sentence, at, subject));
            return reaches
                && through_subject
                && !is_blocked(sentence, at, first)
                && !(finding.is_of_the_mind() && is_doubled(sentence, at))
                && !is_doubled_by_without(sentence, at);
        }
        match word.text.as_str() {
            text if STOPPERS.contains(&text) => return false,
            text if SUBJECTS.contains(&text) && subject.is_none() => subject = Some(at),
            "and" | "et" if sentence.word(at + 1).is_some_and(|next| FINITE_VERBS.contains(&next)) => return false,
            "and" | "et" | "with" | "avec" | "plus" => crossed_and = true,
            _ => {}
        }
    }
    false
}

/// Words between which a negation no longer holds.
const STOPPERS: &[&str] = &[
    "because",
    "due",
    "cause",
    "parce",
    "car",
    "puisque",
    "reports",
    "complains",
    "started",
    "now",
    "maintenant",
    "instead",
    "only",
    "seulement",
    "then",
    "so",
    "alors",
    "donc",
    "puis",
    "while",
    "whereas",
    "tandis",
];

/// After "and" these begin a statement of their own: "isn't breathing well and is turning blue".
const FINITE_VERBS: &[&str] = &[
    "is", "was", "has", "am", "are", "feels", "feel", "felt", "cant", "can", "wont", "isnt", "doesnt", "dont", "hasnt",
    "keeps", "keep", "turned", "went", "got", "est", "suis", "a", "ai", "sont", "devient", "commence", "started",
    "hurts",
];

/// Someone new speaks or acts: what follows has its own verb.
const SUBJECTS: &[&str] = &[
    "i", "im", "ive", "he", "she", "they", "there", "we", "je", "j", "il", "elle", "on", "ils", "elles", "nous", "it",
];

/// "I don't think I have …", "je ne pense pas avoir …".
fn is_opinion(sentence: &Sentence, cue_at: usize, subject_at: usize) -> bool {
    let between = cue_at + 1..subject_at;
    let mut words = between.filter_map(|at| sentence.word(at));
    let all = words.by_ref().collect::<Vec<_>>();
    !all.is_empty()
        && all.len() <= 3
        && all.iter().any(|word| ["think", "believe", "feel", "pense", "crois", "trouve", "que", "qu"].contains(word))
}

fn reaches(sentence: &Sentence, reach: Reach, comma: bool, and: bool, from: usize, to: usize) -> bool {
    let list_goes_on = || {
        let after = sentence.words.iter().skip(from + 1);
        let clause = sentence.words.get(from).map(|word| word.clause);
        let or = |word: &str| matches!(word, "or" | "nor" | "ou" | "ni" | "neither");
        after.take_while(|word| Some(word.clause) == clause).any(|word| or(&word.text))
    };
    let restated = || (from + 1..to).any(|at| sentence.word(at) == Some("et") && is_de(sentence.word(at + 1)));
    match reach {
        Reach::Report => true,
        Reach::Verb => !comma || list_goes_on(),
        Reach::Noun => (!comma || list_goes_on()) && (!and || restated()),
    }
}

fn is_de(word: Option<&str>) -> bool {
    matches!(word, Some("de" | "d"))
}

/// The negation that begins at this word, if any.
fn cue(sentence: &Sentence, at: usize) -> Option<Reach> {
    let word = sentence.words.get(at)?;
    let next = sentence.words.get(at + 1);
    let text = next.map_or("", |next| next.text.as_str());
    let before = at.checked_sub(1).and_then(|at| sentence.word(at)).unwrap_or("");
    let goes_on = next.is_some_and(|next| next.segment == word.segment);
    match word.text.as_str() {
        "no" if goes_on && !AFTER_NO.contains(&text) => Some(Reach::Noun),
        "without" | "neither" | "nor" | "zero" | "aucun" | "aucune" | "ni" | "absence" => Some(Reach::Noun),
        "sans" if !matches!(text, "cesse" | "arret" | "doute" | "relache") => Some(Reach::Noun),
        "denies" | "denied" | "denying" | "nie" => Some(Reach::Report),
        "negative" if text == "for" => Some(Reach::Report),
        "free" if matches!(text, "of" | "from") => Some(Reach::Noun),
        "not" if !matches!(text, "only" | "just" | "sure" | "certain" | "that" | "to" | "so") => Some(Reach::Verb),
        "never" | "jamais" if !is_superlative(sentence) => Some(Reach::Verb),
        "dont" if before == "douleur" || before == "douleurs" => None,
        "dont" | "doesnt" | "didnt" | "havent" | "hasnt" | "hadnt" | "isnt" | "arent" | "wasnt" | "werent" | "aint"
        | "wont" | "wouldnt" | "deny" => Some(Reach::Verb),
        "pas" if text == "que" && matches!(before, "pense" | "crois" | "dirais") => Some(Reach::Verb),
        "pas" if !matches!(text, "seulement" | "que" | "juste" | "uniquement" | "sur" | "sure" | "mieux" | "si") => {
            Some(Reach::Verb)
        }
        _ => None,
    }
}

/// After these `no` is an answer ("no my chest hurts") or denies something else ("no relief").
const AFTER_NO: &[&str] = &[
    "my",
    "the",
    "it",
    "its",
    "this",
    "i",
    "im",
    "ive",
    "he",
    "she",
    "they",
    "there",
    "we",
    "longer",
    "doubt",
    "idea",
    "relief",
    "improvement",
    "change",
    "better",
    "matter",
    "reason",
    "let",
    "one",
    "sleep",
    "appetite",
    "strength",
    "way",
    "more",
    "just",
    "but",
    "because",
    "actually",
    "still",
];

/// "never had chest pain like this".
fn is_superlative(sentence: &Sentence) -> bool {
    [
        "like this",
        "like that",
        "this bad",
        "so bad",
        "as bad",
        "such a",
        "such",
        "before",
        "comme ca",
        "aussi",
        "pareil",
        "pareille",
        "tel",
        "telle",
        "si fort",
        "comme celle",
        "avant",
    ]
    .iter()
    .any(|phrase| sentence.contains(phrase))
}

/// Between the negation and the phrase stands a verb that the negation belongs to: "does not help my chest pain".
fn is_blocked(sentence: &Sentence, from: usize, to: usize) -> bool {
    // In French the verb stands before the negation: "ne soulage pas ma douleur".
    let verb_first = usize::from(sentence.word(from) == Some("pas") && from > 0);
    let mut between = (from - verb_first..to).filter(|at| *at != from).filter_map(|at| sentence.word(at));
    between.any(|word| {
        BLOCKERS.contains(&word) || ["soulag", "calm", "improv", "reliev"].iter().any(|s| word.starts_with(s))
    })
}

const BLOCKERS: &[&str] = &[
    "help",
    "helps",
    "helping",
    "helped",
    "stop",
    "stops",
    "stopped",
    "stopping",
    "ease",
    "eases",
    "easing",
    "better",
    "sleep",
    "sleeping",
    "slept",
    "work",
    "works",
    "working",
    "eat",
    "eating",
    "walk",
    "walking",
    "stand",
    "control",
    "know",
    "knows",
    "understand",
    "certain",
    "able",
    "wait",
    "if",
    "when",
    "until",
    "only",
    "that",
    "cure",
    "kill",
    "touch",
    "remove",
    "fix",
    "away",
    "why",
    "how",
    "what",
    "without",
    "bear",
    "tolerate",
    "cope",
    "manage",
    "ignore",
    "passe",
    "passent",
    "dors",
    "dormir",
    "dort",
    "mange",
    "manger",
    "marche",
    "marcher",
    "sais",
    "sait",
    "peux",
    "peut",
    "arrive",
    "quand",
    "si",
    "sans",
    "pourquoi",
    "comment",
    "supporte",
    "supporter",
    "tenir",
    "tiens",
    "travailler",
    "aide",
    "aident",
    "part",
    "disparait",
    "attendre",
    "cesse",
    "arrete",
    "guerit",
    "mieux",
    "bien",
];

/// "I can't promise I won't …", "not sure I wouldn't …": two negations are no denial where a life depends on it.
fn is_doubled(sentence: &Sentence, cue_at: usize) -> bool {
    let doubt = |word: &str| {
        matches!(
            word,
            "cant" | "not" | "dont" | "afraid" | "scared" | "promise" | "reason" | "peur" | "pas" | "couldnt"
        ) || matches!(word, "only" | "if" | "seule" | "peux" | "promets" | "promettre" | "raison" | "sauf" | "garantir")
    };
    (cue_at.saturating_sub(6)..cue_at).filter_map(|at| sentence.word(at)).any(doubt)
}

/// "not without pain", "it is not that I have no pain".
fn is_doubled_by_without(sentence: &Sentence, cue_at: usize) -> bool {
    let before = |steps: usize| cue_at.checked_sub(steps).and_then(|at| sentence.word(at)).unwrap_or("");
    let is_without = matches!(sentence.word(cue_at), Some("without" | "sans"));
    (is_without && matches!(before(1), "not" | "isnt" | "pas" | "im" | "never"))
        || (1..=5).any(|steps| matches!((before(steps + 1), before(steps)), ("not" | "isnt", "that") | ("cant", "say")))
}

/// "my chest does not hurt", "ma poitrine ne me fait pas mal": the negation stands between the matched words.
fn denied_inside(sentence: &Sentence, found: &Match) -> bool {
    let inside = (found.first() + 1..found.last()).filter(|at| !found.positions.contains(at));
    inside.into_iter().any(|at| {
        let literal = sentence.word(at).is_some_and(|word| word == "never" || word == "jamais");
        !literal && cue(sentence, at).is_some() && !is_blocked(sentence, at, found.last())
    })
}

/// "chest pain: none", "chest pain? no", "douleur thoracique absente".
fn denied_after(sentence: &Sentence, found: &Match) -> bool {
    let Some(last) = sentence.words.get(found.last()) else { return false };
    let mut after = sentence.words.iter().skip(found.last() + 1).take_while(|word| word.segment == last.segment);
    let is_no = |text: &str| {
        matches!(
            text,
            "no" | "none" | "nil" | "absent" | "absente" | "non" | "negative" | "denied" | "aucun" | "aucune"
        )
    };
    let first = after.next().is_some_and(|word| is_no(&word.text));
    first && after.next().is_none()
}
