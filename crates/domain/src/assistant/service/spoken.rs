//! What the assistant says in a turn: the rules' words, or a model's where it kept to the rules.

use super::ask::Asked;
use crate::assistant::{
    MadeBy, TextSource, Urgency,
    interview::{Interview, Step},
    prompts::{InterviewAnswer, parse_interview_answer, parse_summary_answer},
};

/// One line of the assistant, before it is a stored turn.
pub(super) struct Said {
    pub(super) question: Option<String>,
    pub(super) message: Option<String>,
    pub(super) response: String,
    pub(super) is_summary: bool,
    pub(super) question_count: i32,
    pub(super) urgency: Urgency,
    pub(super) source: TextSource,
    pub(super) made_by: Option<MadeBy>,
}

impl Said {
    pub(super) fn by_rules(response: String) -> Self {
        Self {
            question: None,
            message: None,
            response,
            is_summary: false,
            question_count: 0,
            urgency: Urgency::Routine,
            source: TextSource::Rules,
            made_by: None,
        }
    }
    fn urgent(mut self, urgency: Urgency) -> Self {
        self.urgency = urgency;
        self
    }
    fn summary(mut self) -> Self {
        self.is_summary = true;
        self
    }
    /// The model's wording in place of the rules'.
    fn worded(mut self, asked: Option<&Asked<String>>) -> Self {
        if let Some((asked, text)) = asked.and_then(|asked| Some((asked, asked.answer.clone()?))) {
            self.response = text;
            self.source = TextSource::Model;
            self.made_by = Some(asked.made_by.clone());
        }
        self
    }
}

/// The lines of a step: emergency advice, or a notice, comes before the summary that follows by itself.
pub(super) fn spoken(step: &Step, question: Option<String>, words: &str, asked: Option<&Asked<String>>) -> Vec<Said> {
    let urgency = step.urgency();
    let mut lines = match step {
        Step::Question { text, .. } => vec![Said::by_rules(text.clone()).worded(asked)],
        Step::Emergency { text, summary, .. } => {
            vec![Said::by_rules(text.clone()), Said::by_rules(summary.clone()).summary()]
        }
        Step::Summary { text, notice: Some(notice), .. } => {
            vec![Said::by_rules(notice.clone()), Said::by_rules(text.clone()).summary().worded(asked)]
        }
        Step::Summary { text, notice: None, .. } => vec![Said::by_rules(text.clone()).summary().worded(asked)],
    };
    if let Some(first) = lines.first_mut() {
        first.question = question;
        first.message = (!words.is_empty()).then(|| words.to_owned());
    }
    lines.into_iter().map(|line| line.urgent(urgency)).collect()
}

/// The model's text, if it keeps to the rules: it asks one question and ends nothing too early, or loses no fact.
pub(super) fn accepted(interview: &mut Interview, step: &Step, text: &str) -> Option<String> {
    match step {
        Step::Question { .. } => match parse_interview_answer(text, interview).ok()? {
            InterviewAnswer::Question { text, topic } => interview.adopt_question(topic, &text).then_some(text),
            // The rules still have something to ask.
            InterviewAnswer::Summary { .. } => None,
        },
        Step::Summary { .. } => parse_summary_answer(text, interview).ok(),
        Step::Emergency { .. } => None,
    }
}
