//! Whole interviews, as patients have them.

use super::{Interview, InterviewContext, MOST_QUESTIONS, Step, Subject, Topic};
use crate::assistant::{language::Language, red_flags::Urgency};

fn topic(step: &Step) -> Topic {
    match step {
        Step::Question { topic, .. } => *topic,
        other => panic!("no question: {other:?}"),
    }
}

fn question(step: &Step) -> &str {
    match step {
        Step::Question { text, .. } => text,
        other => panic!("no question: {other:?}"),
    }
}

#[test]
fn an_english_interview_runs_to_its_summary() {
    let mut interview =
        Interview::new(InterviewContext { language: Some(Language::English), ..InterviewContext::default() });
    assert!(interview.greeting().ends_with("What brings you here today?"));
    let mut step = interview.answer("My knee hurts");
    let mut asked = Vec::new();
    while let Step::Question { topic, count, ref text, .. } = step {
        asked.push(topic);
        assert_eq!(usize::from(count), asked.len());
        assert!(text.ends_with('?') && text.len() < 200, "{text}");
        step = interview.answer(&format!("answer about {topic}"));
    }
    assert!(asked.len() <= usize::from(MOST_QUESTIONS));
    assert!(asked.contains(&Topic::Medicines) && asked.contains(&Topic::Allergies));
    assert!(!asked.contains(&Topic::Place), "the knee was named: {asked:?}");
    assert!(interview.is_finished());
    let summary = step.summary().unwrap();
    assert!(summary.contains("answer about medicines") && summary.contains("answer about allergies"), "{summary}");
}

#[test]
fn a_french_interview_stays_french() {
    let mut interview = Interview::new(InterviewContext::default());
    assert!(
        interview.greeting().contains("What brings you") && interview.greeting().contains("Qu'est-ce qui vous amène")
    );
    let mut step = interview.answer("J'ai mal au genou");
    let mut count = 0;
    while let Step::Question { ref text, .. } = step {
        assert!(text.contains(" ?"), "{text}");
        count += 1;
        step = interview.answer("depuis quelque temps");
    }
    assert!(count >= 5);
    assert!(step.summary().unwrap().contains("Motif principal"));
}

#[test]
fn what_was_said_is_not_asked_again() {
    let mut interview = Interview::new(InterviewContext::default());
    let told = "Since yesterday I have a throbbing toothache, 7/10, it comes and goes. I take metformin tablets. I'm allergic to penicillin.";
    let mut step = interview.answer(told);
    let mut asked = Vec::new();
    while let Step::Question { topic, .. } = step {
        asked.push(topic);
        step = interview.answer("no");
    }
    assert_eq!(asked, [Topic::Company, Topic::Relief, Topic::History]);
    let summary = step.summary().unwrap();
    for fact in ["Since yesterday", "7/10", "metformin", "penicillin"] {
        assert!(summary.contains(fact), "{fact} in {summary}");
    }
}

#[test]
fn medicines_and_allergies_are_never_cut() {
    for complaint in ["pain", "my skin is itchy", "j'ai mal", "I feel ill", "I have a cough"] {
        let mut interview = Interview::new(InterviewContext::default());
        let mut step = interview.answer(complaint);
        let mut asked = Vec::new();
        while let Step::Question { topic, count, .. } = step {
            assert!(count <= MOST_QUESTIONS);
            asked.push(topic);
            step = interview.answer("hm");
        }
        assert!(asked.contains(&Topic::Medicines) && asked.contains(&Topic::Allergies), "{complaint}: {asked:?}");
    }
}

#[test]
fn an_emergency_is_answered_at_once_and_the_summary_follows() {
    let mut interview = Interview::new(InterviewContext::default());
    let step = interview.answer("I have chest pain and I can't breathe");
    let Step::Emergency { text, flags, summary } = &step else { panic!("{step:?}") };
    assert!(text.contains("112") && !flags.is_empty());
    assert!(summary.contains("I have chest pain and I can't breathe") && summary.contains("Urgency: emergency"));
    assert!(interview.is_finished());
    assert_eq!(interview.urgency(), Urgency::Emergency);
}

#[test]
fn signs_told_in_two_answers_are_put_together() {
    let mut interview = Interview::new(InterviewContext::default());
    let step = interview.answer("I have chest pain");
    assert_eq!(step.urgency(), Urgency::Urgent);
    assert!(question(&step).contains("sweating"), "{step:?}");
    assert!(matches!(interview.answer("a lot of sweating"), Step::Emergency { .. }));
}

#[test]
fn a_bare_yes_to_the_question_for_danger_is_an_emergency() {
    for (complaint, answer) in [
        ("chest pain", "Yes"),
        ("I have a headache", "yes, a bit"),
        ("j'ai mal au ventre", "oui"),
        ("I feel so sad and hopeless", "yes"),
    ] {
        let mut interview = Interview::new(InterviewContext::default());
        interview.answer(complaint);
        let step = interview.answer(answer);
        assert!(matches!(step, Step::Emergency { .. }), "{complaint}: {step:?}");
    }
}

#[test]
fn a_no_to_the_question_for_danger_goes_on_and_tells_to_be_seen_today() {
    let mut interview = Interview::new(InterviewContext::default());
    interview.answer("I have chest pain");
    let step = interview.answer("no");
    assert_eq!(topic(&step), Topic::Onset);
    assert!(question(&step).starts_with("What you describe should be seen by a doctor today."), "{step:?}");
    assert!(!question(&interview.answer("yesterday")).contains("should be seen"));
}

#[test]
fn a_score_of_nine_makes_belly_pain_an_emergency() {
    let mut interview = Interview::new(InterviewContext::default());
    let mut step = interview.answer("my stomach hurts");
    while matches!(&step, Step::Question { topic, .. } if *topic != Topic::Severity) {
        step = interview.answer("no");
    }
    assert!(matches!(interview.answer("9"), Step::Emergency { .. }));
}

#[test]
fn former_diseases_and_reactions_in_the_history_do_not_alarm() {
    let mut interview = Interview::new(InterviewContext::default());
    let mut step = interview.answer("my knee is sore");
    while let Step::Question { topic, .. } = step {
        step = interview.answer(match topic {
            Topic::Medicines => "aspirin because of my heart attack",
            Topic::Allergies => "penicillin, it gave me hives and anaphylaxis",
            Topic::History => "a stroke and asthma",
            _ => "nothing special",
        });
    }
    assert!(matches!(step, Step::Summary { urgency: Urgency::Routine, .. }), "{step:?}");
}

#[test]
fn another_language_is_passed_on_verbatim_with_fixed_advice_every_turn() {
    let mut interview = Interview::new(InterviewContext::default());
    for words in ["Me duele mucho el pecho", "tengo dolor desde ayer"] {
        let Step::Summary { text, urgency, notice } = interview.answer(words) else { panic!("no summary") };
        assert!(text.contains(words), "{text}");
        assert!(urgency >= Urgency::Soon);
        assert!(notice.unwrap().contains("your doctor can help you"));
    }
    let step = interview.answer("Sorry, I can write English. My chest feels fine, my knee hurts.");
    assert!(matches!(step, Step::Question { .. }), "{step:?}");
}

#[test]
fn the_interview_survives_storage_between_turns() {
    let mut interview = Interview::new(InterviewContext::default());
    for answer in ["I have a cough", "three days", "worse"] {
        interview.answer(answer);
        let stored = serde_json::to_string(&interview).unwrap();
        let read: Interview = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, interview);
        interview = read;
    }
}

#[test]
fn blanks_repeat_the_question_and_a_mere_greeting_asks_again() {
    let mut interview =
        Interview::new(InterviewContext { language: Some(Language::English), ..InterviewContext::default() });
    assert_eq!(question(&interview.answer("Hello")), "What brings you here today?");
    let asked = interview.answer("my knee hurts");
    assert_eq!(interview.answer("   "), asked);
}

#[test]
fn finishing_early_summarises_what_is_known() {
    let mut interview = Interview::new(InterviewContext::default());
    interview.answer("My ear hurts");
    let summary = interview.finish().summary().unwrap().to_owned();
    assert!(summary.contains("My ear hurts") && summary.contains("Not asked: Onset"), "{summary}");
    let added = interview.answer("and I forgot: my hearing is worse");
    assert!(added.summary().unwrap().contains("Added afterwards: “and I forgot: my hearing is worse”"));
    assert!(matches!(interview.answer("now I can't breathe"), Step::Emergency { .. }));
}

#[test]
fn someone_who_speaks_for_the_patient_is_asked_about_the_patient() {
    let context = InterviewContext { subject: Subject::Other, age_months: Some(2), ..InterviewContext::default() };
    let mut interview = Interview::new(context.clone());
    assert!(interview.greeting().contains("What brings the patient here today?"));
    assert!(matches!(interview.answer("she has had a fever since this morning"), Step::Emergency { .. }));
    let mut older = Interview::new(InterviewContext { age_months: Some(600), ..context });
    assert!(matches!(older.answer("My father had a seizure"), Step::Emergency { .. }));
}

#[test]
fn what_the_record_knows_is_named_in_the_question() {
    let context = InterviewContext { medicines: vec!["Ramipril 5 mg".into()], ..InterviewContext::default() };
    let mut interview = Interview::new(context);
    let mut step = interview.answer("I have a cough");
    while matches!(&step, Step::Question { topic, .. } if *topic != Topic::Medicines) {
        step = interview.answer("no");
    }
    assert!(question(&step).contains("Ramipril 5 mg"), "{step:?}");
}

#[test]
fn a_models_wording_is_taken_except_for_dangers_and_what_is_covered() {
    let mut interview = Interview::new(InterviewContext::default());
    assert!(!interview.adopt_question(Topic::Onset, "When?"));
    interview.answer("my knee hurts");
    assert!(interview.adopt_question(Topic::Onset, "Since when does it hurt?"));
    assert_eq!(interview.pending().unwrap().text, "Since when does it hurt?");
    assert!(!interview.adopt_question(Topic::ChiefComplaint, "What is it?"));
    let mut chest = Interview::new(InterviewContext::default());
    chest.answer("chest pain");
    assert!(!chest.adopt_question(Topic::Onset, "When?"));
}

#[test]
fn a_stray_word_does_not_change_the_language() {
    let mut interview = Interview::new(InterviewContext::default());
    interview.answer("I've had a headache for 3 days");
    interview.answer("light bothers me a little");
    assert_eq!(interview.language(), Language::English);
    interview.answer("en fait je préfère parler en français avec vous");
    assert_eq!(interview.language(), Language::French);
}

#[test]
fn a_medicine_named_as_an_allergy_is_not_listed_as_taken() {
    let mut interview = Interview::new(InterviewContext::default());
    let mut step = interview.answer("I have a cough");
    while let Step::Question { topic, .. } = step {
        step = interview.answer(if topic == Topic::Allergies { "penicillin" } else { "no" });
    }
    let summary = step.summary().unwrap();
    assert!(summary.contains("Allergies: “penicillin”") && !summary.contains("Medicines: “penicillin”"), "{summary}");
}

#[test]
fn after_a_no_to_the_question_for_danger_other_symptoms_are_still_asked() {
    let mut interview = Interview::new(InterviewContext::default());
    let mut step = interview.answer("I have had a fever since yesterday");
    let mut asked = Vec::new();
    while let Step::Question { topic, .. } = step {
        asked.push(topic);
        step = interview.answer("no");
    }
    assert_eq!(asked.iter().filter(|topic| **topic == Topic::Company).count(), 2, "{asked:?}");
}
