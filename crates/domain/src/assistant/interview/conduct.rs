//! The turns of an interview: greeting, answers, the end.

use super::{
    context::{InterviewContext, Subject},
    danger_questions::danger_question,
    extraction::{Mention, mentions, severity_score},
    next_topic::next_topic,
    questions::{greeting, question, see_today},
    state::{Exchange, Interview, Pending, Stage},
    step::Step,
    topic::Topic,
    yes_no::{is_greeting, is_yes},
};
use crate::assistant::{
    folding::sentences,
    language::{Language, detect_language, detect_language_clearly, is_unrecognised},
    red_flags::{Finding, Reading, Setting, Urgency, advice_for, detect, read_in, unreadable_language_advice},
    summary::summarise,
};

impl Interview {
    /// An interview about a patient of whom this is known.
    pub fn new(context: InterviewContext) -> Self {
        let language = context.language.unwrap_or(Language::English);
        let opening = greeting(context.language, context.subject);
        Self {
            language: if language == Language::Other { Language::English } else { language },
            stage: Stage::Asking,
            pending: Pending { topic: Topic::ChiefComplaint, text: opening, confirms: None },
            exchanges: Vec::new(),
            added: Vec::new(),
            mentions: Vec::new(),
            worries: Vec::new(),
            reading: Reading::default(),
            flags: Vec::new(),
            person: context.person(),
            count: 0,
            unread: false,
            told_to_be_seen: false,
            looked_for_danger: false,
            context,
        }
    }
    /// The first words, with the first question.
    pub fn greeting(&self) -> String {
        greeting(self.context.language, self.context.subject)
    }
    /// Takes an answer and says what comes next. Nothing written (only blanks) repeats the question; after the summary,
    /// further words are added to it.
    pub fn answer(&mut self, words: &str) -> Step {
        let words = words.trim();
        if words.is_empty() {
            return if self.stage == Stage::Asking { self.pending_step() } else { self.summary_step() };
        }
        let readable = self.hear(words);
        let was = self.urgency();
        self.read(words);
        self.record(words);
        if self.flags.iter().any(|flag| flag.urgency == Urgency::Emergency) && was != Urgency::Emergency {
            return self.emergency_step();
        }
        if !readable {
            self.stage = if self.stage == Stage::Finished { Stage::Finished } else { Stage::Unreadable };
            return self.summary_step();
        }
        match self.stage {
            Stage::Finished => self.summary_step(),
            Stage::Asking | Stage::Unreadable => self.ask_next(words),
        }
    }
    /// Ends the interview with the summary of what is known.
    pub fn finish(&mut self) -> Step {
        self.stage = Stage::Finished;
        self.summary_step()
    }
    /// Takes the wording of a model for the next question. Questions for danger keep their own words: an answer "yes"
    /// must mean what was asked. Answers whether the wording was taken.
    pub fn adopt_question(&mut self, topic: Topic, text: &str) -> bool {
        let free = self.stage == Stage::Asking
            && self.pending.confirms.is_none()
            && (self.pending.topic == topic || !self.pending.topic.is_never_cut())
            && !self.is_covered(topic)
            && !text.trim().is_empty()
            && self.count > 0;
        if free {
            self.pending = Pending { topic, text: text.trim().to_owned(), confirms: None };
        }
        free
    }

    /// Finds out the language; whether the rules can read the words.
    fn hear(&mut self, words: &str) -> bool {
        let opening = self.exchanges.is_empty() || self.stage == Stage::Unreadable;
        let names_substances = matches!(self.pending.topic, Topic::Medicines | Topic::Allergies | Topic::History);
        let heard = detect_language(words);
        let unrecognised = is_unrecognised(words) && (opening || !names_substances);
        let clear = opening || detect_language_clearly(words) == heard;
        match heard {
            Some(Language::Other) => self.unread = true,
            None if unrecognised => self.unread = true,
            Some(language) if clear => {
                self.language = language;
                return true;
            }
            _ => return true,
        }
        false
    }
    /// Looks for dangers and for what need not be asked any more.
    fn read(&mut self, words: &str) {
        let asking = self.stage == Stage::Asking;
        let topic = if asking { self.pending.topic } else { Topic::ChiefComplaint };
        let setting = match topic {
            Topic::Allergies => Setting::Allergies,
            Topic::Medicines | Topic::History => Setting::History,
            _ => Setting::Complaint,
        };
        let mut reading = read_in(words, setting, self.context.subject == Subject::Other);
        if let Some(confirmed) = self.pending.confirms.filter(|_| asking) {
            let says_more = reading.present.iter().any(|finding| !self.reading.present.contains(finding));
            if is_yes(words) && !says_more {
                reading.present.insert(confirmed);
            }
        }
        if topic == Topic::Severity && severity_score(words).is_some_and(|score| score >= 9) {
            reading.present.insert(Finding::Severe);
        }
        self.keep_worries(words);
        self.keep_mentions(words, topic);
        self.reading.merge(reading);
        self.flags = detect(&self.reading, &self.person, self.language);
    }
    fn keep_worries(&mut self, words: &str) {
        for sentence in sentences(words) {
            let quoted = sentence.verbatim(words).to_owned();
            let feared = !read_in(&quoted, Setting::Complaint, false).feared.is_empty();
            if (sentence.is_question && sentence.words.len() > 2 || feared) && !self.worries.contains(&quoted) {
                self.worries.push(quoted);
            }
        }
    }
    fn keep_mentions(&mut self, words: &str, asked: Topic) {
        // A medicine named as the cause of an allergy is not one that is taken.
        let fits = |mention: &Mention| match asked {
            Topic::Medicines => mention.topic == Topic::Allergies,
            Topic::Allergies | Topic::History => mention.topic.is_never_cut() && mention.settles,
            _ => true,
        };
        let fitting = mentions(words).into_iter().filter(|mention| mention.topic != asked && fits(mention));
        self.mentions.extend(fitting);
    }
    fn record(&mut self, words: &str) {
        if self.stage == Stage::Asking {
            let Pending { topic, text, confirms } = self.pending.clone();
            let looks_for_danger = confirms.is_some();
            self.exchanges.push(Exchange { topic, question: text, answer: words.to_owned(), looks_for_danger });
        } else {
            self.added.push(words.to_owned());
        }
    }
    fn ask_next(&mut self, words: &str) -> Step {
        self.stage = Stage::Asking;
        if is_greeting(words) && self.exchanges.len() == 1 {
            let text = question(Topic::ChiefComplaint, self.language, &self.context);
            self.pending = Pending { topic: Topic::ChiefComplaint, text, confirms: None };
            return self.pending_step();
        }
        let Some(pending) = self.next_question() else { return self.finish() };
        self.count += 1;
        self.pending = pending;
        self.pending_step()
    }
    fn next_question(&mut self) -> Option<Pending> {
        let topic = next_topic(self)?;
        let told: Vec<&str> = self.patient_words().collect();
        let danger = danger_question(&self.reading, &told.join(". "), &self.context);
        if let Some(danger) = danger.filter(|_| !self.looked_for_danger && !topic.is_never_cut()) {
            self.looked_for_danger = true;
            let text = danger.text(self.language).to_owned();
            return Some(Pending { topic: Topic::Company, text, confirms: Some(danger.confirms) });
        }
        let mut text = question(topic, self.language, &self.context);
        if self.urgency() == Urgency::Urgent && !self.told_to_be_seen {
            self.told_to_be_seen = true;
            text = format!("{} {text}", see_today(self.language));
        }
        Some(Pending { topic, text, confirms: None })
    }
    fn pending_step(&self) -> Step {
        let Pending { topic, text, .. } = self.pending.clone();
        Step::Question { text, topic, count: self.count, urgency: self.urgency() }
    }
    fn emergency_step(&mut self) -> Step {
        self.stage = Stage::Finished;
        let mut text =
            advice_for(&self.flags, self.language).unwrap_or_else(|| unreadable_language_advice().to_owned());
        if self.unread {
            text = format!("{text}\n\n{}", unreadable_language_advice());
        }
        Step::Emergency { text, flags: self.flags.clone(), summary: summarise(self) }
    }
    fn summary_step(&self) -> Step {
        let advice = advice_for(&self.flags, self.language);
        let fixed = self.unread.then(|| unreadable_language_advice().to_owned());
        let notice = match (advice, fixed) {
            (Some(advice), Some(fixed)) => Some(format!("{advice}\n\n{fixed}")),
            (advice, fixed) => advice.or(fixed),
        };
        Step::Summary { text: summarise(self), urgency: self.urgency(), notice }
    }
}
