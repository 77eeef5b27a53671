//! The analysis itself.

use serde::{Deserialize, Serialize};

use super::visit_topics::{VisitTopic, visit_topics};
use crate::assistant::{
    interview::{InterviewContext, Subject, Topic, mentions, plain_question},
    language::{Language, detect_language, is_unrecognised},
    red_flags::{
        Bilingual, RedFlag, Setting, Urgency, advice_for, detect, most_urgent, read_in, unreadable_language_advice,
    },
};

/// What a booking tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreliminaryInput {
    /// The reason given.
    pub reason: Option<String>,
    /// The symptoms given.
    pub symptoms: Option<String>,
    /// What the record knows.
    pub context: InterviewContext,
}

impl PreliminaryInput {
    /// Reason and symptoms; empty where neither was given.
    pub fn words(&self) -> String {
        let given = [&self.reason, &self.symptoms].into_iter().flatten().map(|text| text.trim());
        given.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(". ")
    }
    /// The language they are written in.
    pub fn language(&self) -> Language {
        let words = self.words();
        let heard = if is_unrecognised(&words) { Some(Language::Other) } else { detect_language(&words) };
        heard.or(self.context.language).unwrap_or(Language::English)
    }
}

/// The analysis, as it is stored with the appointment and sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreliminaryAnalysis {
    /// `done`.
    pub status: String,
    /// How soon the patient should be seen.
    pub urgency: Urgency,
    /// `low`, `moderate`, `high`, `critical`; `unknown` when the rules cannot read the words or there are none.
    pub severity: String,
    /// Dangers found.
    pub red_flags: Vec<RedFlag>,
    /// What the patient is told, if anything.
    pub advice: Option<String>,
    /// Parts of medicine the words touch.
    pub possible_topics: Vec<String>,
    /// What is still to be asked at the visit.
    pub questions_for_visit: Vec<String>,
    /// Tests the doctor may consider.
    pub suggested_tests: Vec<String>,
    /// What the patient can do until then.
    pub precautions: Vec<String>,
    /// Reason, symptoms and recorded facts in short.
    pub summary: String,
    /// What it is not.
    pub disclaimer: String,
    /// Whether a person must look at it before relying on it.
    pub needs_human_review: bool,
    /// `rules`, or `model` when a model worded it.
    pub source: String,
}

const LONGEST_SUMMARY: usize = 1_000;

/// Analyses a booking by rules alone.
pub fn analyse(input: &PreliminaryInput) -> PreliminaryAnalysis {
    let (words, language) = (input.words(), input.language());
    let reading = read_in(&words, Setting::Complaint, input.context.subject == Subject::Other);
    let flags = detect(&reading, &input.context.person(), language);
    let unread = language == Language::Other;
    let urgency = if unread { most_urgent(&flags).max(Urgency::Soon) } else { most_urgent(&flags) };
    let topics: Vec<&VisitTopic> = visit_topics(&reading).collect();
    let told = |text: Bilingual| text.text(language).to_owned();
    let fixed = unread.then(|| unreadable_language_advice().to_owned());
    PreliminaryAnalysis {
        status: "done".into(),
        urgency,
        severity: severity(urgency, &words, unread && flags.is_empty()).into(),
        advice: [advice_for(&flags, language), fixed]
            .into_iter()
            .flatten()
            .reduce(|advice, fixed| format!("{advice}\n\n{fixed}")),
        possible_topics: topics.iter().map(|topic| told(topic.area)).collect(),
        questions_for_visit: questions(&words, language, input),
        suggested_tests: topics.iter().filter_map(|topic| topic.test).map(told).collect(),
        precautions: topics.iter().filter_map(|topic| topic.precaution).map(told).collect(),
        summary: summary(input, language),
        disclaimer: DISCLAIMER.text(language).into(),
        needs_human_review: unread || urgency >= Urgency::Urgent,
        source: "rules".into(),
        red_flags: flags,
    }
}

const DISCLAIMER: Bilingual = Bilingual {
    english: "Automatic preliminary analysis by fixed rules. It is not a diagnosis; please rely on the doctor.",
    french: "Analyse préliminaire automatique par des règles fixes. Ce n'est pas un diagnostic ; fiez-vous au médecin.",
};

/// What is said where a model found the words.
pub(crate) const MODEL_DISCLAIMER: Bilingual = Bilingual {
    english: "Automatic preliminary analysis, worded by a language model; urgency and warning signs come from fixed rules. \
              It is not a diagnosis; please rely on the doctor.",
    french: "Analyse préliminaire automatique, rédigée par un modèle de langage ; l'urgence et les signes d'alerte \
             viennent de règles fixes. Ce n'est pas un diagnostic ; fiez-vous au médecin.",
};

fn severity(urgency: Urgency, words: &str, unread: bool) -> &'static str {
    match urgency {
        _ if unread || words.is_empty() => "unknown",
        Urgency::Routine => "low",
        Urgency::Soon => "moderate",
        Urgency::Urgent => "high",
        Urgency::Emergency => "critical",
    }
}

/// What the words leave open, most important first; recorded medicines and allergies are only to be confirmed.
fn questions(words: &str, language: Language, input: &PreliminaryInput) -> Vec<String> {
    let told = mentions(words);
    let wanted = [Topic::Onset, Topic::Course, Topic::Severity, Topic::Company, Topic::Medicines, Topic::Allergies];
    let open =
        wanted.into_iter().filter(|topic| !told.iter().any(|mention| mention.topic == *topic && mention.settles));
    let start = if words.is_empty() { Some(Topic::ChiefComplaint) } else { None };
    let ask = |topic: Topic| plain_question(topic, language, input.context.subject).to_owned();
    let sorrow = ["I'm sorry to hear that. ", "Merci de me le dire. "];
    let plain = |question: String| sorrow.iter().fold(question, |question, sorry| question.replace(sorry, ""));
    start.into_iter().chain(open).map(ask).map(plain).collect()
}

fn summary(input: &PreliminaryInput, language: Language) -> String {
    let colon = if language == Language::French { " : " } else { ": " };
    let context = &input.context;
    let recorded = |entries: &[String]| (!entries.is_empty()).then(|| entries.join("; "));
    let parts = [
        (Bilingual { english: "Reason", french: "Motif" }, input.reason.clone()),
        (Bilingual { english: "Symptoms", french: "Symptômes" }, input.symptoms.clone()),
        (Bilingual { english: "Recorded conditions", french: "Maladies au dossier" }, recorded(&context.conditions)),
        (Bilingual { english: "Recorded medicines", french: "Médicaments au dossier" }, recorded(&context.medicines)),
        (Bilingual { english: "Recorded allergies", french: "Allergies au dossier" }, recorded(&context.allergies)),
    ];
    let line = |(heading, text): (Bilingual, Option<String>)| {
        let text = text.filter(|text| !text.trim().is_empty())?;
        let short: String = text.trim().chars().take(LONGEST_SUMMARY / 4).collect();
        let mark = if short.len() < text.trim().len() { "…" } else { "" };
        Some(format!("{}{colon}{short}{mark}", heading.text(language)))
    };
    parts.into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booking(reason: &str, symptoms: &str) -> PreliminaryInput {
        PreliminaryInput { reason: Some(reason.into()), symptoms: Some(symptoms.into()), ..PreliminaryInput::default() }
    }

    #[test]
    fn a_plain_booking_gets_topics_tests_and_questions() {
        let analysis = analyse(&booking("Regular checkup", "Fever, headache for 3 days"));
        assert_eq!(analysis.status, "done");
        assert_eq!(analysis.source, "rules");
        assert_eq!((analysis.urgency, analysis.severity.as_str()), (Urgency::Soon, "moderate"));
        assert!(analysis.possible_topics.contains(&"infection".to_owned()));
        assert!(analysis.suggested_tests.iter().any(|test| test.contains("temperature")));
        assert!(analysis.precautions.iter().any(|precaution| precaution.contains("rest")));
        assert!(!analysis.questions_for_visit.iter().any(|question| question.contains("When did it start")));
        assert!(analysis.questions_for_visit.iter().any(|question| question.contains("allergies")));
        assert!(analysis.summary.contains("Symptoms: Fever, headache for 3 days"));
        assert!(analysis.disclaimer.contains("not a diagnosis"));
    }

    #[test]
    fn an_emergency_is_critical_and_advised() {
        let analysis = analyse(&booking("chest pain", "sweating and pain in the left arm"));
        assert_eq!((analysis.urgency, analysis.severity.as_str()), (Urgency::Emergency, "critical"));
        assert!(analysis.advice.unwrap().contains("112"));
        assert!(analysis.needs_human_review);
    }

    #[test]
    fn nothing_said_is_unknown_and_not_low() {
        let analysis = analyse(&PreliminaryInput::default());
        assert_eq!(analysis.severity, "unknown");
        assert!(analysis.red_flags.is_empty() && analysis.advice.is_none());
    }

    #[test]
    fn an_unread_language_is_unknown_and_reviewed() {
        let analysis = analyse(&booking("", "me duele mucho la cabeza desde ayer"));
        assert_eq!((analysis.severity.as_str(), analysis.urgency), ("unknown", Urgency::Soon));
        assert!(analysis.needs_human_review && analysis.advice.is_some());
        let french = analyse(&booking("Contrôle", "J'ai mal au ventre"));
        assert!(french.disclaimer.starts_with("Analyse") && french.summary.contains("Motif : Contrôle"));
    }
}
