//! Which language the patient writes: English, French, or one the rules cannot read.

use std::{collections::HashSet, sync::LazyLock};

use super::{folding::folded, red_flags::is_known};
use crate::kernel::text_enum;

text_enum! {
    /// The language of an interview.
    pub enum Language {
        /// English.
        English = "en",
        /// French.
        French = "fr",
        /// Any other: the rules cannot read it and say so.
        Other = "other",
    }
}

/// The language of a text, or none when it is too short to tell (`8/10`, `ibuprofen`, `ok`).
///
/// Another alphabet, or more words of another language than of English and French, is [`Language::Other`].
pub fn detect_language(text: &str) -> Option<Language> {
    if mostly_other_script(text) {
        return Some(Language::Other);
    }
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let (english, foreign) = (score(&words, &ENGLISH), score(&words, &FOREIGN));
    let french = score(&words, &FRENCH) + usize::from(has_french_accent(text) && foreign == 0);
    if foreign >= 2 && foreign > english.max(french) {
        Some(Language::Other)
    } else if english == 0 && french == 0 {
        None
    } else if french > english || (french == english && has_french_accent(text)) {
        Some(Language::French)
    } else {
        Some(Language::English)
    }
}

/// The language of a text that leaves no doubt: enough to change the language of a conversation.
pub fn detect_language_clearly(text: &str) -> Option<Language> {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let (english, french) = (score(&words, &ENGLISH), score(&words, &FRENCH));
    detect_language(text).filter(|language| match language {
        Language::English => english >= french + 3,
        Language::French => french >= english + 3,
        Language::Other => true,
    })
}

/// Whether a text of several words is very likely in another language: the rules know less than two thirds of its words.
/// Complaints in key words, without a single function word, are English or French all the same.
pub fn is_unrecognised(text: &str) -> bool {
    if detect_language(text).is_some() {
        return false;
    }
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| word.chars().any(char::is_alphabetic)).collect();
    // Shorter ones mean something in many languages.
    let known = words.iter().filter(|word| word.chars().count() >= 4 && is_known(word)).count();
    words.len() >= 3 && known * 3 < words.len() * 2
}

type Words = LazyLock<HashSet<&'static str>>;

fn score(words: &[&str], list: &Words) -> usize {
    words.iter().filter(|word| list.contains(*word)).count()
}

fn has_french_accent(text: &str) -> bool {
    text.chars().any(|c| matches!(c, 'é' | 'è' | 'ê' | 'à' | 'ç' | 'ù' | 'œ' | 'û' | 'î' | 'ë' | 'É' | 'À' | 'Ç'))
}

fn mostly_other_script(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let latin = letters.iter().filter(|c| c.is_ascii() || matches!(u32::from(**c), 0x00C0..=0x024F)).count();
    !letters.is_empty() && latin * 2 < letters.len()
}

macro_rules! listed {
    ($words:literal) => {
        LazyLock::new(|| $words.split_whitespace().collect())
    };
}

/// Function words and the commonest words of complaints; none is also common in French.
static ENGLISH: Words = listed!(
    "
    little only more less too also still same which where how the i im ive my is are was and have has had been it
    its of in for with when since not no dont cant feel
    feels feeling hurts hurt ache pain pains very really yes you he she they this that there about yesterday
    today days weeks ago headache fever cough chest stomach breath breathing sick vomiting dizzy tired swollen
    worse better bad left right back head throat any nothing none know because who what need want take taking
    her his from but some get got much morning night week month myself blood bleeding heart stroke help leg arm
    skin rash baby child son daughter belly knee ear eye weak numb does do can could would like just started so
    at be after aching sore cold flu wheezing coughing sneezing itchy itching doctor please
    thanks thank hello hi tomorrow evening sorry see again soon"
);

/// The same for French.
static FRENCH: Words = listed!(
    "
    je j ai le la les une des du et est mal depuis ma mon mes pas ne n dans au aux avec sans il elle que qui
    quand pour suis douleur douleurs tete ventre poitrine fievre hier aujourdhui jours jour semaine semaines
    mois oui non tres beaucoup c ce ca cette y un l d sur mais plus toux gorge dos vomi vomis vomissements bras
    jambe gauche droite aucun aucune rien nous vous mere pere fils fille bebe enfant coeur souffle respirer sang
    prends traitement allergique malade fatigue vertiges nausees fait de en sais peu matin soir nuit mieux
    pire parce comme ont sont etait m s t qu rhume grippe bonjour merci docteur migraine diarrhee constipation
    boutons genou salut bonsoir demain accord voir bientot"
);

/// Function words of other languages in Latin letters that neither English nor French shares.
static FOREIGN: Words = listed!(
    "
    el los las duele dolor tengo mucho mucha muy pecho cabeza estoy desde ayer hace por pero tenho dor muito
    peito cabeca estou nao minha meu il mio mia ho dolore petto molto sono testa che di non respirar puedo posso
    una y con hola fiebre ieri da del della uma com ontem febbre mi yo ich habe und der die das nicht mein meine
    schmerzen kopfschmerzen brust seit gestern sehr bin mir ist ein eine fieber bauch ik heb het een pijn mijn
    niet sinds borst hoofd van kann atmen keine agrim agriyor basim gogsum var cok bir mam boli mnie glowa od
    wczoraj nie rani krchi bezzaf mrid rasi wja3 twj3ni galbi ana andi 3andi men lbareh wallah kayen hada
    ma9drtch sadri youjaani"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, language) in [
            ("I have had a headache since yesterday", Language::English),
            ("My chest hurts", Language::English),
            ("headache", Language::English),
            ("J'ai mal à la tête depuis hier", Language::French),
            ("mal au ventre", Language::French),
            ("j etouffe", Language::French),
            ("Je n'ai pas de fièvre", Language::French),
            ("Il tousse", Language::French),
            ("Tengo mucho dolor de pecho", Language::Other),
            ("Ich habe seit gestern Kopfschmerzen", Language::Other),
            ("Ho un forte dolore al petto", Language::Other),
            ("عندي ألم في الصدر", Language::Other),
            ("胸が痛いです", Language::Other),
            ("rani mrid bezzaf", Language::Other),
        ] {
            assert_eq!(detect_language(text), Some(language), "{text}");
        }
    }

    #[test]
    fn too_little_tells_nothing() {
        for text in ["8/10", "ibuprofen", "ok", "", "paracetamol metformin lisinopril"] {
            assert_eq!(detect_language(text), None, "{text}");
        }
    }

    #[test]
    fn a_sentence_without_a_known_word_is_unrecognised() {
        assert!(is_unrecognised("kepalaku sakit sekali sejak kemarin"));
        assert!(!is_unrecognised("ibuprofen"));
        assert!(!is_unrecognised("my head aches"));
        assert!(!is_unrecognised("crushing chest tightness"));
        assert!(!is_unrecognised("vision double, dizziness"));
        for text in [
            "saya punya diabetes dan kepala pusing",
            "me voy a matar",
            "me voy a morir",
            "se va a desmayar",
            "me va a dar infarto",
            "se me paraliza brazo",
        ] {
            assert!(is_unrecognised(text), "{text}");
        }
    }
}
