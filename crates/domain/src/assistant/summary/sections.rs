//! What stands in a summary, line by line.

use super::layout::{Line, Piece};
use crate::assistant::{
    interview::{Interview, Subject, Topic, is_unknown},
    language::Language,
    red_flags::Bilingual,
};

/// The lines of an interview's summary.
pub(super) fn sections(interview: &Interview) -> Vec<Line> {
    let language = interview.language();
    let mut lines = vec![vec![Piece::Fixed(title(interview).into())]];
    lines.push(urgency_line(interview));
    lines.extend(warning_line(interview));
    lines.extend(Topic::all().flat_map(|topic| topic_lines(interview, topic)));
    lines.extend(quoted_line(WORRIES.text(language), interview.worries(), language));
    lines.extend(quoted_line(ADDED.text(language), interview.added(), language));
    lines.extend(not_asked_line(interview));
    if interview.has_unread_words() {
        lines.push(vec![Piece::Fixed(UNREAD.text(language).into())]);
    }
    lines
}

const WORRIES: Bilingual = Bilingual { english: "Worries and questions", french: "Inquiétudes et questions" };
const ADDED: Bilingual = Bilingual { english: "Added afterwards", french: "Ajouté ensuite" };
const RECORDED: Bilingual = Bilingual { english: "on record", french: "au dossier" };
const NOT_TOLD: Bilingual = Bilingual { english: "not told", french: "non précisé" };
const NOT_ASKED: Bilingual = Bilingual { english: "Not asked", french: "Pas demandé" };
const NOT_KNOWN: Bilingual = Bilingual { english: " (not known)", french: " (ne sait pas)" };
const TOLD_ELSEWHERE: Bilingual = Bilingual { english: " (told elsewhere)", french: " (dit ailleurs)" };
const UNREAD: Bilingual = Bilingual {
    english: "Some words are in a language the rules cannot read: they were not checked for warning signs and must be read by a person.",
    french: "Certains mots sont dans une langue que les règles ne lisent pas : ils n'ont pas été vérifiés et doivent être lus par une personne.",
};

const MOST_FLAGS: usize = 8;

fn title(interview: &Interview) -> &'static str {
    let by_other = interview.context().subject == Subject::Other;
    match (interview.language(), by_other) {
        (Language::French, false) => "Résumé de l'entretien, avec les mots du patient",
        (Language::French, true) => "Résumé de l'entretien, avec les mots d'un proche du patient",
        (_, false) => "Summary of the interview, in the patient's words",
        (_, true) => "Summary of the interview, in the words of someone speaking for the patient",
    }
}

fn colon(language: Language) -> &'static str {
    if language == Language::French { " : " } else { ": " }
}

fn urgency_line(interview: &Interview) -> Line {
    let urgency = interview.urgency();
    let text = match interview.language() {
        Language::French => format!("Urgence : {}", urgency.french()),
        _ => format!("Urgency: {}", urgency.english()),
    };
    vec![Piece::Fixed(text)]
}

fn warning_line(interview: &Interview) -> Option<Line> {
    let language = interview.language();
    let flags: Vec<&str> = interview.flags().iter().map(|flag| flag.detects.as_str()).take(MOST_FLAGS).collect();
    let heading = if language == Language::French { "Signes d'alerte : " } else { "Warning signs: " };
    (!flags.is_empty()).then(|| vec![Piece::Fixed(format!("{heading}{}", flags.join("; ")))])
}

fn topic_lines(interview: &Interview, topic: Topic) -> Vec<Line> {
    let language = interview.language();
    let heading = || Piece::Fixed(format!("{}{}", topic.heading(language), colon(language)));
    let mut lines: Vec<Line> = Vec::new();
    for exchange in interview.exchanges().iter().filter(|exchange| exchange.topic == topic) {
        let mut line = vec![heading()];
        // A "yes" to the question for other symptoms means nothing without the question.
        if topic == Topic::Company {
            line.extend([Piece::Quote(exchange.question.clone()), Piece::Fixed(" → ".into())]);
        }
        line.push(Piece::Quote(exchange.answer.clone()));
        if is_unknown(&exchange.answer) {
            line.push(Piece::Fixed(NOT_KNOWN.text(language).into()));
        }
        lines.push(line);
    }
    let told: Vec<&str> = interview
        .mentions()
        .iter()
        .filter(|mention| mention.topic == topic)
        .map(|mention| mention.words.as_str())
        .collect();
    if !told.is_empty() {
        lines.push(vec![heading(), Piece::Quote(told.join("; ")), Piece::Fixed(TOLD_ELSEWHERE.text(language).into())]);
    }
    if let Some(recorded) = recorded(interview, topic) {
        let label = format!("{} ({}){}", topic.heading(language), RECORDED.text(language), colon(language));
        lines.push(vec![Piece::Fixed(label), Piece::Quote(recorded)]);
    }
    if topic == Topic::ChiefComplaint && lines.is_empty() {
        lines.push(vec![heading(), Piece::Fixed(NOT_TOLD.text(language).into())]);
    }
    lines
}

fn recorded(interview: &Interview, topic: Topic) -> Option<String> {
    let context = interview.context();
    let entries = match topic {
        Topic::Medicines => &context.medicines,
        Topic::Allergies => &context.allergies,
        Topic::History => &context.conditions,
        _ => return None,
    };
    (!entries.is_empty()).then(|| entries.join("; "))
}

fn quoted_line(heading: &str, texts: &[String], language: Language) -> Option<Line> {
    let joined = texts.join(" / ");
    (!texts.is_empty()).then(|| vec![Piece::Fixed(format!("{heading}{}", colon(language))), Piece::Quote(joined)])
}

fn not_asked_line(interview: &Interview) -> Option<Line> {
    let language = interview.language();
    let open = Topic::all().filter(|topic| *topic != Topic::ChiefComplaint && !interview.is_touched(*topic));
    let open: Vec<&str> = open.map(|topic| topic.heading(language)).collect();
    (!open.is_empty())
        .then(|| vec![Piece::Fixed(format!("{}{}{}", NOT_ASKED.text(language), colon(language), open.join(", ")))])
}
