//! The rules for emergencies read what the patient's side writes to the doctor, before it is stored: a message may wait
//! for hours until somebody reads it.

use chrono::NaiveDate;

use crate::{
    assistant::{
        AssistantRecord, Screening,
        red_flags::{Person, Setting, read_in, screen_reading},
    },
    kernel::{Outcome, PatientId, UserId},
    patients::ClinicalFactKind,
    ports::Session,
};

/// What the rules find in these words of this account, by what the patient's record says of age, conditions and medicines.
/// None where there is nothing to tell. The patient's own person is read differently from a relative: a father's heart
/// attack is family history to the one and an emergency to the other. The record is asked for only where the words hold a
/// sign at all.
pub(super) async fn screened(
    session: &mut dyn Session,
    (user, patient): (UserId, PatientId),
    words: &str,
    today: NaiveDate,
) -> Outcome<Option<Screening>> {
    let [own, others] = [false, true].map(|speaks_for_other| read_in(words, Setting::Complaint, speaks_for_other));
    if own.present.is_empty() && others.present.is_empty() {
        return Ok(told(screen_reading(words, &own, &Person::default())));
    }
    let person = person_in(&session.assistant().record_of(patient).await?, today);
    let reading = if session.assistant().is_self(user, patient).await? { own } else { others };
    Ok(told(screen_reading(words, &reading, &person)))
}

/// The screening, if it has something to tell.
fn told(screening: Screening) -> Option<Screening> {
    Some(screening).filter(|screening| screening.advice.is_some())
}

fn person_in(record: &AssistantRecord, today: NaiveDate) -> Person {
    let age = record.patient.as_ref().and_then(|patient| patient.age_months_on(today));
    let told = record.facts.iter().filter(|fact| fact.kind != ClinicalFactKind::Allergy);
    Person::from_record(age, told.map(|fact| fact.text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::{Language, Urgency, screen, screen_for_other};

    #[test]
    fn a_message_that_cannot_wait_is_told_at_once_in_its_language() {
        let nobody = Person::default();
        for (words, screening, language) in [
            (
                "I have crushing chest pain and cannot breathe",
                screen as fn(&str, &Person) -> Screening,
                Language::English,
            ),
            ("J'ai une douleur dans la poitrine et je n'arrive plus à respirer", screen, Language::French),
            ("my son cannot breathe and his lips are blue", screen_for_other, Language::English),
            ("My father has a heart attack", screen_for_other, Language::English),
        ] {
            let screening = told(screening(words, &nobody)).unwrap_or_else(|| panic!("nothing in {words}"));
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
            assert_eq!(told(screen(words, &Person::default())), None, "{words}");
        }
    }

    #[test]
    fn another_language_is_told_where_help_is() {
        let screening = told(screen("عندي ألم شديد في الصدر", &Person::default())).unwrap();
        assert_eq!((screening.language, screening.flags.len()), (Language::Other, 0));
        assert!(screening.advice.is_some_and(|advice| advice.contains("112") && advice.contains("your doctor")));
    }

    #[test]
    fn the_record_decides_where_age_does() {
        let urgency = |months| {
            let person = Person { age_months: Some(months), ..Person::default() };
            screen_for_other("she has a fever", &person).urgency
        };
        assert_eq!(urgency(1), Urgency::Emergency);
        assert_ne!(urgency(30 * 12), Urgency::Emergency);
    }
}
