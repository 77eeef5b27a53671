//! The summary of an interview: every answer verbatim under its topic, the dangers, and what stays unknown.

mod layout;
mod sections;

use layout::fit;
use sections::sections;

use super::interview::Interview;

/// The most characters a summary has, so that it can be sent as one message.
pub const MOST_CHARACTERS: usize = 4_000;

/// The summary of an interview, in its language, at most [`MOST_CHARACTERS`] long.
///
/// Every answer is quoted unchanged; where the answers are too long, the longest are shortened visibly, and no topic is
/// left out.
pub fn summarise(interview: &Interview) -> String {
    fit(&sections(interview), interview.language(), MOST_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assistant::{
        interview::{InterviewContext, Step, Topic},
        language::Language,
    };

    fn interviewed(answers: &[&str]) -> Interview {
        let mut interview = Interview::new(InterviewContext::default());
        for answer in answers {
            interview.answer(answer);
        }
        interview
    }

    #[test]
    fn a_summary_quotes_answers_and_says_what_is_open() {
        let interview = interviewed(&["My knee hurts since yesterday", "left knee, inner side", "I don't know"]);
        let summary = summarise(&interview);
        for part in [
            "Main complaint: “My knee hurts since yesterday”",
            "Onset: “since yesterday” (told elsewhere)",
            "“I don't know” (not known)",
            "Not asked: ",
            "Allergies",
        ] {
            assert!(summary.contains(part), "{part} in\n{summary}");
        }
    }

    #[test]
    fn dangers_and_worries_are_told() {
        let summary = summarise(&interviewed(&["I have chest pain and sweat. Could this be a heart attack?"]));
        assert!(summary.contains("Urgency: emergency"), "{summary}");
        assert!(summary.contains("Warning signs: chest pain with"), "{summary}");
        assert!(summary.contains("Worries and questions: “Could this be a heart attack”"), "{summary}");
    }

    #[test]
    fn a_french_interview_has_a_french_summary() {
        let summary = summarise(&interviewed(&["J'ai mal au genou depuis hier"]));
        assert!(summary.contains("Motif principal : « J'ai mal au genou depuis hier »"), "{summary}");
        assert!(summary.contains("Pas demandé"), "{summary}");
    }

    #[test]
    fn long_answers_are_shortened_visibly_and_every_topic_stays() {
        let long = "very long ".repeat(400);
        let mut interview =
            Interview::new(InterviewContext { language: Some(Language::English), ..InterviewContext::default() });
        interview.answer(&format!("My knee hurts {long}"));
        while let Step::Question { topic, .. } = interview.answer(&format!("it is so {long}")) {
            assert_ne!(topic, Topic::ChiefComplaint);
        }
        let summary = summarise(&interview);
        assert!(summary.chars().count() <= MOST_CHARACTERS, "{}", summary.chars().count());
        assert!(summary.contains("[…shortened; full text in the interview]"));
        for exchange in interview.exchanges() {
            assert!(summary.contains(exchange.topic.heading(Language::English)), "{summary}");
        }
    }

    #[test]
    fn nothing_said_is_said_so() {
        let mut interview = Interview::new(InterviewContext::default());
        let summary = interview.finish().summary().map(str::to_owned).unwrap();
        assert!(summary.contains("Main complaint: not told"), "{summary}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_answer_stands_in_the_summary(answers in proptest::collection::vec("[a-zA-Zéàç ,.'0-9]{1,80}", 1..14)) {
            let mut interview = Interview::new(InterviewContext::default());
            for answer in &answers {
                interview.answer(answer);
            }
            let summary = summarise(&interview);
            for answer in answers.iter().map(|answer| answer.trim()).filter(|answer| !answer.is_empty()) {
                prop_assert!(summary.contains(answer), "{answer:?} is not in {summary}");
            }
            prop_assert!(summary.chars().count() <= MOST_CHARACTERS);
        }
    }
}
