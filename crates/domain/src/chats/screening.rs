//! The rules for emergencies read what the patient's side writes to the doctor, before it is stored: a message may wait
//! for hours until somebody reads it.

use chrono::NaiveDate;

use crate::{
    assistant::{
        AssistantRecord, Screening,
        red_flags::{Person, Reading, Setting, read_in, screen_reading},
    },
    kernel::{Outcome, PatientId},
    patients::ClinicalFactKind,
    ports::Session,
};

/// The two ways to read a message: the patient wrote it, or a relative about the patient.
const SPEAKS_FOR_OTHER: [bool; 2] = [false, true];

/// What the rules find in these words, by what the patient's record says of age, conditions and medicines. None where
/// there is nothing to tell. The record is asked for only where the words hold a sign at all.
pub(super) async fn screened(
    session: &mut dyn Session,
    patient: PatientId,
    words: &str,
    today: NaiveDate,
) -> Outcome<Option<Screening>> {
    let readings = SPEAKS_FOR_OTHER.map(|other| read_in(words, Setting::Complaint, other));
    let has_signs = readings.iter().any(|reading| !reading.present.is_empty());
    let person =
        if has_signs { person_in(&session.assistant().record_of(patient).await?, today) } else { Person::default() };
    Ok(judged(words, &readings, &person))
}

/// The more urgent of the readings, if it has something to tell.
fn judged(words: &str, readings: &[Reading], person: &Person) -> Option<Screening> {
    let screenings = readings.iter().map(|reading| screen_reading(words, reading, person));
    // Of equals the first counts: the patient's own.
    let worst = screenings.reduce(|worst, next| if next.urgency > worst.urgency { next } else { worst });
    worst.filter(|screening| screening.advice.is_some())
}

fn person_in(record: &AssistantRecord, today: NaiveDate) -> Person {
    let age = record.patient.as_ref().and_then(|patient| patient.age_months_on(today));
    let told = record.facts.iter().filter(|fact| fact.kind != ClinicalFactKind::Allergy);
    Person::from_record(age, told.map(|fact| fact.text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::{Language, Urgency};

    fn told(words: &str, person: &Person) -> Option<Screening> {
        judged(words, &SPEAKS_FOR_OTHER.map(|other| read_in(words, Setting::Complaint, other)), person)
    }

    #[test]
    fn a_message_that_cannot_wait_is_told_at_once_in_its_language() {
        for (words, language) in [
            ("I have crushing chest pain and cannot breathe", Language::English),
            ("J'ai une douleur dans la poitrine et je n'arrive plus à respirer", Language::French),
            ("my son cannot breathe and his lips are blue", Language::English),
        ] {
            let screening = told(words, &Person::default()).unwrap_or_else(|| panic!("nothing in {words}"));
            assert_eq!((screening.urgency, screening.language), (Urgency::Emergency, language), "{words}");
            assert!(!screening.flags.is_empty() && screening.advice.is_some_and(|advice| advice.contains("112")));
        }
    }

    #[test]
    fn ordinary_talk_and_denials_are_left_alone() {
        for words in [
            "",
            "ok",
            "👍",
            "Thanks doctor, the cough is better since yesterday",
            "Merci docteur, à demain",
            "I have no chest pain and I breathe well",
            "Je n'ai pas de douleur dans la poitrine",
            "My grandfather died of a heart attack",
        ] {
            assert_eq!(told(words, &Person::default()), None, "{words}");
        }
    }

    #[test]
    fn another_language_is_told_where_help_is() {
        let screening = told("عندي ألم شديد في الصدر", &Person::default()).unwrap();
        assert_eq!((screening.language, screening.flags.len()), (Language::Other, 0));
        assert!(screening.advice.is_some_and(|advice| advice.contains("112") && advice.contains("your doctor")));
    }

    #[test]
    fn the_record_decides_where_age_does() {
        let fever = "she has a fever";
        let baby = Person { age_months: Some(1), ..Person::default() };
        assert_eq!(told(fever, &baby).map(|screening| screening.urgency), Some(Urgency::Emergency));
        let adult = Person { age_months: Some(30 * 12), ..Person::default() };
        assert_ne!(told(fever, &adult).map(|screening| screening.urgency), Some(Urgency::Emergency));
    }
}
