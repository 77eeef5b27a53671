//! The wording of the draft.

use serde::{Deserialize, Serialize};

use super::{
    allergy_conflict::conflicts,
    input::{Source, SourceKind, SuggestionInput},
};
use crate::assistant::{
    folding::{folded, sentences},
    interview::{Subject, Topic, mentions, plain_question},
    language::Language,
    red_flags::{Bilingual, Urgency, advice_for, detect, read, unreadable_language_advice},
};

/// A draft reply with what it was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The draft, at most 4,000 characters.
    pub text: String,
    /// What was really used, in order of use, each once.
    pub sources: Vec<Source>,
    /// How urgent the patient's words are.
    pub urgency: Urgency,
}

/// What is said beside every draft.
pub const fn disclaimer(language: Language) -> &'static str {
    match language {
        Language::French => {
            "Brouillon automatique, à vérifier et à corriger par le médecin avant tout envoi. Ce n'est ni un diagnostic ni un dispositif médical."
        }
        _ => {
            "Automatic draft, to be checked and edited by the doctor before it is sent. It is neither a diagnosis nor a medical device."
        }
    }
}

/// Drafts a reply by rules alone.
pub fn suggest(input: &SuggestionInput) -> Suggestion {
    let mut draft = Draft { input, language: input.written_language(), lines: Vec::new(), sources: Vec::new() };
    let urgency = draft.warn();
    draft.greet();
    draft.reflect();
    draft.recall_history();
    draft.answer_question();
    draft.warn_of_allergies();
    draft.ask_what_is_missing();
    draft.safety_net(urgency);
    Suggestion { text: draft.lines.join("\n\n"), sources: draft.sources, urgency }
}

const LONGEST_QUOTE: usize = 240;
const MOST_QUESTIONS: usize = 3;

struct Draft<'a> {
    input: &'a SuggestionInput,
    language: Language,
    lines: Vec<String>,
    sources: Vec<Source>,
}

impl Draft<'_> {
    fn say(&self, english: &'static str, french: &'static str) -> &'static str {
        Bilingual { english, french }.text(self.language)
    }
    fn used(&mut self, kind: SourceKind, id: uuid::Uuid) {
        let source = Source { kind, id };
        if !self.sources.contains(&source) {
            self.sources.push(source);
        }
    }
    /// Emergency advice stands first, before the greeting.
    fn warn(&mut self) -> Urgency {
        let person = self.input.person();
        let mut reading = read("");
        for message in self.input.unanswered() {
            let said = read(&message.text);
            if !detect(&said, &person, self.language).is_empty() {
                self.used(SourceKind::Message, message.id);
            }
            reading.merge(said);
        }
        let flags = detect(&reading, &person, self.language);
        let found = flags.first().map_or(Urgency::Routine, |flag| flag.urgency);
        let told = self.input.summary.as_ref().map_or(Urgency::Routine, |summary| summary.urgency);
        if found == Urgency::Emergency {
            self.lines.extend(advice_for(&flags, self.language));
        } else if let Some(summary) = self.input.summary.as_ref().filter(|_| told == Urgency::Emergency) {
            self.used(SourceKind::Summary, summary.id);
            self.lines.push(self.say(WARNING_SIGNS.0, WARNING_SIGNS.1).to_owned());
        } else if found == Urgency::Urgent {
            self.lines.extend(advice_for(&flags, self.language));
        }
        if self.language == Language::Other {
            self.lines.push(unreadable_language_advice().to_owned());
        }
        found.max(told)
    }
    fn greet(&mut self) {
        let hello = self.say("Hello", "Bonjour");
        let name = self.input.first_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let thanks = self.say("Thank you for your message.", "Merci pour votre message.");
        self.lines.push(match name {
            Some(name) => format!("{hello} {name},\n{thanks}"),
            None => format!("{hello},\n{thanks}"),
        });
    }
    fn reflect(&mut self) {
        if let Some(summary) = &self.input.summary {
            let complaint = complaint(&summary.text);
            if !complaint.is_empty() {
                self.used(SourceKind::Summary, summary.id);
                let opening = self.say("From the interview I understand:", "De l'entretien, je retiens :");
                self.lines.push(format!("{opening} {}", self.quoted(&complaint)));
            }
        }
        for message in self.input.unanswered() {
            self.used(SourceKind::Message, message.id);
            let opening = self.say("You write:", "Vous écrivez :");
            self.lines.push(format!("{opening} {}", self.quoted(&message.text)));
        }
    }
    fn quoted(&self, text: &str) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = text.chars().take(LONGEST_QUOTE).collect();
        let mark = if short.len() < text.len() { "…" } else { "" };
        if self.language == Language::French { format!("« {short}{mark} »") } else { format!("“{short}{mark}”") }
    }
    /// The first sentence of the case history that speaks of what the patient reports.
    fn recall_history(&mut self) {
        let Some(history) = &self.input.case_history else { return };
        let reported = self.reported_words();
        let related = sentences(&history.text).into_iter().find(|sentence| {
            sentence.words.iter().any(|word| word.text.len() >= 5 && reported.split(' ').any(|said| said == word.text))
        });
        if let Some(sentence) = related {
            let opening = self.say("Your case history notes:", "Votre dossier indique :");
            let line = format!("{opening} {}", self.quoted(sentence.verbatim(&history.text)));
            self.used(SourceKind::CaseHistory, history.id);
            self.lines.push(line);
        }
    }
    fn reported_words(&self) -> String {
        let summary = self.input.summary.as_ref().map(|summary| complaint(&summary.text)).unwrap_or_default();
        let messages = self.input.unanswered().into_iter().map(|message| message.text.clone());
        folded(&std::iter::once(summary).chain(messages).collect::<Vec<_>>().join(". "))
    }
    fn answer_question(&mut self) {
        let unanswered = self.input.unanswered();
        let asked = unanswered.iter().rev().find_map(|message| {
            let question = sentences(&message.text).into_iter().rev().find(|sentence| sentence.is_question)?;
            Some((message.id, format!("{}?", question.verbatim(&message.text))))
        });
        if let Some((id, question)) = asked {
            let (about, here) = (
                self.say("About your question", "À propos de votre question"),
                self.say("[the doctor's answer]", "[réponse du médecin]"),
            );
            let line = format!("{about} {}: {here}", self.quoted(&question));
            self.used(SourceKind::Message, id);
            self.lines.push(line);
        }
    }
    fn warn_of_allergies(&mut self) {
        let mut texts: Vec<(SourceKind, uuid::Uuid, &str)> = self
            .input
            .unanswered()
            .into_iter()
            .map(|message| (SourceKind::Message, message.id, message.text.as_str()))
            .collect();
        texts.extend(self.input.summary.iter().map(|summary| (SourceKind::Summary, summary.id, summary.text.as_str())));
        let mut warned: Vec<(String, uuid::Uuid)> = Vec::new();
        for (kind, id, text) in texts {
            for (medicine, fact) in conflicts(&without_allergy_lines(text), &self.input.facts) {
                if warned.contains(&(medicine.clone(), fact.id)) {
                    continue;
                }
                self.used(kind, id);
                self.used(SourceKind::ClinicalFact, fact.id);
                self.lines.push(match self.language {
                    Language::French => format!(
                        "Attention : le dossier indique une allergie ({}), et vous parlez de {medicine}. N'en prenez pas avant que nous en ayons parlé.",
                        fact.text
                    ),
                    _ => format!(
                        "Please note: your record lists an allergy ({}), and you mention {medicine}. Do not take it until we have spoken about it.",
                        fact.text
                    ),
                });
                warned.push((medicine, fact.id));
            }
        }
    }
    fn ask_what_is_missing(&mut self) {
        let missing: Vec<Topic> = match &self.input.summary {
            Some(summary) => not_asked(&summary.text),
            None => self.not_told(),
        };
        let language = if self.language == Language::Other { Language::English } else { self.language };
        let questions: Vec<&str> = missing
            .into_iter()
            .take(MOST_QUESTIONS)
            .map(|topic| plain_question(topic, language, Subject::Myself))
            .map(without_sorrow)
            .collect();
        if !questions.is_empty() {
            let opening = self.say("To help you better, please tell me:", "Pour mieux vous aider, dites-moi :");
            self.lines.push(format!("{opening}\n- {}", questions.join("\n- ")));
        }
        if let Some(summary) = self.input.summary.as_ref().filter(|_| !questions.is_empty()) {
            self.used(SourceKind::Summary, summary.id);
        }
    }
    /// Without an interview: what the messages and the record leave open of the most important.
    fn not_told(&self) -> Vec<Topic> {
        let messages = self.input.unanswered();
        let told: Vec<_> = messages.iter().flat_map(|message| mentions(&message.text)).collect();
        let on_record = |topic: Topic| {
            let kind = match topic {
                Topic::Medicines => crate::patients::ClinicalFactKind::Medication,
                Topic::Allergies => crate::patients::ClinicalFactKind::Allergy,
                _ => return false,
            };
            self.input.facts.iter().any(|fact| fact.kind == kind)
        };
        let wanted = [Topic::Onset, Topic::Severity, Topic::Course, Topic::Medicines, Topic::Allergies];
        let open = wanted.into_iter().filter(|topic| {
            !on_record(*topic) && !told.iter().any(|mention| mention.topic == *topic && mention.settles)
        });
        if messages.is_empty() { vec![Topic::ChiefComplaint] } else { open.collect() }
    }
    fn safety_net(&mut self, urgency: Urgency) {
        if urgency < Urgency::Emergency {
            self.lines.push(self.say(SAFETY_NET.0, SAFETY_NET.1).to_owned());
        }
    }
}

const WARNING_SIGNS: (&str, &str) = (
    "The interview found warning signs that may be an emergency. If you have not been seen yet, call your local emergency number now (112 in Europe, 999 in the United Kingdom, 911 in North America, 15 in France, 14 in Algeria).",
    "L'entretien a relevé des signes d'alerte qui peuvent être une urgence. Si vous n'avez pas encore été vu, appelez maintenant le numéro d'urgence (112 en Europe, 15 en France, 14 en Algérie, 999 au Royaume-Uni, 911 en Amérique du Nord).",
);
const SAFETY_NET: (&str, &str) = (
    "If it gets worse, if something new appears, or if you are worried, contact us again at once. With chest pain, trouble breathing, weakness of one side, heavy bleeding or fainting, call your local emergency number (112, 999 or 911).",
    "Si cela s'aggrave, si un nouveau signe apparaît ou si vous êtes inquiet, recontactez-nous aussitôt. En cas de douleur à la poitrine, de difficulté à respirer, de faiblesse d'un côté, de saignement abondant ou de malaise, appelez le numéro d'urgence (112, 15 ou 14).",
);

/// The complaint in a summary: its line when the summary is ours, else the first line that says something.
fn complaint(summary: &str) -> String {
    let heading = |line: &str| {
        [Language::English, Language::French].into_iter().find_map(|language| {
            let rest = line.strip_prefix(Topic::ChiefComplaint.heading(language))?;
            Some(rest.trim_start_matches([' ', ':', '\u{a0}']).trim_matches(['“', '”', '«', '»', ' ']).to_owned())
        })
    };
    let own = summary.lines().find_map(heading);
    own.or_else(|| summary.lines().find(|line| !line.trim().is_empty()).map(|line| line.trim().to_owned()))
        .unwrap_or_default()
}

/// What a summary of ours says was not asked.
fn not_asked(summary: &str) -> Vec<Topic> {
    let line = summary.lines().find(|line| line.starts_with("Not asked:") || line.starts_with("Pas demandé"));
    let named = |topic: &Topic| {
        line.is_some_and(|line| {
            line.contains(topic.heading(Language::English)) || line.contains(topic.heading(Language::French))
        })
    };
    let mut topics: Vec<Topic> = Topic::all().filter(named).collect();
    topics.sort_by_key(|topic| !topic.is_never_cut());
    topics
}

/// An allergy that the summary itself lists is no wish to take the medicine.
fn without_allergy_lines(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("Allerg")).collect::<Vec<_>>().join("\n")
}

fn without_sorrow(question: &'static str) -> &'static str {
    question.trim_start_matches("I'm sorry to hear that. ").trim_start_matches("Merci de me le dire. ")
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
