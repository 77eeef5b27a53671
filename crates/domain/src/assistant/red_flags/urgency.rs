//! How soon a patient must be seen.

use crate::kernel::text_enum;

text_enum! {
    /// How soon a patient must be seen; later variants are more urgent.
    pub enum Urgency {
        /// At the doctor's next free time.
        Routine = "routine",
        /// Within days.
        Soon = "soon",
        /// The same day.
        Urgent = "urgent",
        /// Now: emergency services.
        Emergency = "emergency",
    }
}

impl Urgency {
    /// The word shown to people who read French.
    pub const fn french(self) -> &'static str {
        match self {
            Self::Routine => "ordinaire",
            Self::Soon => "dans les prochains jours",
            Self::Urgent => "urgent, le jour même",
            Self::Emergency => "urgence vitale, maintenant",
        }
    }
    /// The word shown to people who read English.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Soon => "soon, within days",
            Self::Urgent => "urgent, the same day",
            Self::Emergency => "emergency, now",
        }
    }
}
