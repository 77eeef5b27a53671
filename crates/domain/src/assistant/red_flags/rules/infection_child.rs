//! Serious infection, and small children.

use super::super::{finding::Finding as F, rule::Rule, urgency::Urgency as U};

const INFECTION: (&str, &str) = (
    "Do not wait to see whether it passes. Stay with the patient; check often that they wake and breathe well.",
    "N'attendez pas de voir si cela passe. Restez avec le patient ; vérifiez souvent qu'il se réveille et respire bien.",
);

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "meningitis_signs",
        U::Emergency,
        (
            "a rash that does not fade, or fever or headache with stiff neck, light pain, confusion or drowsiness",
            "des taches qui ne s'effacent pas, ou fièvre ou mal de tête avec nuque raide, gêne à la lumière, confusion ou somnolence",
        ),
        INFECTION,
        "NICE NG240 (meningitis and meningococcal disease); NHS, Meningitis",
        |e| {
            e.any(&[F::Meningitis, F::RashNonBlanching])
                || e.with(
                    F::StiffNeck,
                    &[F::Fever, F::LightHurts, F::Rash, F::Confusion, F::Drowsy, F::Vomiting, F::HeadacheSevere],
                )
                || (e.has(F::Fever)
                    && e.any(&[F::Headache, F::HeadacheSevere])
                    && e.any(&[F::LightHurts, F::Rash, F::Seizure]))
        },
    ),
    Rule::new(
        "sepsis_signs",
        U::Emergency,
        (
            "signs of sepsis: infection or fever with confusion, hard breathing, mottled skin, no urine or hard to wake",
            "signes de septicémie : infection ou fièvre avec confusion, respiration difficile, peau marbrée, absence d'urine ou réveil difficile",
        ),
        INFECTION,
        "NICE NG253, NG254, NG255 (suspected sepsis); NHS, Sepsis",
        |e| {
            e.has(F::Sepsis)
                || (e.any(&[F::Fever, F::Rigors])
                    && e.any(&[
                        F::Confusion,
                        F::Drowsy,
                        F::BreathingSevere,
                        F::Mottled,
                        F::BlueSkin,
                        F::NoUrine,
                        F::Collapse,
                        F::Fainted,
                        F::SpeechTrouble,
                        F::KetoticBreath,
                    ]))
        },
    ),
    Rule::new(
        "fever_with_weak_immunity",
        U::Emergency,
        ("fever with a weak immune system or sickle cell disease", "fièvre avec défenses affaiblies ou drépanocytose"),
        (
            "Also call your cancer, transplant or sickle cell team now. Do not wait for the fever to fall.",
            "Appelez aussi maintenant votre équipe de cancérologie, de greffe ou de drépanocytose. N'attendez pas que la fièvre baisse.",
        ),
        "NICE CG151 (neutropenic sepsis); NHS, Sickle cell disease",
        |e| e.any(&[F::Fever, F::Rigors]) && e.any(&[F::ImmuneWeak, F::SickleCell]),
    ),
    Rule::new(
        "fever_under_three_months",
        U::Emergency,
        ("fever in a baby under three months", "fièvre chez un bébé de moins de trois mois"),
        (
            "Keep the baby warm but not wrapped up, offer feeds on the way, and give no medicine without advice.",
            "Gardez le bébé au chaud sans trop le couvrir, proposez à boire en route et ne donnez aucun médicament sans avis.",
        ),
        "NICE NG143 (fever in under 5s)",
        |e| e.has(F::Fever) && (e.has(F::YoungBaby) || e.person.is_younger_than(3)),
    ),
    Rule::new(
        "child_floppy_or_drowsy",
        U::Emergency,
        (
            "a child who is floppy, very drowsy or hard to wake",
            "un enfant mou, très somnolent ou difficile à réveiller",
        ),
        INFECTION,
        "NICE NG143 (fever in under 5s, red signs); NHS, Is your baby or toddler seriously ill?",
        |e| e.has(F::Drowsy) && (e.any(&[F::Child, F::YoungBaby]) || e.person.is_younger_than(60)),
    ),
    Rule::new(
        "child_breathing_hard",
        U::Emergency,
        ("a small child who breathes hard", "un petit enfant qui respire difficilement"),
        (
            "Hold the child upright and calm; do not look into the throat.",
            "Tenez l'enfant assis et calme ; ne regardez pas dans la gorge.",
        ),
        "NICE NG143 (fever in under 5s, red signs); NHS, Breathing problems in children",
        |e| e.has(F::Breathless) && (e.any(&[F::Child, F::YoungBaby]) || e.person.is_younger_than(60)),
    ),
    Rule::new(
        "baby_not_feeding_or_dry",
        U::Emergency,
        (
            "a baby who does not feed and passes little urine, or a newborn who does not feed",
            "un bébé qui ne boit pas et urine peu, ou un nouveau-né qui ne boit pas",
        ),
        INFECTION,
        "NICE NG143; NHS, Is your baby or toddler seriously ill?",
        |e| {
            let baby = e.any(&[F::Child, F::YoungBaby]) || e.person.is_younger_than(24);
            let newborn = e.has(F::YoungBaby) || e.person.is_younger_than(3);
            e.has(F::NotFeeding) && ((baby && e.has(F::NoUrine)) || newborn)
        },
    ),
    Rule::new(
        "baby_not_feeding",
        U::Urgent,
        ("a baby who does not feed or passes no urine", "un bébé qui ne boit pas ou n'urine pas"),
        (
            "Offer small feeds often. If the baby is floppy, hard to wake or has no wet nappy for 12 hours, call the emergency number.",
            "Proposez souvent de petites quantités. Si le bébé est mou, difficile à réveiller ou sans couche mouillée depuis 12 heures, appelez les secours.",
        ),
        "NHS, Is your baby or toddler seriously ill?; NICE NG143",
        |e| e.any(&[F::NotFeeding, F::NoUrine]) && (e.any(&[F::Child, F::YoungBaby]) || e.person.is_younger_than(24)),
    ),
    Rule::new(
        "fever_in_infant",
        U::Urgent,
        ("fever in a baby of three to six months", "fièvre chez un bébé de trois à six mois"),
        (
            "If the baby is floppy, breathes hard, has a rash or does not feed, call the emergency number.",
            "Si le bébé est mou, respire mal, a des taches ou ne boit pas, appelez les secours.",
        ),
        "NICE NG143 (fever in under 5s)",
        |e| e.has(F::Fever) && e.person.is_younger_than(6),
    ),
    Rule::new(
        "fever_with_other_signs",
        U::Urgent,
        (
            "fever with breathlessness, shaking, stiff neck, trouble swallowing, belly or back pain",
            "fièvre avec essoufflement, frissons, nuque raide, gêne pour avaler, mal de ventre ou de dos",
        ),
        (
            "Drink, rest. Confusion, hard breathing, mottled skin, no urine or a rash that does not fade: call the emergency number.",
            "Buvez, reposez-vous. Confusion, respiration difficile, peau marbrée, absence d'urine ou taches qui ne s'effacent pas : appelez les secours.",
        ),
        "NICE NG253 (suspected sepsis); NHS, Sepsis",
        |e| {
            e.with(
                F::Fever,
                &[
                    F::Breathless,
                    F::Rigors,
                    F::Drooling,
                    F::AbdominalPain,
                    F::BackPain,
                    F::VomitsEverything,
                    F::Pregnant,
                    F::Severe,
                ],
            )
        },
    ),
    Rule::new(
        "fever",
        U::Soon,
        ("fever", "fièvre"),
        (
            "Drink enough and rest. If it lasts more than three days or you feel much worse, be seen sooner.",
            "Buvez suffisamment et reposez-vous. Si elle dure plus de trois jours ou si vous allez bien plus mal, consultez plus tôt.",
        ),
        "NHS, High temperature (fever)",
        |e| e.has(F::Fever),
    ),
];
