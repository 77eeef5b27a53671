//! What the patient said without being asked, so that it is not asked again. Everything found is quoted verbatim.

use serde::{Deserialize, Serialize};

use super::topic::Topic;
use crate::assistant::folding::sentences;

mod description;
mod onset;
mod place;
mod severity;
mod spans;
mod substances;

pub(super) use severity::severity_score;
pub(crate) use substances::medicine_names;

/// Something said about a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// About what.
    pub topic: Topic,
    /// The patient's words.
    pub words: String,
    /// Whether it answers the topic's question, so that it need not be asked.
    pub settles: bool,
}

/// Everything in these words that tells of a topic.
pub(crate) fn mentions(words: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for sentence in &sentences(words) {
        for (topic, span, settles) in [
            onset::find(sentence),
            place::find(sentence),
            severity::find(sentence),
            substances::find_allergies(sentence),
            substances::find_medicines(sentence),
        ]
        .into_iter()
        .flatten()
        .chain(description::find(sentence))
        {
            let quoted = spans::verbatim(sentence, words, span);
            if !quoted.is_empty() && !found.iter().any(|mention| mention.topic == topic && mention.words == quoted) {
                found.push(Mention { topic, words: quoted.to_owned(), settles });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(Topic, String)> {
        mentions(text)
            .into_iter()
            .filter(|mention| mention.settles)
            .map(|mention| (mention.topic, mention.words))
            .collect()
    }

    #[test]
    fn what_was_already_said_is_quoted() {
        for (text, topic, quoted) in [
            ("I've had a headache since yesterday", Topic::Onset, "since yesterday"),
            ("My knee hurts for three days now", Topic::Onset, "for three days"),
            ("it began 2 weeks ago", Topic::Onset, "2 weeks ago"),
            ("J'ai de la fièvre depuis hier soir", Topic::Onset, "depuis hier soir"),
            ("il y a trois jours, mal au dos", Topic::Onset, "il y a trois jours"),
            ("My left knee hurts", Topic::Place, "left knee"),
            ("mal au genou droit", Topic::Place, "genou droit"),
            ("the pain is 8/10", Topic::Severity, "8/10"),
            ("about 7 out of 10", Topic::Severity, "7 out of 10"),
            ("une douleur à 6 sur 10", Topic::Severity, "6 sur 10"),
            ("it comes and goes", Topic::Course, "comes and goes"),
            ("ça s'aggrave", Topic::Course, "aggrave"),
            ("a throbbing headache", Topic::Character, "throbbing"),
            ("I take metformin and ramipril every day", Topic::Medicines, "I take metformin and ramipril every day"),
            ("Je prends du Doliprane", Topic::Medicines, "Je prends du Doliprane"),
            ("I'm not on any medication", Topic::Medicines, "not on any medication"),
            ("I'm allergic to penicillin", Topic::Allergies, "allergic to penicillin"),
            ("No known allergies", Topic::Allergies, "No known allergies"),
            ("allergique aux arachides", Topic::Allergies, "allergique aux arachides"),
            ("aucune allergie", Topic::Allergies, "aucune allergie"),
        ] {
            let said = said(text);
            assert!(said.contains(&(topic, quoted.to_owned())), "{text}: {said:?}");
        }
    }

    #[test]
    fn what_was_not_said_is_not_found() {
        assert_eq!(said("I feel unwell"), []);
        assert_eq!(said("Je ne me sens pas bien"), []);
        assert!(!said("I took ibuprofen this morning").iter().any(|(topic, _)| *topic == Topic::Medicines));
        assert!(!said("I take the bus to work").iter().any(|(topic, _)| *topic == Topic::Medicines));
    }
}
