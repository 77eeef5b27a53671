//! What an interview asks about.

use crate::{
    assistant::language::Language,
    kernel::{TextEnum, text_enum},
};

text_enum! {
    /// One thing a doctor asks about a complaint, in the order of asking.
    pub enum Topic {
        /// What brings the patient.
        ChiefComplaint = "chief_complaint",
        /// When and how it began.
        Onset = "onset",
        /// Where it is.
        Place = "place",
        /// How it goes since then.
        Course = "course",
        /// What it feels like.
        Character = "character",
        /// How bad it is.
        Severity = "severity",
        /// What comes with it.
        Company = "company",
        /// What makes it better or worse.
        Relief = "relief",
        /// What the patient takes.
        Medicines = "medicines",
        /// What the patient reacts to.
        Allergies = "allergies",
        /// Former and lasting diseases, operations.
        History = "history",
    }
}

impl Topic {
    /// Every topic, in the order of asking and of the summary.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::WORDS.iter().map(|(_, topic)| *topic)
    }
    /// Asked in every interview, however many questions were spent before.
    pub const fn is_never_cut(self) -> bool {
        matches!(self, Self::Medicines | Self::Allergies)
    }
    /// The heading in a summary.
    pub const fn heading(self, language: Language) -> &'static str {
        if matches!(language, Language::French) { self.french() } else { self.english() }
    }
    const fn english(self) -> &'static str {
        match self {
            Self::ChiefComplaint => "Main complaint",
            Self::Onset => "Onset",
            Self::Place => "Place",
            Self::Course => "Course",
            Self::Character => "Character",
            Self::Severity => "Severity",
            Self::Company => "Other symptoms",
            Self::Relief => "Better or worse with",
            Self::Medicines => "Medicines",
            Self::Allergies => "Allergies",
            Self::History => "Medical history",
        }
    }
    const fn french(self) -> &'static str {
        match self {
            Self::ChiefComplaint => "Motif principal",
            Self::Onset => "Début",
            Self::Place => "Localisation",
            Self::Course => "Évolution",
            Self::Character => "Type",
            Self::Severity => "Intensité",
            Self::Company => "Autres symptômes",
            Self::Relief => "Amélioré ou aggravé par",
            Self::Medicines => "Médicaments",
            Self::Allergies => "Allergies",
            Self::History => "Antécédents",
        }
    }
}
