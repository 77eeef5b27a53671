//! Whose complaint a phrase is and of which time: a relative's, of years ago, or only feared.

use super::{
    super::folding::{Sentence, contains_phrase},
    finding::Finding,
    pattern::Match,
    scope::{OWN, Scope, in_scope, near, scope_words},
};

/// "My father had a heart attack", "antécédents familiaux d'AVC".
///
/// What a relative has now is not family history: someone is in danger.
pub(super) fn is_family_history(sentence: &Sentence, found: &Match, speaks_for_other: bool) -> bool {
    if is_recent(sentence, found, Scope::Statement)
        || ["help", "aide", "secours"].iter().any(|word| sentence.contains(word))
    {
        return false;
    }
    if FAMILY_PHRASES.iter().any(|phrase| sentence.contains(phrase)) {
        return true;
    }
    if speaks_for_other {
        return false;
    }
    let before: Vec<&str> = (0..found.first()).filter_map(|at| sentence.word(at)).collect();
    let Some(relative) = before.iter().rposition(|word| RELATIVES.contains(word)) else { return false };
    let since: Vec<&str> = before.iter().skip(relative + 1).copied().collect();
    let own_subject = since.iter().any(|word| OWN.contains(word));
    let past = |words: &[&str]| words.iter().any(|word| PAST_VERBS.contains(word));
    let matched: Vec<&str> = found.positions.iter().filter_map(|at| sentence.word(*at)).collect();
    let follows: Vec<&str> = (found.last() + 1..found.last() + 4).filter_map(|at| sentence.word(at)).collect();
    !own_subject && (past(&since) || past(&matched) || past(&follows))
}

const FAMILY_PHRASES: &[&str] = &[
    "family history",
    "in my family",
    "in the family",
    "runs in",
    "run in",
    "on my mother side",
    "on my father side",
    "antecedents familiaux",
    "antecedent familial",
    "dans ma famille",
    "dans la famille",
    "my family has",
];

/// Relatives who are seldom the patient one speaks for; a child's or a spouse's complaint is taken as present.
const RELATIVES: &[&str] = &[
    "father",
    "mother",
    "dad",
    "mum",
    "mom",
    "parents",
    "grandfather",
    "grandmother",
    "grandpa",
    "grandma",
    "uncle",
    "aunt",
    "brother",
    "sister",
    "cousin",
    "grandparents",
    "pere",
    "mere",
    "papa",
    "maman",
    "oncle",
    "tante",
    "frere",
    "soeur",
    "cousine",
    "tonton",
    "tata",
    "friend",
    "ami",
    "amie",
    "neighbour",
    "neighbor",
    "voisin",
    "voisine",
    "colleague",
    "collegue",
];

const PAST_VERBS: &[&str] = &[
    "had",
    "died",
    "suffered",
    "eu",
    "mort",
    "morte",
    "decede",
    "decedee",
    "fait",
    "faisait",
    "avait",
    "survived",
    "attempted",
    "committed",
    "killed",
    "suicide",
    "suicidee",
    "diagnosed",
];

/// "Ten years ago I had a stroke", "en 2010", "history of seizures": over, and not of now.
pub(super) fn is_past(sentence: &Sentence, found: &Match, finding: Finding) -> bool {
    if is_recent(sentence, found, Scope::Segment) {
        return false;
    }
    let said = |scope: Scope| PAST_PHRASES.iter().any(|phrase| near(sentence, found, phrase, scope));
    let listed =
        finding.is_named_disease() && HISTORIES.iter().any(|phrase| near(sentence, found, phrase, Scope::Statement));
    said(Scope::Segment) || said(Scope::LeadingTime) || listed || has_old_date(sentence, found)
}

/// Open a list of former diseases.
const HISTORIES: &[&str] = &["history of", "antecedent", "antecedents"];

const PAST_PHRASES: &[&str] = &[
    "years ago",
    "year ago",
    "months ago",
    "decades ago",
    "last year",
    "as a child",
    "as a kid",
    "as a baby",
    "as a teenager",
    "at birth",
    "since birth",
    "when i was",
    "in my childhood",
    "in childhood",
    "used to",
    "history of",
    "previous",
    "previously",
    "in the past",
    "long ago",
    "once had",
    "ans plus tot",
    "annee derniere",
    "an dernier",
    "ans auparavant",
    "quand j etais",
    "lorsque j etais",
    "dans mon enfance",
    "dans l enfance",
    "etant enfant",
    "antecedent",
    "antecedents",
    "par le passe",
    "autrefois",
    "a l epoque",
    "de naissance",
    "ancien",
    "ancienne",
];

/// A year of the calendar, or "il y a dix ans", "il y a 3 mois".
fn has_old_date(sentence: &Sentence, found: &Match) -> bool {
    let near = |at: usize| {
        in_scope(sentence, found.first(), at, Scope::Segment)
            || in_scope(sentence, found.first(), at, Scope::LeadingTime)
    };
    sentence.words.iter().enumerate().filter(|(at, _)| near(*at)).any(|(at, word)| {
        let year = word.text.len() == 4 && word.text.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year));
        let before = |steps: usize| at.checked_sub(steps).and_then(|at| sentence.word(at)).unwrap_or("");
        let since = matches!(before(1), "since" | "depuis" | "from");
        let ago = matches!(word.text.as_str(), "ans" | "an" | "mois" | "annees")
            && (2..=4).any(|steps| before(steps) == "a" && before(steps + 1) == "y");
        (year && !since) || ago
    })
}

/// The statement is about now.
fn is_recent(sentence: &Sentence, found: &Match, scope: Scope) -> bool {
    let words: Vec<&str> = scope_words(sentence, found.first(), scope);
    RECENT.iter().any(|phrase| contains_phrase(words.iter().copied(), phrase))
        || words.windows(2).any(|pair| matches!(pair, [unit, "ago"] if SHORT_UNITS.contains(unit)))
        || words.windows(4).any(|window| matches!(window, ["y", "a", _, unit] if SHORT_UNITS.contains(unit)))
}

const SHORT_UNITS: &[&str] = &[
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "heure", "heures", "jour", "jours",
    "semaine", "semaines",
];

const RECENT: &[&str] = &[
    "now",
    "right now",
    "today",
    "tonight",
    "this morning",
    "this evening",
    "this afternoon",
    "just",
    "yesterday",
    "last night",
    "since",
    "still",
    "again",
    "currently",
    "started",
    "began",
    "at the moment",
    "is having",
    "am having",
    "getting worse",
    "maintenant",
    "aujourdhui",
    "ce matin",
    "ce soir",
    "cette nuit",
    "tout a l heure",
    "hier",
    "depuis",
    "encore",
    "toujours",
    "actuellement",
    "commence",
    "en train",
    "vient de",
    "viens de",
    "en ce moment",
    "a l instant",
    "same as",
    "meme",
    "il y a une heure",
];

/// A named disease that is feared or asked about, not complained of: "could it be a stroke?", "peur d'un AVC".
pub(super) fn is_feared(sentence: &Sentence, found: &Match, finding: Finding) -> bool {
    if !finding.is_named_disease() {
        return WHAT_IF.iter().any(|phrase| near(sentence, found, phrase, Scope::Segment)) && !finding.is_of_the_mind();
    }
    let happening = HAPPENING.iter().any(|phrase| sentence.contains(phrase));
    let feared = FEARS.iter().any(|phrase| sentence.contains(phrase));
    !happening && (feared || sentence.is_question)
}

const WHAT_IF: &[&str] = &["what if", "in case", "if i ever", "if i get", "au cas ou", "si jamais", "si un jour"];

const HAPPENING: &[&str] = &[
    "im having",
    "am having",
    "is having",
    "are having",
    "he having",
    "she having",
    "right now",
    "had",
    "happening",
    "en train",
    "je fais un",
    "je fais une",
    "fait un",
    "fait une",
    "now",
    "maintenant",
    "is in",
    "has a",
];

const FEARS: &[&str] = &[
    "worried",
    "worry",
    "afraid",
    "scared",
    "fear",
    "fears",
    "anxious",
    "could this",
    "could it",
    "can this",
    "might be",
    "may be",
    "is this",
    "is it",
    "risk",
    "prevent",
    "prevents",
    "prevention",
    "avoid",
    "signs of",
    "symptoms of",
    "read about",
    "wondering",
    "wonder",
    "what is",
    "how do i know",
    "dont want",
    "test for",
    "screening",
    "what if",
    "if",
    "against",
    "peur",
    "inquiet",
    "inquiete",
    "crains",
    "crainte",
    "angoisse",
    "risque",
    "risques",
    "prevenir",
    "prevention",
    "eviter",
    "signes",
    "symptomes",
    "est ce",
    "est ce que",
    "peut etre",
    "serait",
    "ca peut",
    "demande si",
    "si je",
    "contre",
    "depistage",
    "vaccin",
    "vaccine",
    "vaccinated",
    "vaccinee",
];
