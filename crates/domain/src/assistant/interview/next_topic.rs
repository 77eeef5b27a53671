//! Which question comes next, and when there is none left.

use super::{state::Interview, topic::Topic};
use crate::assistant::red_flags::Finding as F;

/// The most questions after the opening one.
pub const MOST_QUESTIONS: u8 = 9;

/// The next topic to ask about. Medicines and allergies are asked before the questions run out, whatever else is open.
pub(super) fn next_topic(interview: &Interview) -> Option<Topic> {
    let left = usize::from(MOST_QUESTIONS.saturating_sub(interview.question_count()));
    if left == 0 {
        return None;
    }
    let open: Vec<Topic> =
        Topic::all().filter(|topic| !interview.is_covered(*topic) && applies(interview, *topic)).collect();
    let never_cut = || open.iter().copied().filter(|topic| topic.is_never_cut());
    let kept_for_last = never_cut().count() + usize::from(open.contains(&Topic::History));
    if left <= kept_for_last { never_cut().next().or(open.last().copied()) } else { open.first().copied() }
}

/// Where and of what kind are asked only of what is felt in a place.
fn applies(interview: &Interview, topic: Topic) -> bool {
    match topic {
        Topic::Place => is_felt_somewhere(interview),
        Topic::Character => is_felt_somewhere(interview) || interview.reading().present.contains(&F::Rash),
        _ => true,
    }
}

fn is_felt_somewhere(interview: &Interview) -> bool {
    const FEELINGS: &[&str] = &[
        "pain",
        "hurt",
        "ache",
        "aching",
        "sore",
        "itch",
        "numb",
        "tingl",
        "swell",
        "swollen",
        "lump",
        "burn",
        "cramp",
        "rash",
        "spots",
        "wound",
        "cut",
        "injur",
        "fell",
        "bleed",
        "stiff",
        "discomfort",
        "mal",
        "douleur",
        "demange",
        "gratte",
        "engourdi",
        "fourmill",
        "gonfl",
        "boule",
        "brul",
        "crampe",
        "bouton",
        "plaie",
        "bless",
        "tomb",
        "saign",
        "raide",
        "enfl",
        "headache",
        "migraine",
    ];
    let words = interview.patient_words().next().map(crate::assistant::folding::folded).unwrap_or_default();
    words.split(' ').any(|word| FEELINGS.iter().any(|feeling| word.starts_with(feeling) || word.ends_with("ache")))
}
