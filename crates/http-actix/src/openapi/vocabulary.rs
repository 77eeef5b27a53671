//! Closed vocabularies: the words that a field or a parameter may have, beside it as `enum`.

use domain::{
    appointments::{AppointmentKind, AppointmentStatus},
    assistant::{AiSessionStatus, TextSource, Urgency},
    chats::{ChatSide, ChatStatus, MessageKind, Standing},
    doctors::DoctorSort,
    documents::{DocumentCategory, ScanStatus},
    invitations::{InvitationKind, StaffRole},
    kernel::{Role, TextEnum},
    mappings::Relation,
    patients::{BloodGroup, ClinicalFactKind, ClinicalFactSource, Gender},
    reports::ReportType,
};
use serde_json::{Value, json};

/// The document with the words of every closed vocabulary.
pub fn listed(mut document: Value) -> Value {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (schema, entry) in schemas.into_iter().flatten() {
        let properties = entry.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            add(property, of_property(schema, name));
        }
    }
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        let operations = item.as_object_mut().into_iter().flat_map(|item| item.values_mut());
        for parameter in operations.filter_map(|operation| operation.get_mut("parameters")?.as_array_mut()).flatten() {
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            if let Some(schema) = parameter.get_mut("schema") {
                add(schema, of_parameter(path, &name));
            }
        }
    }
    document
}

fn add(schema: &mut Value, words: Option<Vec<&'static str>>) {
    let (Some(schema), Some(words)) = (schema.as_object_mut(), words) else { return };
    let may_be_null = schema.get("type").and_then(Value::as_array).is_some_and(|kinds| kinds.contains(&json!("null")));
    let null = may_be_null.then_some(Value::Null);
    schema.insert("enum".to_owned(), words.into_iter().map(Value::from).chain(null).collect());
}

fn words<T: TextEnum>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, _)| *word).collect()
}

/// Held slots are not booked yet: nobody sees or names that status.
fn statuses() -> Vec<&'static str> {
    words::<AppointmentStatus>().into_iter().filter(|word| *word != AppointmentStatus::Held.as_str()).collect()
}

fn of_property(schema: &str, property: &str) -> Option<Vec<&'static str>> {
    Some(match (schema, property) {
        ("AppointmentBody" | "AppointmentFields" | "StatusFields", "status") => statuses(),
        ("AppointmentBody" | "AppointmentFields" | "BookingFields", "type") => words::<AppointmentKind>(),
        ("ChatBody", "status") => words::<ChatStatus>(),
        ("StandingFields", "status") => words::<Standing>(),
        ("InterviewBody", "status") => words::<AiSessionStatus>(),
        ("InterviewBody" | "TurnBody" | "ResponseBody" | "ReplyBody", "source" | "summary_source") => {
            words::<TextSource>()
        }
        ("ClinicalFactBody", "kind") => words::<ClinicalFactKind>(),
        ("PatientInvitationBody", "kind") => words::<InvitationKind>(),
        ("ClinicalFactBody", "source") => words::<ClinicalFactSource>(),
        ("OnboardFields" | "StaffInvitationBody", "role" | "user_type") => words::<StaffRole>(),
        ("DocumentBody", "uploaded_by") | (_, "role" | "user_type") => words::<Role>(),
        (_, "category") => words::<DocumentCategory>(),
        (_, "scan_status") => words::<ScanStatus>(),
        (_, "message_type") => words::<MessageKind>(),
        (_, "sender_role") => words::<ChatSide>(),
        (_, "urgency") => words::<Urgency>(),
        (_, "relation") => words::<Relation>(),
        (_, name) => of_any(name)?,
    })
}

fn of_parameter(path: &str, parameter: &str) -> Option<Vec<&'static str>> {
    Some(match parameter {
        "role" => words::<Role>(),
        "category" => words::<DocumentCategory>(),
        "sort" if path.contains("/doctors") => words::<DoctorSort>(),
        "status" if path.contains("/chat") => words::<ChatStatus>(),
        name => of_any(name)?,
    })
}

fn of_any(name: &str) -> Option<Vec<&'static str>> {
    match name {
        "gender" => Some(words::<Gender>()),
        "blood_group" => Some(words::<BloodGroup>()),
        "report_type" => Some(words::<ReportType>()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nullable_word_may_also_be_null() {
        let schemas = json!({ "PatientFields": { "properties": { "gender": { "type": ["string", "null"] } } } });
        let document = listed(json!({ "components": { "schemas": schemas } }));
        let words = &document["components"]["schemas"]["PatientFields"]["properties"]["gender"]["enum"];
        assert_eq!(words, &json!(["male", "female", "other", "unknown", null]));
    }
}
