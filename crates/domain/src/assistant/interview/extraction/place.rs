//! Where: the parts of the body, with their side.

use super::spans::Span;
use crate::assistant::{
    folding::{Sentence, is_listed},
    interview::topic::Topic,
};

const PARTS: &str = "
    head headache forehead temple temples eye eyes ear ears earache nose mouth tooth teeth toothache tongue
    throat neck shoulder shoulders arm arms elbow wrist hand hands finger fingers thumb chest breast rib ribs
    stomach stomachache belly tummy abdomen groin backache hip hips buttock thigh leg legs knee knees calf ankle
    ankles foot feet toe toes heel tete front tempe oeil yeux oreille oreilles nez bouche dent dents langue
    gorge cou nuque epaule epaules bras coude poignet main mains doigt doigts pouce poitrine sein cotes ventre
    estomac aine dos hanche fesse cuisse jambe jambes genou genoux mollet cheville chevilles pied pieds orteil
    talon";

const SIDES: &str = "
    left right both lower upper gauche droit droite gauches droits droites bas haut";

/// The first part of the body that is named, with its side.
pub(super) fn find(sentence: &Sentence) -> Option<(Topic, Span, bool)> {
    let at = (0..sentence.words.len()).find(|at| is_part(sentence, *at))?;
    let is_side = |at: Option<usize>| at.and_then(|at| sentence.word(at)).is_some_and(|word| is_listed(SIDES, word));
    let start = if is_side(at.checked_sub(1)) { at - 1 } else { at };
    let end = if is_side(Some(at + 1)) { at + 2 } else { at + 1 };
    Some((Topic::Place, start..end, true))
}

fn is_part(sentence: &Sentence, at: usize) -> bool {
    let Some(word) = sentence.word(at) else { return false };
    let before = at.checked_sub(1).and_then(|at| sentence.word(at)).unwrap_or("");
    let back = word == "back" && matches!(before, "my" | "lower" | "upper" | "the" | "his" | "her");
    back || is_listed(PARTS, word)
}
