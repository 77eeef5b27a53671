//! Facts that must survive a rewording: numbers, medicines, and what was said of medicines and allergies.

use std::collections::BTreeSet;

use crate::assistant::{
    folding::{folded, is_listed},
    interview::{Interview, is_unknown, medicine_names},
};

/// The numbers of a text, in digits: "8/10" is 8 and 10, "three days" is 3, "5mg" is 5.
pub(super) fn numbers(text: &str) -> BTreeSet<String> {
    folded(text).split([' ', '/']).filter_map(number).collect()
}

fn number(word: &str) -> Option<String> {
    // "one" and "un" are articles as often as numbers.
    const NAMES: &[(&str, &[&str])] = &[
        ("2", &["two", "deux"]),
        ("3", &["three", "trois"]),
        ("4", &["four", "quatre"]),
        ("5", &["five", "cinq"]),
        ("6", &["six"]),
        ("7", &["seven", "sept"]),
        ("8", &["eight", "huit"]),
        ("9", &["nine", "neuf"]),
        ("10", &["ten", "dix"]),
        ("11", &["eleven", "onze"]),
        ("12", &["twelve", "douze"]),
        ("15", &["fifteen", "quinze"]),
        ("20", &["twenty", "vingt"]),
        ("30", &["thirty", "trente"]),
        ("40", &["forty", "quarante"]),
        ("50", &["fifty", "cinquante"]),
        ("100", &["hundred", "cent"]),
    ];
    if let Some((digits, _)) = NAMES.iter().find(|(_, names)| names.contains(&word)) {
        return Some((*digits).to_owned());
    }
    let digits: String = word.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let digits = digits.trim_matches('.');
    let digits = digits.trim_start_matches('0');
    (word.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| if digits.is_empty() { "0".into() } else { digits.to_owned() })
}

/// The words that carry meaning in what the patient said of medicines and allergies, folded.
pub(super) fn substance_words(interview: &Interview) -> BTreeSet<String> {
    let answers = interview
        .exchanges()
        .iter()
        .filter(|exchange| exchange.topic.is_never_cut())
        .map(|exchange| exchange.answer.as_str());
    let told = interview
        .mentions()
        .iter()
        .filter(|mention| mention.topic.is_never_cut())
        .map(|mention| mention.words.as_str());
    let said: Vec<&str> = answers.chain(told).filter(|words| !is_unknown(words)).collect();
    let words: Vec<String> =
        said.iter().flat_map(|text| folded(text).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    let named = interview.patient_words().flat_map(medicine_names);
    words.into_iter().filter(|word| carries_meaning(word)).chain(named).collect()
}

fn carries_meaning(word: &str) -> bool {
    const EMPTY: &str = "
        take taking takes took every with that this have allergic allergies allergy medicine medicines
        medication medications none nothing only just also some other anything else morning evening night daily
        times since from when then they tablet tablets pill pills because about prends prend tous jours jour
        matin soir allergique allergie medicament medicaments aucun aucune rien avec pour dans comprime
        comprimes fois depuis seulement aussi autre autres dont cant does know known still right correct
        toujours juste sometimes parfois days week weeks years semaine sont suis mais think believe pense crois
        really vraiment been once twice gives gave donne";
    word.len() >= 4 && word.chars().all(char::is_alphabetic) && !is_listed(EMPTY, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_in_digits_and_words() {
        let set = |text: &str| numbers(text).into_iter().collect::<Vec<_>>();
        assert_eq!(set("8/10 for three days"), ["10", "3", "8"]);
        assert_eq!(set("8 out of ten, 3 days"), ["10", "3", "8"]);
        assert_eq!(set("38,5 °C and 5mg"), ["38.5", "5"]);
        assert_eq!(set("no number"), Vec::<String>::new());
    }
}
