//! The question that looks for danger behind a complaint, asked before all others. It names only signs of an
//! emergency, so that a bare "yes" is one.

use super::context::InterviewContext;
use crate::assistant::{
    language::Language,
    red_flags::{Bilingual, Finding as F, Reading},
};

/// A question for danger and what a yes means.
#[derive(Clone, Copy, Debug)]
pub(super) struct DangerQuestion {
    text: Bilingual,
    /// The finding that a bare yes stands for.
    pub confirms: F,
}

impl DangerQuestion {
    /// The question in this language.
    pub fn text(&self, language: Language) -> &'static str {
        self.text.text(language)
    }
}

/// The question for danger that fits what was told, if any.
pub(super) fn danger_question(reading: &Reading, words: &str, context: &InterviewContext) -> Option<DangerQuestion> {
    let has = |findings: &[F]| findings.iter().any(|finding| reading.present.contains(finding));
    let question = if has(&[F::ChestPain, F::Palpitations]) {
        CHEST
    } else if has(&[F::Breathless, F::Asthma]) {
        BREATH
    } else if has(&[F::HeadInjury]) {
        HEAD_INJURY
    } else if has(&[F::Headache]) {
        HEADACHE
    } else if has(&[F::AbdominalPain, F::Vomiting]) {
        if context.may_be_pregnant() { BELLY_PREGNANCY_POSSIBLE } else { BELLY }
    } else if has(&[F::BackPain]) {
        BACK
    } else if has(&[F::Hives, F::FaceSwelling, F::AllergicReaction]) {
        ALLERGY
    } else if has(&[F::LegClot]) {
        LEG
    } else if has(&[F::Fever, F::Rash, F::Rigors]) {
        FEVER
    } else if has(&[F::Faint, F::Fainted, F::VisionBlurred]) {
        DIZZINESS
    } else if is_low_in_spirits(words) {
        MIND
    } else {
        return None;
    };
    Some(question)
}

fn is_low_in_spirits(words: &str) -> bool {
    let folded = crate::assistant::folding::folded(words);
    let begins = [
        "depress", "hopeless", "sad", "anxi", "despair", "panic", "lonely", "deprim", "trist", "angoiss", "desesp",
        "anxie",
    ];
    folded.split(' ').any(|word| begins.iter().any(|begin| word.starts_with(begin)))
        || ["feel low", "feeling low", "feel empty", "mal dans ma peau", "le moral", "burn out"]
            .iter()
            .any(|phrase| folded.contains(phrase))
}

const fn about(english: &'static str, french: &'static str) -> DangerQuestion {
    DangerQuestion { text: Bilingual { english, french }, confirms: F::ConfirmedDanger }
}

const CHEST: DangerQuestion = about(
    "I'm sorry. Is there also breathlessness, sweating, sickness or faintness, or does it spread to an arm, the neck, the jaw or the back?",
    "Merci de me le dire. Y a-t-il aussi un essoufflement, des sueurs, des nausées ou un malaise, ou cela s'étend-il à un bras, au cou, à la mâchoire ou au dos ?",
);
const BREATH: DangerQuestion = about(
    "I'm sorry. Is it too hard to speak a full sentence, are the lips blue, did it start suddenly, or does a reliever inhaler not help?",
    "Merci de me le dire. Est-il impossible de finir une phrase, les lèvres sont-elles bleues, est-ce venu brutalement, ou l'inhalateur ne soulage-t-il pas ?",
);
const HEAD_INJURY: DangerQuestion = about(
    "I'm sorry. Since the blow, was there vomiting, loss of consciousness, drowsiness or confusion, or is a blood thinner taken?",
    "Merci de me le dire. Depuis le choc, y a-t-il eu vomissements, perte de connaissance, somnolence ou confusion, ou un anticoagulant est-il pris ?",
);
const HEADACHE: DangerQuestion = about(
    "I'm sorry. Did it come within seconds, is it the worst ever, or is there a stiff neck, confusion, weakness of one side, or trouble seeing or speaking?",
    "Merci de me le dire. Est-il venu en quelques secondes, est-ce le pire jamais eu, ou y a-t-il nuque raide, confusion, faiblesse d'un côté, ou gêne pour voir ou parler ?",
);
const BELLY: DangerQuestion = about(
    "I'm sorry. Is the belly hard or the pain sudden and severe, was there fainting, or blood in vomit or stool?",
    "Merci de me le dire. Le ventre est-il dur ou la douleur soudaine et intense, y a-t-il eu évanouissement, ou du sang dans les vomissements ou les selles ?",
);
const BELLY_PREGNANCY_POSSIBLE: DangerQuestion = about(
    "I'm sorry. Is the belly hard or the pain sudden and severe, was there fainting, blood in vomit or stool, or pain in a possible pregnancy?",
    "Merci de me le dire. Le ventre est-il dur ou la douleur soudaine et intense, y a-t-il eu évanouissement, du sang dans les vomissements ou les selles, ou douleur avec grossesse possible ?",
);
const BACK: DangerQuestion = about(
    "I'm sorry. Is there numbness between the legs, weakness of the legs, or trouble holding or passing urine or stool?",
    "Merci de me le dire. Y a-t-il un engourdissement entre les jambes, une faiblesse des jambes, ou une difficulté à retenir ou à évacuer urines ou selles ?",
);
const ALLERGY: DangerQuestion = about(
    "I'm sorry. Is the tongue or throat swelling, is breathing hard, or is there faintness?",
    "Merci de me le dire. La langue ou la gorge gonfle-t-elle, la respiration est-elle difficile, ou y a-t-il un malaise ?",
);
const LEG: DangerQuestion = about(
    "I'm sorry. Is there also breathlessness, chest pain or coughing of blood?",
    "Merci de me le dire. Y a-t-il aussi un essoufflement, une douleur à la poitrine ou des crachats de sang ?",
);
const FEVER: DangerQuestion = about(
    "I'm sorry. Is there also confusion, unusual drowsiness, hard breathing, a stiff neck, or a rash that does not fade when pressed?",
    "Merci de me le dire. Y a-t-il aussi confusion, somnolence inhabituelle, respiration difficile, nuque raide, ou des taches qui ne s'effacent pas à la pression ?",
);
const DIZZINESS: DangerQuestion = about(
    "I'm sorry. Is there also weakness or numbness of one side, trouble speaking or seeing, chest pain, or black stool?",
    "Merci de me le dire. Y a-t-il aussi faiblesse ou engourdissement d'un côté, gêne pour parler ou voir, douleur à la poitrine, ou selles noires ?",
);
const MIND: DangerQuestion = DangerQuestion {
    text: Bilingual {
        english: "I'm sorry it is so hard. Have there been thoughts of self-harm or of not wanting to live?",
        french: "C'est sûrement très dur. Y a-t-il eu des idées de se faire du mal ou de ne plus vouloir vivre ?",
    },
    confirms: F::Suicidal,
};
