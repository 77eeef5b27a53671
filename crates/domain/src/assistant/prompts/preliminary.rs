//! The preliminary analysis of a booking worded by a model; urgency and dangers stay those of the rules.

use serde::Deserialize;
use serde_json::json;

use super::{
    given_facts::numbers,
    guardrails::{Rejection, check_words, read_json},
    patient_record::{DATA_RULE, document, record},
};
use crate::{
    assistant::{
        interview::medicine_names,
        language::Language,
        preliminary_analysis::{MODEL_DISCLAIMER, PreliminaryAnalysis, PreliminaryInput},
    },
    ports::{ModelRequest, Speaker, Turn},
};

const LONGEST_SUMMARY: usize = 1_000;
const LONGEST_ITEM: usize = 200;
const MOST_ITEMS: usize = 8;

/// The request for a preliminary analysis. Symptoms: temperature 0.3.
pub fn preliminary_request(input: &PreliminaryInput, by_rules: &PreliminaryAnalysis) -> ModelRequest {
    let language = if input.language() == Language::French { "French" } else { "English" };
    let system = format!(
        "You prepare a doctor's visit from the reason and symptoms of a booking, in {language}. {DATA_RULE} \
         Give a short summary, the topics the visit may touch (areas of medicine, no diseases), and short questions for the doctor to ask \
         (at most {MOST_ITEMS} each, one question mark each). Answer with the JSON document only."
    );
    let flags: Vec<&str> = by_rules.red_flags.iter().map(|flag| flag.detects.as_str()).collect();
    let text = document(&json!({
        "record": record(&input.context),
        "reason": input.reason,
        "symptoms": input.symptoms,
        "warning_signs": flags,
    }));
    let list = json!({ "type": "array", "items": { "type": "string" } });
    ModelRequest {
        system,
        turns: vec![Turn { speaker: Speaker::User, text }],
        temperature: 0.3,
        max_tokens: 800,
        json_schema: Some(json!({
            "type": "object",
            "properties": { "summary": { "type": "string" }, "possible_topics": list, "questions_for_visit": list },
            "required": ["summary", "possible_topics", "questions_for_visit"],
            "additionalProperties": false,
        })),
    }
}

#[derive(Deserialize)]
struct Wire {
    summary: String,
    possible_topics: Vec<String>,
    questions_for_visit: Vec<String>,
}

/// Reads a model's analysis into that of the rules, which keeps its urgency, dangers, tests and precautions.
pub fn parse_preliminary_answer(
    answer: &str,
    input: &PreliminaryInput,
    by_rules: PreliminaryAnalysis,
) -> Result<PreliminaryAnalysis, Rejection> {
    let wire: Wire = read_json(answer)?;
    let language = input.language();
    let summary = check_words(&wire.summary, LONGEST_SUMMARY, language)?;
    let items = |items: Vec<String>| {
        items
            .iter()
            .take(MOST_ITEMS)
            .map(|item| check_words(item, LONGEST_ITEM, Language::Other))
            .collect::<Result<Vec<_>, _>>()
    };
    let possible_topics = items(wire.possible_topics)?;
    let questions_for_visit = items(wire.questions_for_visit)?;
    if questions_for_visit.iter().any(|question| !question.contains('?')) {
        return Err(Rejection::AsksNothing);
    }
    let invented = invented(&summary, input);
    if !invented.is_empty() {
        return Err(Rejection::InventsFacts(invented));
    }
    let disclaimer = MODEL_DISCLAIMER.text(language).to_owned();
    let source = "model".to_owned();
    Ok(PreliminaryAnalysis { possible_topics, questions_for_visit, summary, disclaimer, source, ..by_rules })
}

fn invented(summary: &str, input: &PreliminaryInput) -> Vec<String> {
    let context = &input.context;
    let recorded = [&context.allergies, &context.medicines, &context.conditions].into_iter().flatten().cloned();
    let age = context.age_months.map(|months| format!("{} {months}", months / 12));
    let known = [input.reason.clone(), input.symptoms.clone(), age]
        .into_iter()
        .flatten()
        .chain(recorded)
        .collect::<Vec<_>>()
        .join(". ");
    let (known_numbers, known_medicines) = (numbers(&known), medicine_names(&known));
    let new_numbers = numbers(summary).into_iter().filter(|number| !known_numbers.contains(number));
    let new_medicines = medicine_names(summary).into_iter().filter(|medicine| !known_medicines.contains(medicine));
    new_numbers.chain(new_medicines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::{preliminary_analysis::analyse, red_flags::Urgency};

    fn booking() -> PreliminaryInput {
        PreliminaryInput { symptoms: Some("chest pain and sweating for 2 hours".into()), ..PreliminaryInput::default() }
    }

    fn parse(summary: &str, question: &str) -> Result<PreliminaryAnalysis, Rejection> {
        let answer = json!({ "summary": summary, "possible_topics": ["heart"], "questions_for_visit": [question] });
        parse_preliminary_answer(&answer.to_string(), &booking(), analyse(&booking()))
    }

    #[test]
    fn the_words_are_the_models_and_the_urgency_the_rules() {
        let analysis = parse("The patient reports chest pain with sweating for 2 hours.", "Does it spread?").unwrap();
        assert_eq!((analysis.source.as_str(), analysis.urgency), ("model", Urgency::Emergency));
        assert!(!analysis.red_flags.is_empty() && analysis.questions_for_visit == ["Does it spread?"]);
        assert!(analysis.disclaimer.contains("language model") && analysis.disclaimer.contains("not a diagnosis"));
    }

    #[test]
    fn inventions_and_diagnoses_are_refused() {
        assert_eq!(parse("Pain for 3 days.", "Why?"), Err(Rejection::InventsFacts(vec!["3".into()])));
        assert_eq!(parse("The diagnosis is angina.", "Why?"), Err(Rejection::ClaimsDiagnosis));
        assert_eq!(parse("The patient has pain.", "Tell me."), Err(Rejection::AsksNothing));
    }

    #[test]
    fn the_request_is_data_at_the_temperature_of_symptoms() {
        let request = preliminary_request(&booking(), &analyse(&booking()));
        assert!((request.temperature - 0.3).abs() < f32::EPSILON);
        assert!(!request.system.contains("sweating") && request.turns[0].text.contains("sweating"));
    }
}
