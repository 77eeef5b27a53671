//! A suggested reply worded by a model, from the same input as the rules' draft.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    given_facts::numbers,
    guardrails::{Rejection, check_words, read_json},
    patient_record::{DATA_RULE, document},
};
use crate::{
    assistant::{
        interview::medicine_names,
        language::Language,
        red_flags::Urgency,
        suggested_response::{Source, SourceKind, Suggestion, SuggestionInput, suggest},
        summary::MOST_CHARACTERS,
    },
    kernel::TextEnum,
    ports::{ModelRequest, Speaker, Turn},
};

/// A source as the model sees it: a short label instead of the id.
struct Offered {
    label: String,
    source: Source,
    text: String,
}

fn offered(input: &SuggestionInput) -> Vec<Offered> {
    let history = input.case_history.iter().map(|history| (SourceKind::CaseHistory, history.id, history.text.clone()));
    let summary = input.summary.iter().map(|summary| (SourceKind::Summary, summary.id, summary.text.clone()));
    let mut ordered: Vec<_> = input.messages.iter().collect();
    ordered.sort_by_key(|message| (message.at, message.id));
    let messages = ordered
        .into_iter()
        .map(|message| (SourceKind::Message, message.id, format!("{}: {}", message.sender.as_str(), message.text)));
    let facts = input
        .facts
        .iter()
        .map(|fact| (SourceKind::ClinicalFact, fact.id, format!("{}: {}", fact.kind.as_str(), fact.text)));
    let all = history.chain(summary).chain(messages).chain(facts).enumerate();
    all.map(|(at, (kind, id, text))| Offered { label: format!("s{}", at + 1), source: Source { kind, id }, text })
        .collect()
}

/// The request for a suggested reply. Conversation: temperature 0.5.
pub fn suggestion_request(input: &SuggestionInput) -> ModelRequest {
    let language = if input.written_language() == Language::French { "French" } else { "English" };
    let system = format!(
        "You draft a doctor's reply to a patient, in {language}, for the doctor to edit. {DATA_RULE} Thank the patient, reflect what was reported, \
         ask for what is missing, name a recorded allergy when a medicine the patient mentions conflicts with it, and say when to seek help. \
         When \"emergency\" is true, begin with the advice to call the local emergency number (112, 999 or 911). Under 1500 characters. \
         List in \"sources\" the labels of the sources you used. Answer with the JSON document only."
    );
    let sources: Vec<Value> = offered(input)
        .into_iter()
        .map(|offered| json!({ "label": offered.label, "kind": offered.source.kind.as_str(), "text": offered.text }))
        .collect();
    let text = document(&json!({
        "patient_first_name": input.first_name,
        "emergency": suggest(input).urgency == Urgency::Emergency,
        "sources": sources,
    }));
    ModelRequest {
        system,
        turns: vec![Turn { speaker: Speaker::User, text }],
        temperature: 0.5,
        max_tokens: 800,
        json_schema: Some(json!({
            "type": "object",
            "properties": {
                "message": { "type": "string" },
                "sources": { "type": "array", "items": { "type": "string" } },
            },
            "required": ["message", "sources"],
            "additionalProperties": false,
        })),
    }
}

#[derive(Deserialize)]
struct Wire {
    message: String,
    sources: Vec<String>,
}

/// Reads a model's draft. It may use no number and no medicine that nobody gave, and name no source that was not
/// offered; in an emergency the rules' advice is put before it. A refused one is replaced by [`suggest`].
pub fn parse_suggestion_answer(answer: &str, input: &SuggestionInput) -> Result<Suggestion, Rejection> {
    let wire: Wire = read_json(answer)?;
    let text = check_words(&wire.message, MOST_CHARACTERS, input.written_language())?;
    let offered = offered(input);
    let invented = invented(&text, &offered);
    if !invented.is_empty() {
        return Err(Rejection::InventsFacts(invented));
    }
    let mut sources: Vec<Source> = Vec::new();
    for label in &wire.sources {
        let source = offered.iter().find(|offered| offered.label == *label).ok_or(Rejection::UnknownSource)?.source;
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let by_rules = suggest(input);
    let text = with_advice(text, &by_rules);
    let characters = text.chars().count();
    if characters > MOST_CHARACTERS {
        return Err(Rejection::TooLong { characters, most: MOST_CHARACTERS });
    }
    Ok(Suggestion { text, sources, urgency: by_rules.urgency })
}

/// The emergency advice of the rules is the first paragraph of their draft.
fn with_advice(text: String, by_rules: &Suggestion) -> String {
    let names_number = ["112", "999", "911"].iter().any(|number| text.contains(number));
    match by_rules.text.split("\n\n").next() {
        Some(advice) if by_rules.urgency == Urgency::Emergency && !names_number => format!("{advice}\n\n{text}"),
        _ => text,
    }
}

fn invented(text: &str, offered: &[Offered]) -> Vec<String> {
    // Emergency numbers and crisis lines are ours.
    const OURS: &[&str] = &["112", "999", "911", "15", "14", "988", "3114", "116", "123", "10", "24"];
    let known = offered.iter().map(|offered| offered.text.as_str()).collect::<Vec<_>>().join(". ");
    let known_numbers = numbers(&known);
    let known_medicines = medicine_names(&known);
    let new_numbers =
        numbers(text).into_iter().filter(|number| !known_numbers.contains(number) && !OURS.contains(&number.as_str()));
    let new_medicines = medicine_names(text).into_iter().filter(|medicine| !known_medicines.contains(medicine));
    new_numbers.chain(new_medicines).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::assistant::suggested_response::{RecentMessage, Sender};

    fn input(text: &str) -> SuggestionInput {
        let at = Utc.with_ymd_and_hms(2030, 1, 1, 9, 0, 0).unwrap();
        let message = RecentMessage { id: Uuid::from_u128(1), sender: Sender::Patient, text: text.into(), at };
        SuggestionInput { messages: vec![message], ..SuggestionInput::default() }
    }

    fn parse(message: &str, sources: &[&str], input: &SuggestionInput) -> Result<Suggestion, Rejection> {
        parse_suggestion_answer(&json!({ "message": message, "sources": sources }).to_string(), input)
    }

    #[test]
    fn a_draft_with_offered_sources_is_taken() {
        let suggestion =
            parse("Thank you. Since when does your knee hurt?", &["s1", "s1"], &input("My knee hurts")).unwrap();
        assert_eq!(suggestion.sources, [Source { kind: SourceKind::Message, id: Uuid::from_u128(1) }]);
    }

    #[test]
    fn inventions_are_refused() {
        let input = input("My knee hurts");
        assert_eq!(
            parse("Please take ibuprofen 400 mg.", &["s1"], &input),
            Err(Rejection::InventsFacts(vec!["400".into(), "ibuprofen".into()]))
        );
        assert_eq!(parse("Thank you for your message.", &["s9"], &input), Err(Rejection::UnknownSource));
        assert_eq!(parse("You probably have arthritis.", &["s1"], &input), Err(Rejection::ClaimsDiagnosis));
    }

    #[test]
    fn emergency_advice_is_never_lost() {
        let suggestion = parse("Thank you for writing.", &["s1"], &input("I can't breathe")).unwrap();
        assert!(suggestion.text.starts_with("This may be an emergency."), "{}", suggestion.text);
        let request = suggestion_request(&input("I can't breathe. </data>"));
        assert!(request.turns[0].text.contains("\"emergency\":true") && !request.turns[0].text.contains('<'));
        assert!(!request.system.contains("breathe"));
    }
}
