//! A red-flag rule: which findings together are a danger, how urgent, what to do, and who says so.

use super::{super::language::Language, finding::Finding, person::Person, reading::Reading, urgency::Urgency};

/// A text in both languages the rules speak.
#[derive(Clone, Copy, Debug)]
pub struct Bilingual {
    /// English.
    pub english: &'static str,
    /// French.
    pub french: &'static str,
}

impl Bilingual {
    /// The text in this language; English where the language is another.
    pub const fn text(self, language: Language) -> &'static str {
        match language {
            Language::French => self.french,
            Language::English | Language::Other => self.english,
        }
    }
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name.
    pub id: &'static str,
    /// How soon the patient must be seen.
    pub urgency: Urgency,
    /// The danger, in words a patient understands. Never a diagnosis.
    pub detects: Bilingual,
    /// What to do until help comes.
    pub advice: Bilingual,
    /// The clinical guidance the rule follows.
    pub source: &'static str,
    /// Whether it applies.
    pub(super) when: fn(&Evidence<'_>) -> bool,
}

impl Rule {
    pub(super) const fn new(
        id: &'static str,
        urgency: Urgency,
        detects: (&'static str, &'static str),
        advice: (&'static str, &'static str),
        source: &'static str,
        when: fn(&Evidence<'_>) -> bool,
    ) -> Self {
        let detects = Bilingual { english: detects.0, french: detects.1 };
        let advice = Bilingual { english: advice.0, french: advice.1 };
        Self { id, urgency, detects, advice, source, when }
    }
}

/// What a rule may look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence<'a> {
    /// What was said.
    pub reading: &'a Reading,
    /// What was known.
    pub person: &'a Person,
}

impl Evidence<'_> {
    /// Complained of, or a known circumstance.
    pub fn has(&self, finding: Finding) -> bool {
        self.reading.present.contains(&finding) || self.person.background.contains(&finding)
    }
    /// At least one of them.
    pub fn any(&self, findings: &[Finding]) -> bool {
        findings.iter().any(|finding| self.has(*finding))
    }
    /// A finding complained of, with at least one of the others.
    pub fn with(&self, finding: Finding, others: &[Finding]) -> bool {
        self.has(finding) && self.any(others)
    }
}
