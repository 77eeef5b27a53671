//! Red flags of a reading, and the screening of any single text a patient writes.

use serde::{Deserialize, Serialize};

use super::{
    super::language::{Language, detect_language, is_unrecognised},
    advice::{advice_for, unreadable_language_advice},
    person::Person,
    reading::{Reading, Setting, read_in},
    rule::Evidence,
    rules,
    urgency::Urgency,
};

/// A danger found in a patient's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedFlag {
    /// The rule's stable name.
    pub rule: String,
    /// How soon the patient must be seen.
    pub urgency: Urgency,
    /// The danger in the patient's language.
    pub detects: String,
    /// What to do until help comes, in the patient's language.
    pub advice: String,
    /// The guidance the rule follows.
    pub source: String,
}

/// The red flags of a reading, most urgent first. Where there is an emergency, lesser flags are left out.
pub fn detect(reading: &Reading, person: &Person, language: Language) -> Vec<RedFlag> {
    let evidence = Evidence { reading, person };
    let raised = rules::all().filter(|rule| (rule.when)(&evidence));
    let mut flags: Vec<RedFlag> = raised
        .map(|rule| RedFlag {
            rule: rule.id.into(),
            urgency: rule.urgency,
            detects: rule.detects.text(language).into(),
            advice: rule.advice.text(language).into(),
            source: rule.source.into(),
        })
        .collect();
    flags.sort_by_key(|flag| std::cmp::Reverse(flag.urgency));
    if flags.first().is_some_and(|flag| flag.urgency == Urgency::Emergency) {
        flags.retain(|flag| flag.urgency == Urgency::Emergency);
    }
    flags
}

/// The most urgent of the flags; routine without any.
pub fn most_urgent(flags: &[RedFlag]) -> Urgency {
    flags.iter().map(|flag| flag.urgency).max().unwrap_or(Urgency::Routine)
}

/// What the rules make of one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screening {
    /// The language read; [`Language::Other`] was not understood.
    pub language: Language,
    /// How soon the patient must be seen: at least soon when the language was not understood.
    pub urgency: Urgency,
    /// The dangers found.
    pub flags: Vec<RedFlag>,
    /// What to tell the patient, if anything.
    pub advice: Option<String>,
}

/// Screens one text (a message, the symptoms of a booking) before any model sees it.
pub fn screen(text: &str, person: &Person) -> Screening {
    screen_reading(text, &read_in(text, Setting::Complaint, false), person)
}

/// Screens a text in which a relative speaks for the patient.
pub fn screen_for_other(text: &str, person: &Person) -> Screening {
    screen_reading(text, &read_in(text, Setting::Complaint, true), person)
}

/// What comes of a text that was read already.
pub fn screen_reading(text: &str, reading: &Reading, person: &Person) -> Screening {
    let unread = is_unrecognised(text);
    let language = if unread { Language::Other } else { detect_language(text).unwrap_or(Language::English) };
    let flags = detect(reading, person, language);
    let urgency = most_urgent(&flags);
    if language != Language::Other {
        return Screening { language, urgency, advice: advice_for(&flags, language), flags };
    }
    let fixed = unreadable_language_advice();
    let advice = advice_for(&flags, language).map_or_else(|| fixed.into(), |advice| format!("{advice}\n\n{fixed}"));
    Screening { language, urgency: urgency.max(Urgency::Soon), flags, advice: Some(advice) }
}
