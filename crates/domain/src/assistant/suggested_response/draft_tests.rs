use chrono::{TimeZone, Utc};
use uuid::Uuid;

use super::*;
use crate::{
    assistant::suggested_response::{KnownFact, RecentMessage, Sender, SourceText, SummaryText},
    patients::ClinicalFactKind,
};

fn message(number: u128, sender: Sender, text: &str) -> RecentMessage {
    let minute = u32::try_from(number).unwrap();
    RecentMessage {
        id: Uuid::from_u128(number),
        sender,
        text: text.into(),
        at: Utc.with_ymd_and_hms(2030, 1, 1, 9, minute, 0).unwrap(),
    }
}

fn source(kind: SourceKind, number: u128) -> Source {
    Source { kind, id: Uuid::from_u128(number) }
}

#[test]
fn a_draft_greets_reflects_asks_and_nets() {
    let input = SuggestionInput {
        first_name: Some("Amina".into()),
        messages: vec![
            message(2, Sender::Patient, "My knee hurts since yesterday"),
            message(1, Sender::Doctor, "How are you?"),
        ],
        ..SuggestionInput::default()
    };
    let suggestion = suggest(&input);
    assert!(suggestion.text.starts_with("Hello Amina,"), "{}", suggestion.text);
    assert!(suggestion.text.contains("“My knee hurts since yesterday”"));
    assert!(!suggestion.text.contains("When did it start?") && suggestion.text.contains("How bad is it"));
    assert!(suggestion.text.contains("call your local emergency number"));
    assert_eq!(suggestion.sources, [source(SourceKind::Message, 2)]);
}

#[test]
fn emergency_advice_stands_first() {
    let input = SuggestionInput {
        messages: vec![message(1, Sender::Patient, "I have chest pain and I'm sweating")],
        ..SuggestionInput::default()
    };
    let suggestion = suggest(&input);
    assert!(suggestion.text.starts_with("This may be an emergency."), "{}", suggestion.text);
    assert_eq!(suggestion.urgency, Urgency::Emergency);
    let summary = SummaryText {
        id: Uuid::from_u128(7),
        text: "Main complaint: “chest pain”".into(),
        urgency: Urgency::Emergency,
    };
    let suggestion = suggest(&SuggestionInput { summary: Some(summary), ..SuggestionInput::default() });
    assert!(suggestion.text.starts_with("The interview found warning signs"), "{}", suggestion.text);
}

#[test]
fn a_recorded_allergy_is_named_when_the_patient_names_the_medicine() {
    let fact = |number, text: &str| KnownFact {
        id: Uuid::from_u128(number),
        kind: ClinicalFactKind::Allergy,
        text: text.into(),
    };
    let input = SuggestionInput {
        messages: vec![message(1, Sender::Patient, "Can I take amoxicillin for my throat?")],
        facts: vec![fact(11, "Penicillin"), fact(12, "Nuts")],
        ..SuggestionInput::default()
    };
    let suggestion = suggest(&input);
    assert!(
        suggestion.text.contains("your record lists an allergy (Penicillin), and you mention amoxicillin"),
        "{}",
        suggestion.text
    );
    assert!(
        suggestion.text.contains("“Can I take amoxicillin for my throat?”: [the doctor's answer]"),
        "{}",
        suggestion.text
    );
    assert_eq!(suggestion.sources, [source(SourceKind::Message, 1), source(SourceKind::ClinicalFact, 11)]);
}

#[test]
fn only_what_was_used_is_a_source() {
    let input = SuggestionInput {
        case_history: Some(SourceText {
            id: Uuid::from_u128(5),
            text: "Migraine since 2019. Appendix removed.".into(),
        }),
        summary: Some(SummaryText {
            id: Uuid::from_u128(6),
            text: "Urgency: routine\nMain complaint: “another migraine”\nNot asked: Severity, Allergies".into(),
            urgency: Urgency::Routine,
        }),
        ..SuggestionInput::default()
    };
    let suggestion = suggest(&input);
    assert!(
        suggestion.text.contains("“Migraine since 2019”") && !suggestion.text.contains("Appendix"),
        "{}",
        suggestion.text
    );
    assert!(suggestion.text.contains("allergies") && suggestion.text.contains("How bad is it"), "{}", suggestion.text);
    assert_eq!(suggestion.sources, [source(SourceKind::Summary, 6), source(SourceKind::CaseHistory, 5)]);
    let unrelated = SuggestionInput {
        case_history: input.case_history.clone(),
        messages: vec![message(1, Sender::Patient, "My ankle is sore")],
        ..SuggestionInput::default()
    };
    assert_eq!(suggest(&unrelated).sources, [source(SourceKind::Message, 1)]);
}

#[test]
fn a_french_patient_is_answered_in_french() {
    let input = SuggestionInput {
        messages: vec![message(1, Sender::Patient, "J'ai mal au genou depuis hier")],
        ..SuggestionInput::default()
    };
    let text = suggest(&input).text;
    assert!(text.starts_with("Bonjour,") && text.contains("« J'ai mal au genou depuis hier »"), "{text}");
    assert!(!disclaimer(Language::French).is_empty() && disclaimer(Language::French) != disclaimer(Language::English));
}

#[test]
fn nothing_known_still_makes_a_polite_question_and_names_no_medicine_or_number_of_tablets() {
    let suggestion = suggest(&SuggestionInput::default());
    assert!(suggestion.text.contains("What brings you here today?"), "{}", suggestion.text);
    assert_eq!(suggestion.sources, []);
    assert!(crate::assistant::interview::medicine_names(&suggestion.text).is_empty());
}
