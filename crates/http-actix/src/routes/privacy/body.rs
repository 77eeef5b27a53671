use chrono::{DateTime, Utc};
use domain::{
    auth::CodeProof,
    kernel::{Check, Outcome, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::Field;

/// What confirms an erasure; nothing of it in the first request.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ErasureFields {
    /// The code that was sent.
    #[schema(value_type = Option<String>)]
    pub otp_code: Field<String>,
    /// Another name of `otp_code`.
    #[schema(value_type = Option<String>)]
    pub otp: Field<String>,
    /// The request that asked for the code; may be left out.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub transaction_id: Field<String>,
}

impl ErasureFields {
    /// The code, if one was given.
    pub fn read(self) -> Outcome<Option<CodeProof>> {
        let mut check = Check::default();
        let code = check.synonym(("otp_code", self.otp_code), ("otp", self.otp));
        let code = check.optional(code.field, code.value, parse::code);
        let transaction = check.optional("transaction_id", self.transaction_id, parse::uuid);
        check.build(|| Some(code.map(|code| CodeProof { code, transaction, ..CodeProof::default() })))
    }
}

/// The account is erased.
#[derive(Serialize, ToSchema)]
pub struct ErasedBody {
    /// Whether it is.
    #[schema(example = true)]
    pub success: bool,
    /// What happened.
    #[schema(example = "your account is erased")]
    pub message: &'static str,
    /// When it was.
    pub erased_at: DateTime<Utc>,
}

/// Everything that is kept about the caller: each kind of rows under its name, as objects with the names of their columns,
/// in the order of their ids. Kinds that do not concern the caller's role are empty.
#[derive(ToSchema)]
#[schema(as = OwnData)]
#[expect(dead_code, reason = "the document shows the fields; the answer is written piece by piece")]
pub struct ExportBody {
    /// When the export began.
    pub exported_at: DateTime<Utc>,
    /// The account.
    #[schema(value_type = Vec<Object>)]
    pub account: (),
    /// Its sessions, live and ended.
    #[schema(value_type = Vec<Object>)]
    pub sessions: (),
    /// For which patients it acts or acted.
    #[schema(value_type = Vec<Object>)]
    pub relations: (),
    /// Invitations: those that came to it, and those to its family that it sent.
    #[schema(value_type = Vec<Object>)]
    pub invitations: (),
    /// What it did, as the audit trail has it, without whom it concerned.
    #[schema(value_type = Vec<Object>)]
    pub actions: (),
    /// The patients for whom it acts.
    #[schema(value_type = Vec<Object>)]
    pub patients: (),
    /// Their allergies, medicines and conditions, live and ended.
    #[schema(value_type = Vec<Object>)]
    pub clinical_facts: (),
    /// Every version of their case histories.
    #[schema(value_type = Vec<Object>)]
    pub case_histories: (),
    /// Reports about them.
    #[schema(value_type = Vec<Object>)]
    pub reports: (),
    /// What is known of their documents; download each by its id.
    #[schema(value_type = Vec<Object>)]
    pub documents: (),
    /// Their chats.
    #[schema(value_type = Vec<Object>)]
    pub chats: (),
    /// The messages in these.
    #[schema(value_type = Vec<Object>)]
    pub messages: (),
    /// Their interviews.
    #[schema(value_type = Vec<Object>)]
    pub interviews: (),
    /// The turns of these.
    #[schema(value_type = Vec<Object>)]
    pub interview_turns: (),
    /// Their appointments.
    #[schema(value_type = Vec<Object>)]
    pub appointments: (),
    /// Which doctors treat or treated them.
    #[schema(value_type = Vec<Object>)]
    pub treatments: (),
    /// At which hospitals they are or were registered.
    #[schema(value_type = Vec<Object>)]
    pub registrations: (),
    /// Who read what of their records.
    #[schema(value_type = Vec<Object>)]
    pub reads: (),
    /// For what a language model was asked about them, and which one.
    #[schema(value_type = Vec<Object>)]
    pub model_calls: (),
    /// What the caller said of doctors' suggestions.
    #[schema(value_type = Vec<Object>)]
    pub suggestion_feedback: (),
    /// A doctor's profile.
    #[schema(value_type = Vec<Object>)]
    pub doctor_profile: (),
    /// At which hospitals a doctor works or worked.
    #[schema(value_type = Vec<Object>)]
    pub workplaces: (),
    /// A doctor's suggestions.
    #[schema(value_type = Vec<Object>)]
    pub suggestions: (),
    /// A doctor's calendar, without what is the patients' to know.
    #[schema(value_type = Vec<Object>)]
    pub calendar: (),
    /// A hospital's profile.
    #[schema(value_type = Vec<Object>)]
    pub hospital_profile: (),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{kernel::TextEnum, privacy::Section};
    use utoipa::PartialSchema;

    use super::*;

    #[test]
    fn the_document_shows_every_section() {
        let schema = serde_json::to_value(ExportBody::schema()).unwrap();
        let shown: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let written: BTreeSet<&str> = Section::WORDS.iter().map(|(name, _)| *name).chain(["exported_at"]).collect();
        assert_eq!(shown, written);
    }
}
