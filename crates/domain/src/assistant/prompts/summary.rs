//! A summary worded by a model: accepted only when it keeps every number, medicine and allergy and invents none.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::{
    given_facts::{numbers, substance_words},
    guardrails::{Rejection, check_words, read_json},
    patient_record::{DATA_RULE, document, record},
};
use crate::{
    assistant::{
        folding::folded,
        interview::{Interview, medicine_names},
        language::Language,
        red_flags::advice_for,
        summary::MOST_CHARACTERS,
    },
    ports::{ModelRequest, Speaker, Turn},
};

/// The request for a summary. Summaries: temperature 0.2.
pub fn summary_request(interview: &Interview) -> ModelRequest {
    let language = if interview.language() == Language::French { "French" } else { "English" };
    let system = format!(
        "You summarise a patient interview for a doctor, in {language}, in short lines under headings (main complaint, onset, place, course, \
         character, severity, other symptoms, better or worse with, medicines, allergies, medical history, warning signs, not known). {DATA_RULE} \
         Keep every fact: every number, duration, medicine and allergy exactly as given, and what is denied. Say what was not asked or not known. \
         Under {MOST_CHARACTERS} characters. Answer with the JSON document {{\"summary\": \"…\"}} only."
    );
    let told: Vec<_> = interview
        .exchanges()
        .iter()
        .map(|exchange| json!({ "question": exchange.question, "patient_says": exchange.answer }))
        .collect();
    let flags: Vec<&str> = interview.flags().iter().map(|flag| flag.detects.as_str()).collect();
    let text = document(&json!({
        "record": record(interview.context()),
        "interview": told,
        "added_afterwards": interview.added(),
        "warning_signs": flags,
    }));
    ModelRequest {
        system,
        turns: vec![Turn { speaker: Speaker::User, text }],
        temperature: 0.2,
        max_tokens: 1_200,
        json_schema: Some(json!({
            "type": "object",
            "properties": { "summary": { "type": "string" } },
            "required": ["summary"],
            "additionalProperties": false,
        })),
    }
}

#[derive(Deserialize)]
struct Wire {
    summary: String,
}

/// Reads a model's summary. A refused one is replaced by [`crate::assistant::summary::summarise`].
pub fn parse_summary_answer(answer: &str, interview: &Interview) -> Result<String, Rejection> {
    let wire: Wire = read_json(answer)?;
    let text = check_words(&wire.summary, MOST_CHARACTERS, interview.language())?;
    accepted_summary(text, interview)
}

/// The facts the patient gave that a summary does not contain: numbers, medicines, and words on medicines and allergies.
pub fn missing_facts(summary: &str, interview: &Interview) -> Vec<String> {
    let kept_numbers = numbers(summary);
    let kept_words = folded(summary);
    let kept_words: BTreeSet<&str> = kept_words.split(' ').collect();
    let given: BTreeSet<String> = interview.patient_words().flat_map(numbers).collect();
    let lost_numbers = given.into_iter().filter(|number| !kept_numbers.contains(number));
    let lost_words = substance_words(interview).into_iter().filter(|word| !kept_words.contains(word.as_str()));
    lost_numbers.chain(lost_words).collect()
}

/// Numbers and medicines of a summary that neither the interview nor the record holds.
fn invented_facts(summary: &str, interview: &Interview) -> Vec<String> {
    let context = interview.context();
    let age = context.age_months.map(|months| format!("{} {months}", months / 12)).unwrap_or_default();
    let recorded =
        [&context.allergies, &context.medicines, &context.conditions].into_iter().flatten().map(String::as_str);
    let asked = interview.exchanges().iter().map(|exchange| exchange.question.as_str());
    let known: Vec<&str> =
        interview.patient_words().chain(recorded).chain(asked).chain(std::iter::once(age.as_str())).collect();
    let known_numbers: BTreeSet<String> = known.iter().flat_map(|text| numbers(text)).collect();
    let known_medicines: BTreeSet<String> = known.iter().flat_map(|text| medicine_names(text)).collect();
    let new_numbers = numbers(summary).into_iter().filter(|number| !known_numbers.contains(number));
    let new_medicines = medicine_names(summary).into_iter().filter(|medicine| !known_medicines.contains(medicine));
    new_numbers.chain(new_medicines).collect()
}

/// The summary, when it keeps the facts and invents none; dangers the model left out are put before it.
pub(super) fn accepted_summary(summary: String, interview: &Interview) -> Result<String, Rejection> {
    let lost = missing_facts(&summary, interview);
    if !lost.is_empty() {
        return Err(Rejection::LosesFacts(lost));
    }
    let invented = invented_facts(&summary, interview);
    if !invented.is_empty() {
        return Err(Rejection::InventsFacts(invented));
    }
    if advice_for(interview.flags(), interview.language()).is_none() {
        return Ok(summary);
    }
    let flags: Vec<&str> = interview.flags().iter().map(|flag| flag.detects.as_str()).collect();
    let heading = if interview.language() == Language::French { "Signes d'alerte" } else { "Warning signs" };
    let whole = format!("{heading}: {}\n{summary}", flags.join("; "));
    let characters = whole.chars().count();
    if characters > MOST_CHARACTERS { Err(Rejection::TooLong { characters, most: MOST_CHARACTERS }) } else { Ok(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::interview::{InterviewContext, Step, Topic};

    fn held() -> Interview {
        let mut interview = Interview::new(InterviewContext::default());
        let mut step = interview.answer("My knee hurts for three days, 8/10");
        while let Step::Question { topic, .. } = step {
            step = interview.answer(match topic {
                Topic::Medicines => "metformin 500 mg and herbal drops",
                Topic::Allergies => "penicillin",
                _ => "no",
            });
        }
        interview
    }

    fn parse(summary: &str) -> Result<String, Rejection> {
        parse_summary_answer(&json!({ "summary": summary }).to_string(), &held())
    }

    #[test]
    fn a_summary_with_every_fact_is_taken() {
        let good = "The knee hurts for 3 days, severity 8 out of 10. Takes metformin 500 mg and herbal drops. Allergic to penicillin.";
        assert_eq!(parse(good), Ok(good.into()));
    }

    #[test]
    fn lost_facts_are_named() {
        for (summary, lost) in [
            ("The knee hurts for 3 days, 8/10. Takes metformin 500 mg and herbal drops.", "penicillin"),
            ("The knee hurts, 8/10. Takes metformin 500 mg and herbal drops, allergic to penicillin.", "3"),
            ("The knee hurts for 3 days. Takes metformin 500 mg and herbal drops, allergic to penicillin.", "8"),
            ("The knee hurts for 3 days, 8/10. Takes herbal drops 500 mg, allergic to penicillin.", "metformin"),
            ("The knee hurts for 3 days, 8/10. Takes metformin 500 mg, allergic to penicillin.", "herbal"),
        ] {
            let Err(Rejection::LosesFacts(facts)) = parse(summary) else { panic!("taken: {summary}") };
            assert!(facts.iter().any(|fact| fact == lost), "{summary}: {facts:?}");
        }
    }

    #[test]
    fn invented_facts_are_refused() {
        let invented = "The knee hurts for 3 days, 8/10, since 2019. Takes metformin 500 mg, herbal drops and aspirin. Allergic to penicillin.";
        assert_eq!(parse(invented), Err(Rejection::InventsFacts(vec!["2019".into(), "aspirin".into()])));
        assert_eq!(parse(""), Err(Rejection::Empty));
    }

    #[test]
    fn dangers_the_model_left_out_are_put_before_it() {
        let mut interview = Interview::new(InterviewContext::default());
        interview.answer("I can't breathe");
        let answer = json!({ "summary": "The patient feels unwell." }).to_string();
        assert!(
            parse_summary_answer(&answer, &interview)
                .unwrap()
                .starts_with("Warning signs: severe difficulty breathing\n")
        );
    }

    #[test]
    fn the_rules_own_summary_keeps_every_fact() {
        let interview = held();
        assert_eq!(missing_facts(&crate::assistant::summary::summarise(&interview), &interview), Vec::<String>::new());
        assert!((summary_request(&interview).temperature - 0.2).abs() < f32::EPSILON);
    }
}
