//! Medicines taken and substances not tolerated: "I take …", "je suis sous …", "allergic to …", "no allergies".

use std::{collections::HashSet, sync::LazyLock};

use super::spans::{Span, find_any, find_phrase, run};
use crate::assistant::{
    folding::{Sentence, sentences},
    interview::topic::Topic,
};

const NO_ALLERGY: &[&str] = &[
    "no known allergies",
    "no known drug allergies",
    "no allergies",
    "no allergy",
    "not allergic to anything",
    "dont have any allergies",
    "dont have allergies",
    "havent any allergies",
    "nkda",
    "aucune allergie",
    "pas d allergie",
    "pas d allergies",
    "sans allergie",
    "pas d allergie connue",
    "aucune allergie connue",
];

const ALLERGY: &[&str] = &[
    "allergic to",
    "allergy to",
    "allergies to",
    "allergique a",
    "allergique au",
    "allergique aux",
    "allergie a",
    "allergie au",
    "allergie aux",
    "intolerant to",
    "intolerance to",
    "intolerant a",
];

const NO_MEDICINE: &[&str] = &[
    "no medicines",
    "no medicine",
    "no medication",
    "no medications",
    "not on any medication",
    "not on any medicines",
    "not on any medications",
    "not taking any",
    "dont take any",
    "dont take anything",
    "dont take medication",
    "dont take medicine",
    "dont take any medicine",
    "aucun medicament",
    "pas de medicament",
    "pas de medicaments",
    "aucun traitement",
    "pas de traitement",
    "ne prends rien",
    "prends aucun",
    "prend aucun",
    "prends pas de",
];

const TAKING: &[&str] = &[
    "i take",
    "im taking",
    "i am taking",
    "ive been taking",
    "im on",
    "i use",
    "he takes",
    "she takes",
    "he is taking",
    "she is taking",
    "he taking",
    "she taking",
    "je prends",
    "je suis sous",
    "il prend",
    "elle prend",
    "il est sous",
    "elle est sous",
    "mon traitement",
    "my medicines are",
    "my medication is",
    "my medications are",
];

/// Said of something else than medicine.
const NOT_MEDICINE: &[&str] = &[
    "the bus",
    "a bus",
    "a shower",
    "the train",
    "care of",
    "a nap",
    "a break",
    "le bus",
    "le train",
    "une douche",
    "my time",
    "soin",
    "holiday",
    "my period",
    "du poids",
];

/// What the sentence tells of allergies.
pub(super) fn find_allergies(sentence: &Sentence) -> Option<(Topic, Span, bool)> {
    if let Some(span) = find_any(sentence, NO_ALLERGY) {
        return Some((Topic::Allergies, span, true));
    }
    let span = find_any(sentence, ALLERGY)?;
    let denied = span.start.checked_sub(1).filter(|at| matches!(sentence.word(*at), Some("not" | "pas")));
    let start = denied.unwrap_or(span.start);
    // "not allergic to nuts" leaves the question for other allergies open.
    Some((Topic::Allergies, start..run(sentence, span.end - 1, 8, STOPS).end, denied.is_none()))
}

/// What the sentence tells of medicines.
pub(super) fn find_medicines(sentence: &Sentence) -> Option<(Topic, Span, bool)> {
    if let Some(span) = find_any(sentence, NO_MEDICINE).or_else(|| taking(sentence)) {
        return Some((Topic::Medicines, span, true));
    }
    if find_any(sentence, ALLERGY).is_some() {
        return None;
    }
    // "I took ibuprofen" tells of one dose; what is taken every day is still asked.
    let named = (0..sentence.words.len()).find(|at| sentence.word(*at).is_some_and(is_medicine))?;
    Some((Topic::Medicines, named..named + 1, false))
}

const STOPS: &[&str] = &["i", "im", "je", "j", "since", "depuis", "take", "taking", "prends"];

fn taking(sentence: &Sentence) -> Option<Span> {
    if NOT_MEDICINE.iter().any(|phrase| sentence.contains(phrase)) {
        return None;
    }
    let span = TAKING.iter().find_map(|phrase| find_phrase(sentence, phrase))?;
    let whole = span.start..run(sentence, span.end - 1, 14, &["i", "je", "j", "because", "since"]).end;
    let names_one = (span.end..whole.end).any(|at| sentence.word(at).is_some_and(is_medicine));
    let says_medicine = [
        "tablet",
        "tablets",
        "pill",
        "pills",
        "medicine",
        "medicines",
        "medication",
        "medications",
        "comprime",
        "comprimes",
        "medicament",
        "medicaments",
        "mg",
        "traitement",
        "inhaler",
        "ventoline",
    ];
    let hints = (span.start..whole.end).any(|at| sentence.word(at).is_some_and(|word| says_medicine.contains(&word)));
    (names_one || hints).then_some(whole)
}

/// The medicines named in a text, folded.
pub(crate) fn medicine_names(text: &str) -> Vec<String> {
    let words = sentences(text).into_iter().flat_map(|sentence| sentence.words);
    let mut names: Vec<String> = words.map(|word| word.text).filter(|word| is_medicine(word)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A medicine by its name, or by the stem of its international nonproprietary name (WHO INN stems).
fn is_medicine(word: &str) -> bool {
    const STEMS: &str = "
        pril sartan statin statine olol prazole dipine cillin cilline mycin mycine floxacin floxacine oxetine
        azepam zolam parin xaban gliptin gliptine gliflozin gliflozine triptan profen profene cycline conazole
        setron thiazide semide glutide";
    KNOWN.contains(word) || (word.len() >= 7 && STEMS.split_whitespace().any(|stem| word.ends_with(stem)))
}

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| NAMES.split_whitespace().collect());

const NAMES: &str = "
    paracetamol acetaminophen tylenol doliprane dafalgan efferalgan ibuprofen ibuprofene advil nurofen motrin
    aspirin aspirine naproxen diclofenac voltaren voltarene codeine tramadol morphine oxycodone metformin
    metformine insulin insuline levothyroxine levothyrox warfarin coumadin eliquis xarelto previscan sintrom
    clopidogrel plavix digoxin furosemide lasix lasilix ventolin ventoline salbutamol albuterol prednisone
    prednisolone cortisone sertraline citalopram escitalopram venlafaxine amitriptyline lithium gabapentin
    pregabalin lyrica methotrexate penicillin penicilline amoxicillin amoxicilline augmentin omeprazole mopral
    gaviscon cetirizine loratadine antihistamine xanax valium zoloft prozac sulfa iron antibiotic antibiotics
    antibiotique antibiotiques inhaler";
