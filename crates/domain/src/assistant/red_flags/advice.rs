//! What is said to a patient when a red flag is raised, and to one whose language the rules cannot read.

use super::{
    super::language::Language, detection::RedFlag, rule::Bilingual, rules::mind::CRISIS_RULES, urgency::Urgency,
};

/// Emergency numbers: 112 works throughout the European Union and in many other countries.
const CALL: Bilingual = Bilingual {
    english: "This may be an emergency. Call your local emergency number now: 112 in Europe, 999 in the United Kingdom, 911 in North America, 15 (SAMU) in France, 14 in Algeria. Do not wait for an answer here.",
    french: "Cela peut être une urgence vitale. Appelez maintenant le numéro d'urgence de votre pays : 112 en Europe, 15 (SAMU) en France, 14 en Algérie, 999 au Royaume-Uni, 911 en Amérique du Nord. N'attendez pas de réponse ici.",
};

/// Crisis lines: 988 Suicide & Crisis Lifeline, 3114 numéro national de prévention du suicide, Samaritans.
const CRISIS: Bilingual = Bilingual {
    english: "You can also talk to someone at once, day or night: 988 in the United States and Canada, 3114 in France, Samaritans on 116 123 in the United Kingdom and Ireland. If you are in danger right now, call the emergency number.",
    french: "Vous pouvez aussi parler à quelqu'un tout de suite, jour et nuit : 3114 en France, 988 aux États-Unis et au Canada, Samaritans au 116 123 au Royaume-Uni et en Irlande. En cas de danger immédiat, appelez le numéro d'urgence.",
};

const TODAY: Bilingual = Bilingual {
    english: "Please be seen by a doctor today.",
    french: "Veuillez consulter un médecin aujourd'hui même.",
};

const WITHIN_DAYS: Bilingual = Bilingual {
    english: "Please see your doctor within the next days.",
    french: "Veuillez voir votre médecin dans les prochains jours.",
};

const MOST_INSTRUCTIONS: usize = 3;

/// The advice for these flags: where to turn first, then what to do until then. None without a flag.
pub fn advice_for(flags: &[RedFlag], language: Language) -> Option<String> {
    let urgency = flags.iter().map(|flag| flag.urgency).max()?;
    let mut text = match urgency {
        Urgency::Emergency => CALL.text(language),
        Urgency::Urgent => TODAY.text(language),
        Urgency::Soon | Urgency::Routine => WITHIN_DAYS.text(language),
    }
    .to_owned();
    if flags.iter().any(|flag| CRISIS_RULES.contains(&flag.rule.as_str())) {
        add(&mut text, CRISIS.text(language));
    }
    let mut said: Vec<&str> = Vec::new();
    for flag in flags.iter().filter(|flag| flag.urgency == urgency) {
        if !said.contains(&flag.advice.as_str()) && said.len() < MOST_INSTRUCTIONS {
            said.push(&flag.advice);
            add(&mut text, &flag.advice);
        }
    }
    if language == Language::Other {
        add(&mut text, CALL.french);
    }
    Some(text)
}

fn add(text: &mut String, line: &str) {
    text.push_str("\n\n");
    text.push_str(line);
}

/// The answer to every turn in a language the rules cannot read: English, then French.
pub fn unreadable_language_advice() -> &'static str {
    "I can read only English and French. Your words are passed on unchanged, and your doctor can help you. \
     If it may be an emergency (chest pain, trouble breathing, weakness of one side, heavy bleeding, thoughts of suicide), \
     call your local emergency number now: 112 in Europe, 999 in the United Kingdom, 911 in North America, 15 (SAMU) in \
     France, 14 in Algeria.\n\n\
     Je ne lis que l'anglais et le français. Vos mots sont transmis tels quels, et votre médecin peut vous aider. \
     Si cela peut être une urgence (douleur à la poitrine, difficulté à respirer, faiblesse d'un côté, saignement abondant, \
     idées de suicide), appelez maintenant le numéro d'urgence : 112 en Europe, 15 (SAMU) en France, 14 en Algérie, 999 au \
     Royaume-Uni, 911 en Amérique du Nord."
}

#[cfg(test)]
mod tests {
    use super::{super::detection::screen, *};
    use crate::assistant::red_flags::Person;

    fn advice(text: &str) -> String {
        screen(text, &Person::default()).advice.unwrap_or_default()
    }

    #[test]
    fn an_emergency_names_the_numbers_first() {
        let text = advice("I have crushing chest pain");
        for number in ["112", "999", "911", "15 (SAMU)", "14 in Algeria"] {
            assert!(text.contains(number), "{number} in {text}");
        }
        assert!(text.starts_with("This may be an emergency"));
        assert!(!text.contains("988"));
    }

    #[test]
    fn thoughts_of_suicide_name_the_crisis_lines() {
        for (text, begin) in [("I want to kill myself", "This may"), ("je veux en finir avec la vie", "Cela peut")] {
            let advice = advice(text);
            assert!(advice.starts_with(begin), "{advice}");
            for line in ["988", "3114", "116 123"] {
                assert!(advice.contains(line), "{line} in {advice}");
            }
        }
    }

    #[test]
    fn no_flag_no_advice() {
        assert_eq!(advice_for(&[], Language::English), None);
    }

    #[test]
    fn unreadable_languages_hear_both_tongues_and_the_numbers() {
        let text = unreadable_language_advice();
        assert!(text.contains("your doctor can help") && text.contains("votre médecin peut vous aider"));
        assert!(text.matches("112").count() == 2);
    }
}
