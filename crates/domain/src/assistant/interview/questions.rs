//! The wording of the questions: short, kind, one thing at a time, for the patient or for someone who speaks for them.

use super::{
    context::{InterviewContext, Subject},
    topic::Topic,
};
use crate::assistant::language::Language;

/// The question for a topic, in the words of a doctor who knows the record.
pub(super) fn question(topic: Topic, language: Language, context: &InterviewContext) -> String {
    let recorded = match topic {
        Topic::Medicines => &context.medicines,
        Topic::Allergies => &context.allergies,
        Topic::History => &context.conditions,
        _ => &Vec::new(),
    };
    if recorded.is_empty() {
        return plain_question(topic, language, context.subject).to_owned();
    }
    let listed = recorded.join(", ");
    match (topic, language) {
        (Topic::Medicines, Language::French) => {
            format!("Le dossier indique ces médicaments : {listed}. Est-ce toujours juste, et y en a-t-il d'autres ?")
        }
        (Topic::Medicines, _) => {
            format!("The record lists these medicines: {listed}. Is that still right, and is there anything else?")
        }
        (Topic::Allergies, Language::French) => {
            format!("Le dossier indique ces allergies : {listed}. Est-ce juste, et y en a-t-il d'autres ?")
        }
        (Topic::Allergies, _) => {
            format!("The record lists these allergies: {listed}. Is that right, and are there others?")
        }
        (_, Language::French) => {
            format!("Le dossier indique : {listed}. Y a-t-il d'autres maladies ou opérations passées à connaître ?")
        }
        (_, _) => format!("The record lists: {listed}. Are there other illnesses or operations we should know of?"),
    }
}

/// The first words of an interview, with its first question.
pub(super) fn greeting(language: Option<Language>, subject: Subject) -> String {
    match language {
        Some(Language::French) => {
            format!(
                "Bonjour. Je vais vous poser quelques courtes questions pour préparer votre médecin. {FRENCH_EMERGENCY}"
            ) + plain_question(Topic::ChiefComplaint, Language::French, subject)
        }
        Some(Language::English) => {
            format!("Hello. I will ask a few short questions so that the doctor is prepared. {ENGLISH_EMERGENCY}")
                + plain_question(Topic::ChiefComplaint, Language::English, subject)
        }
        Some(Language::Other) | None => format!(
            "Hello. I will ask a few short questions so that the doctor is prepared. {ENGLISH_EMERGENCY}{}\n\n\
             Bonjour. Vous pouvez aussi répondre en français. {FRENCH_EMERGENCY}{}",
            plain_question(Topic::ChiefComplaint, Language::English, subject),
            plain_question(Topic::ChiefComplaint, Language::French, subject),
        ),
    }
}

const ENGLISH_EMERGENCY: &str = "In an emergency, call your local emergency number instead. ";
const FRENCH_EMERGENCY: &str = "En cas d'urgence, appelez plutôt le numéro d'urgence. ";

/// What is said before the next question when a complaint should be seen the same day.
pub(super) const fn see_today(language: Language) -> &'static str {
    match language {
        Language::French => {
            "Ce que vous décrivez doit être vu aujourd'hui même par un médecin. Si cela s'aggrave, appelez les secours."
        }
        _ => "What you describe should be seen by a doctor today. If it gets worse, call the emergency number.",
    }
}

/// The bare question for a topic.
pub(crate) const fn plain_question(topic: Topic, language: Language, subject: Subject) -> &'static str {
    match (language, subject) {
        (Language::French, Subject::Myself) => french(topic),
        (Language::French, Subject::Other) => french_for_other(topic),
        (_, Subject::Myself) => english(topic),
        (_, Subject::Other) => english_for_other(topic),
    }
}

const fn english(topic: Topic) -> &'static str {
    match topic {
        Topic::ChiefComplaint => "What brings you here today?",
        Topic::Onset => "I'm sorry to hear that. When did it start?",
        Topic::Place => "Where exactly do you feel it?",
        Topic::Course => "How has it changed since it began: better, worse, the same, or does it come and go?",
        Topic::Character => "What does it feel like (for example dull, sharp, burning, pressing, cramping)?",
        Topic::Severity => "How bad is it from 0 to 10, where 10 is the worst you can imagine?",
        Topic::Company => "Have you noticed anything else together with it?",
        Topic::Relief => "What makes it better or worse?",
        Topic::Medicines => "Which medicines do you take, including any without a prescription?",
        Topic::Allergies => "Do you have any allergies, to medicines or anything else?",
        Topic::History => "Do you have other illnesses, or have you had operations we should know of?",
    }
}

const fn english_for_other(topic: Topic) -> &'static str {
    match topic {
        Topic::ChiefComplaint => "What brings the patient here today?",
        Topic::Onset => "I'm sorry to hear that. When did it start?",
        Topic::Place => "Where exactly does the patient feel it?",
        Topic::Course => "How has it changed since it began: better, worse, the same, or does it come and go?",
        Topic::Character => {
            "How does the patient describe it (for example dull, sharp, burning, cramping), or how does it look?"
        }
        Topic::Severity => "How bad does it seem from 0 to 10, where 10 is the worst imaginable?",
        Topic::Company => "Have you noticed anything else together with it?",
        Topic::Relief => "What makes it better or worse?",
        Topic::Medicines => "Which medicines does the patient take, including any without a prescription?",
        Topic::Allergies => "Does the patient have any allergies, to medicines or anything else?",
        Topic::History => "Does the patient have other illnesses, or has had operations we should know of?",
    }
}

const fn french(topic: Topic) -> &'static str {
    match topic {
        Topic::ChiefComplaint => "Qu'est-ce qui vous amène aujourd'hui ?",
        Topic::Onset => "Merci de me le dire. Quand cela a-t-il commencé ?",
        Topic::Place => "Où le sentez-vous exactement ?",
        Topic::Course => "Comment cela a-t-il évolué depuis le début : mieux, pire, pareil, ou par moments ?",
        Topic::Character => "Comment est-ce (par exemple sourd, vif, brûlure, pression, crampes) ?",
        Topic::Severity => "Quelle intensité de 0 à 10, 10 étant le pire que vous puissiez imaginer ?",
        Topic::Company => "Avez-vous remarqué autre chose en même temps ?",
        Topic::Relief => "Qu'est-ce qui l'améliore ou l'aggrave ?",
        Topic::Medicines => "Quels médicaments prenez-vous, y compris sans ordonnance ?",
        Topic::Allergies => "Avez-vous des allergies, à des médicaments ou à autre chose ?",
        Topic::History => "Avez-vous d'autres maladies, ou eu des opérations à connaître ?",
    }
}

const fn french_for_other(topic: Topic) -> &'static str {
    match topic {
        Topic::ChiefComplaint => "Qu'est-ce qui amène le patient aujourd'hui ?",
        Topic::Onset => "Merci de me le dire. Quand cela a-t-il commencé ?",
        Topic::Place => "Où le patient le sent-il exactement ?",
        Topic::Course => "Comment cela a-t-il évolué depuis le début : mieux, pire, pareil, ou par moments ?",
        Topic::Character => {
            "Comment le patient le décrit-il (sourd, vif, brûlure, crampes), ou à quoi cela ressemble-t-il ?"
        }
        Topic::Severity => "Quelle intensité vous semble-t-il de 0 à 10, 10 étant le pire imaginable ?",
        Topic::Company => "Avez-vous remarqué autre chose en même temps ?",
        Topic::Relief => "Qu'est-ce qui l'améliore ou l'aggrave ?",
        Topic::Medicines => "Quels médicaments le patient prend-il, y compris sans ordonnance ?",
        Topic::Allergies => "Le patient a-t-il des allergies, à des médicaments ou à autre chose ?",
        Topic::History => "Le patient a-t-il d'autres maladies, ou eu des opérations à connaître ?",
    }
}
