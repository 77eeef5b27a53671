use crate::kernel::text_enum;

/// As what somebody asks for the own data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// As somebody with an account and no more.
    Account,
    /// As somebody who acts for patients.
    Family,
    /// As a doctor.
    Doctor,
    /// As a hospital.
    Hospital,
}

text_enum! {
    /// One kind of rows in an export, in the order in which they come.
    pub enum Section {
        /// The account.
        Account = "account",
        /// Its sessions, live and ended.
        Sessions = "sessions",
        /// For which patients it acts or acted.
        Relations = "relations",
        /// Invitations: those that came to it, and those to the family that it sent.
        Invitations = "invitations",
        /// What it did, as the audit trail has it, without whom it concerned.
        Actions = "actions",
        /// The patients for whom it acts.
        Patients = "patients",
        /// Their allergies, medicines and conditions, live and ended.
        ClinicalFacts = "clinical_facts",
        /// Every version of their case histories.
        CaseHistories = "case_histories",
        /// Reports about them.
        Reports = "reports",
        /// What is known of their documents; the files are downloaded one by one.
        Documents = "documents",
        /// Their chats.
        Chats = "chats",
        /// The messages in them.
        Messages = "messages",
        /// Their interviews.
        Interviews = "interviews",
        /// The turns of these.
        InterviewTurns = "interview_turns",
        /// Their appointments.
        Appointments = "appointments",
        /// Which doctors treat or treated them.
        Treatments = "treatments",
        /// At which hospitals they are or were registered.
        Registrations = "registrations",
        /// Who read what of their records.
        Reads = "reads",
        /// For what a language model was asked about them, and which one.
        ModelCalls = "model_calls",
        /// What the account said of doctors' suggestions.
        SuggestionFeedback = "suggestion_feedback",
        /// The doctor's profile.
        DoctorProfile = "doctor_profile",
        /// At which hospitals the doctor works or worked.
        Workplaces = "workplaces",
        /// The doctor's suggestions.
        Suggestions = "suggestions",
        /// The doctor's calendar, without what is the patients' to know.
        Calendar = "calendar",
        /// The hospital's profile.
        HospitalProfile = "hospital_profile",
    }
}

impl Section {
    /// Whether somebody who asks as this can have such rows.
    pub const fn concerns(self, subject: Subject) -> bool {
        match self {
            Self::Account
            | Self::Sessions
            | Self::Relations
            | Self::Invitations
            | Self::Actions
            | Self::SuggestionFeedback => true,
            Self::Patients
            | Self::ClinicalFacts
            | Self::CaseHistories
            | Self::Reports
            | Self::Documents
            | Self::Chats
            | Self::Messages
            | Self::Interviews
            | Self::InterviewTurns
            | Self::Appointments
            | Self::Treatments
            | Self::Registrations
            | Self::Reads
            | Self::ModelCalls => matches!(subject, Subject::Family),
            Self::DoctorProfile | Self::Workplaces | Self::Suggestions | Self::Calendar => {
                matches!(subject, Subject::Doctor)
            }
            Self::HospitalProfile => matches!(subject, Subject::Hospital),
        }
    }
}
