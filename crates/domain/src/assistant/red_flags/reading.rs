//! What a text says: which findings are present, denied, a relative's, of the past or only feared.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::{
    super::folding::{Sentence, sentences},
    attribution::{is_family_history, is_feared, is_past},
    finding::Finding,
    lexicon::phrases_with,
    negation::is_denied,
    pattern::Match,
};

/// In what setting words were said; it decides how a bare disease name is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Told freely, or in answer to a question about the complaint.
    #[default]
    Complaint,
    /// In answer to the question for allergies: reactions are former ones unless said to be of now.
    Allergies,
    /// In answer to the question for medicines or former diseases: named diseases are former ones.
    History,
}

/// The findings of a text, each in the set of how it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Complained of.
    pub present: BTreeSet<Finding>,
    /// Said not to be.
    pub denied: BTreeSet<Finding>,
    /// A relative's.
    pub family: BTreeSet<Finding>,
    /// Over for long.
    pub past: BTreeSet<Finding>,
    /// Feared or asked about.
    pub feared: BTreeSet<Finding>,
}

impl Reading {
    /// Adds what another text says.
    pub fn merge(&mut self, other: Self) {
        self.present.extend(other.present);
        self.denied.extend(other.denied);
        self.family.extend(other.family);
        self.past.extend(other.past);
        self.feared.extend(other.feared);
    }
}

/// Reads a text told freely by the patient.
pub fn read(text: &str) -> Reading {
    read_in(text, Setting::Complaint, false)
}

/// Reads a text in its setting; `speaks_for_other` says that the patient is the relative spoken of.
pub fn read_in(text: &str, setting: Setting, speaks_for_other: bool) -> Reading {
    let mut reading = Reading::default();
    let all = sentences(text);
    for (index, sentence) in all.iter().enumerate() {
        let answered_no = sentence.is_question && all.get(index + 1).is_some_and(begins_with_no);
        let distinct: HashSet<&str> = sentence.words.iter().map(|word| word.text.as_str()).collect();
        for (finding, pattern) in phrases_with(&distinct).filter(|(_, pattern)| pattern.is_possible(&distinct)) {
            // Said once is said: a long text costs no more than it must.
            if reading.present.contains(finding) {
                continue;
            }
            for found in pattern.matches(&sentence.words) {
                let place = if answered_no {
                    Place::Denied
                } else {
                    place(sentence, &found, *finding, setting, speaks_for_other)
                };
                reading.set(place).insert(*finding);
            }
        }
    }
    reading
}

#[derive(Clone, Copy)]
enum Place {
    Present,
    Denied,
    Family,
    Past,
    Feared,
}

impl Reading {
    const fn set(&mut self, place: Place) -> &mut BTreeSet<Finding> {
        match place {
            Place::Present => &mut self.present,
            Place::Denied => &mut self.denied,
            Place::Family => &mut self.family,
            Place::Past => &mut self.past,
            Place::Feared => &mut self.feared,
        }
    }
}

fn place(sentence: &Sentence, found: &Match, finding: Finding, setting: Setting, speaks_for_other: bool) -> Place {
    if is_denied(sentence, found, finding) {
        Place::Denied
    } else if is_family_history(sentence, found, speaks_for_other) {
        Place::Family
    } else if !finding.is_background()
        && (is_past(sentence, found, finding) || is_former_by_setting(sentence, finding, setting))
    {
        Place::Past
    } else if is_feared(sentence, found, finding) {
        Place::Feared
    } else {
        Place::Present
    }
}

fn is_former_by_setting(sentence: &Sentence, finding: Finding, setting: Setting) -> bool {
    use Finding as F;
    let of_now = [
        "now",
        "today",
        "just",
        "right now",
        "since",
        "currently",
        "started",
        "maintenant",
        "aujourdhui",
        "depuis",
        "en ce moment",
        "actuellement",
        "en train",
        "this morning",
        "ce matin",
    ];
    if of_now.iter().any(|phrase| sentence.contains(phrase)) {
        return false;
    }
    match setting {
        Setting::Complaint => false,
        Setting::Allergies => {
            let reaction = matches!(
                finding,
                F::ThroatSwelling
                    | F::FaceSwelling
                    | F::Hives
                    | F::Rash
                    | F::SuddenSwelling
                    | F::Trigger
                    | F::Vomiting
                    | F::Breathless
                    | F::Collapse
                    | F::Fainted
                    | F::Faint
                    | F::Severe
                    | F::Sudden
            );
            finding.is_named_disease() || reaction
        }
        Setting::History => {
            finding.is_named_disease()
                || matches!(
                    finding,
                    F::Seizure | F::Trigger | F::LowerRightPain | F::Choking | F::HeadInjury | F::MajorInjury
                )
        }
    }
}

fn begins_with_no(sentence: &Sentence) -> bool {
    matches!(
        sentence.word(0),
        Some("no" | "non" | "none" | "nope" | "nothing" | "aucun" | "aucune" | "jamais" | "never")
    ) && sentence.words.len() <= 3
}
