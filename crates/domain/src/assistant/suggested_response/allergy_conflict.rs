//! A medicine in the patient's words against the recorded allergies: the same name, or the same family.

use super::input::KnownFact;
use crate::{
    assistant::{folding::folded, interview::medicine_names},
    patients::ClinicalFactKind,
};

/// Each medicine named in the text with the recorded allergy that speaks against it.
pub(super) fn conflicts<'a>(text: &str, facts: &'a [KnownFact]) -> Vec<(String, &'a KnownFact)> {
    let allergies: Vec<&KnownFact> = facts.iter().filter(|fact| fact.kind == ClinicalFactKind::Allergy).collect();
    let named = medicine_names(text).into_iter();
    named
        .flat_map(|medicine| {
            let against = allergies.iter().filter(|fact| speaks_against(&folded(&fact.text), &medicine));
            against.map(|fact| (medicine.clone(), *fact)).collect::<Vec<_>>()
        })
        .collect()
}

fn speaks_against(allergy: &str, medicine: &str) -> bool {
    let mut words = allergy.split(' ');
    words.any(|word| word == medicine || (family(word).is_some() && family(word) == family(medicine)))
}

/// Families in which a reaction to one member speaks against the others: penicillins, macrolides, non-steroidal
/// anti-inflammatory drugs, opioids, sulphonamides (BNF; NICE CG183, drug allergy).
fn family(word: &str) -> Option<&'static str> {
    const MEMBERS: &[(&str, &[&str])] = &[
        (
            "penicillins",
            &["penicillin", "penicilline", "penicillins", "penicillines", "augmentin", "coamoxiclav", "clamoxyl"],
        ),
        (
            "nsaids",
            &[
                "aspirin",
                "aspirine",
                "ibuprofen",
                "ibuprofene",
                "naproxen",
                "naproxene",
                "diclofenac",
                "voltaren",
                "voltarene",
                "advil",
                "nurofen",
                "motrin",
                "nsaid",
                "nsaids",
                "ains",
                "ketoprofen",
                "ketoprofene",
            ],
        ),
        ("opioids", &["codeine", "morphine", "tramadol", "oxycodone", "opioid", "opioids", "opiates"]),
        ("sulphonamides", &["sulfa", "sulpha", "sulfamethoxazole", "cotrimoxazole", "bactrim", "sulfamides"]),
        ("paracetamol", &["paracetamol", "acetaminophen", "tylenol", "doliprane", "dafalgan", "efferalgan"]),
    ];
    let stems: &[(&str, &str)] = &[
        ("cillin", "penicillins"),
        ("cilline", "penicillins"),
        ("thromycin", "macrolides"),
        ("thromycine", "macrolides"),
    ];
    let member = MEMBERS.iter().find(|(_, words)| words.contains(&word)).map(|(family, _)| *family);
    member.or_else(|| stems.iter().find(|(stem, _)| word.ends_with(stem)).map(|(_, family)| *family))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn allergy(text: &str) -> KnownFact {
        KnownFact { id: Uuid::from_u128(1), kind: ClinicalFactKind::Allergy, text: text.into() }
    }

    #[test]
    fn the_same_name_and_the_same_family_conflict() {
        for (recorded, text) in [
            ("Penicillin (rash)", "Can I take amoxicillin?"),
            ("Pénicilline", "j'ai pris de l'amoxicilline"),
            ("aspirin", "I took ibuprofen"),
            ("Codeine", "codeine helps me"),
        ] {
            assert_eq!(conflicts(text, &[allergy(recorded)]).len(), 1, "{recorded}: {text}");
        }
    }

    #[test]
    fn others_do_not() {
        assert!(conflicts("I took paracetamol", &[allergy("Penicillin")]).is_empty());
        assert!(conflicts("I like nuts", &[allergy("nuts")]).is_empty());
        let medicine = KnownFact { kind: ClinicalFactKind::Medication, ..allergy("aspirin") };
        assert!(conflicts("I took aspirin", &[medicine]).is_empty());
    }
}
