//! Injuries, bleeding, burns, limbs, and calls for an ambulance.

use super::super::{finding::Finding as F, rule::Rule, urgency::Urgency as U};

const BLEEDING: (&str, &str) = (
    "Press firmly and without pause on the wound with a clean cloth, and lie down.",
    "Appuyez fermement et sans relâche sur la plaie avec un linge propre, et allongez-vous.",
);
const DO_NOT_MOVE: (&str, &str) = (
    "Do not move the injured person unless there is danger; keep head and neck still.",
    "Ne déplacez pas le blessé sauf danger ; gardez la tête et le cou immobiles.",
);
const BURN: (&str, &str) = (
    "Cool the burn under cool running water for 20 minutes, take off rings and loose clothes, put on no cream or ice.",
    "Refroidissez la brûlure 20 minutes sous l'eau fraîche, retirez bagues et vêtements non collés, ne mettez ni crème ni glace.",
);

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "danger_signs_confirmed",
        U::Emergency,
        ("danger signs confirmed by the patient", "signes de danger confirmés par le patient"),
        (
            "Do not stay alone, and tell the operator what you told us.",
            "Ne restez pas seul, et répétez à l'opérateur ce que vous nous avez dit.",
        ),
        "NHS, When to call 999",
        |e| e.has(F::ConfirmedDanger),
    ),
    Rule::new(
        "asks_for_ambulance",
        U::Emergency,
        (
            "the patient asks for an ambulance or says it is an emergency",
            "le patient demande une ambulance ou parle d'urgence vitale",
        ),
        (
            "No ambulance comes through this chat: call yourself, now.",
            "Aucune ambulance ne vient par cette messagerie : appelez vous-même, maintenant.",
        ),
        "NHS, When to call 999",
        |e| e.has(F::AsksForAmbulance),
    ),
    Rule::new(
        "heavy_bleeding",
        U::Emergency,
        ("bleeding that is heavy or does not stop", "saignement abondant ou qui ne s'arrête pas"),
        BLEEDING,
        "NHS, When to call 999 (severe bleeding)",
        |e| e.has(F::HeavyBleeding) || e.with(F::Bleeding, &[F::Collapse, F::Fainted]),
    ),
    Rule::new(
        "head_injury_with_danger_signs",
        U::Emergency,
        (
            "blow to the head with vomiting, headache, drowsiness, confusion, a fit, a blood thinner or fluid from nose or ear",
            "coup à la tête avec vomissements, mal de tête, somnolence, confusion, convulsions, anticoagulant ou liquide du nez ou de l'oreille",
        ),
        DO_NOT_MOVE,
        "NICE NG232 (head injury)",
        |e| {
            e.has(F::HeadInjury)
                && (e.any(&[
                    F::Vomiting,
                    F::Collapse,
                    F::Fainted,
                    F::Confusion,
                    F::Drowsy,
                    F::Seizure,
                    F::BloodThinner,
                    F::ClearFluid,
                    F::VisionLoss,
                    F::VisionBlurred,
                    F::HeadacheSevere,
                    F::LimbWeakness,
                    F::SpeechTrouble,
                    F::MajorInjury,
                ]) || e.person.is_at_least_years(65)
                    || e.person.is_younger_than(12))
        },
    ),
    Rule::new(
        "head_injury",
        U::Urgent,
        ("blow to the head", "coup à la tête"),
        (
            "Do not stay alone for 24 hours. Vomiting, worse headache, drowsiness, confusion or a fit: call the emergency number.",
            "Ne restez pas seul pendant 24 heures. Vomissements, mal de tête croissant, somnolence, confusion ou convulsions : appelez les secours.",
        ),
        "NICE NG232 (head injury); NHS, Head injury and concussion",
        |e| e.has(F::HeadInjury),
    ),
    Rule::new(
        "major_injury_with_danger_signs",
        U::Emergency,
        (
            "fall from a height or road accident with another danger sign",
            "chute de haut ou accident de la route avec un autre signe de danger",
        ),
        DO_NOT_MOVE,
        "NICE NG39 (major trauma); NICE NG41 (spinal injury)",
        |e| {
            e.with(
                F::MajorInjury,
                &[
                    F::BackPain,
                    F::StiffNeck,
                    F::PainSpreads,
                    F::LimbWeakness,
                    F::BothLegsWeak,
                    F::ChestPain,
                    F::Breathless,
                    F::AbdominalPain,
                    F::Bleeding,
                    F::Headache,
                    F::Confusion,
                    F::Drowsy,
                    F::Pregnant,
                    F::BloodThinner,
                    F::Severe,
                    F::Vomiting,
                ],
            )
        },
    ),
    Rule::new(
        "major_injury",
        U::Urgent,
        ("fall from a height or road accident", "chute de haut ou accident de la route"),
        (
            "Pain of neck, back, chest or belly, numbness, or a blow to the head: do not move, call the emergency number.",
            "Douleur du cou, du dos, de la poitrine ou du ventre, engourdissement ou coup à la tête : ne bougez pas, appelez les secours.",
        ),
        "NICE NG39 (major trauma)",
        |e| e.has(F::MajorInjury),
    ),
    Rule::new(
        "penetrating_injury",
        U::Emergency,
        ("a stab or gunshot wound", "une plaie par couteau ou arme à feu"),
        (
            "Do not pull anything out; press around it. Get to a safe place.",
            "Ne retirez rien ; appuyez autour. Mettez-vous en lieu sûr.",
        ),
        "NICE NG39 (major trauma)",
        |e| e.has(F::PenetratingInjury),
    ),
    Rule::new(
        "severe_burn",
        U::Emergency,
        (
            "a large, deep, chemical or electrical burn, or of face or hands",
            "brûlure étendue, profonde, chimique ou électrique, ou du visage ou des mains",
        ),
        BURN,
        "NHS, Burns and scalds",
        |e| e.has(F::BurnSevere) || (e.has(F::Burn) && (e.has(F::Child) || e.person.is_younger_than(60))),
    ),
    Rule::new("burn", U::Urgent, ("a burn", "une brûlure"), BURN, "NHS, Burns and scalds", |e| e.has(F::Burn)),
    Rule::new(
        "chemical_in_eye",
        U::Emergency,
        ("a chemical in the eye", "un produit chimique dans l'œil"),
        (
            "Rinse the open eye under clean running water for at least 20 minutes, starting now.",
            "Rincez l'œil ouvert à l'eau propre pendant au moins 20 minutes, dès maintenant.",
        ),
        "NHS, Eye injuries",
        |e| e.has(F::ChemicalInEye),
    ),
    Rule::new(
        "electric_shock",
        U::Emergency,
        ("an electric shock", "un choc électrique"),
        ("Switch the current off before touching the person.", "Coupez le courant avant de toucher la personne."),
        "NHS, First aid (electric shock)",
        |e| e.has(F::ElectricShock),
    ),
    Rule::new(
        "drowning",
        U::Emergency,
        ("near drowning", "noyade"),
        (
            "Even if well again: be seen now.",
            "Même si tout semble aller mieux : faites examiner la personne maintenant.",
        ),
        "Resuscitation Council UK, Special circumstances (drowning)",
        |e| e.has(F::Drowning),
    ),
    Rule::new(
        "open_fracture",
        U::Emergency,
        ("a bone through the skin", "un os qui sort de la peau"),
        DO_NOT_MOVE,
        "NICE NG37 (complex fractures)",
        |e| e.has(F::OpenFracture),
    ),
    Rule::new(
        "cold_limb",
        U::Emergency,
        ("a cold, pale, painful limb", "un membre froid, pâle et douloureux"),
        (
            "Keep the limb still and lower than the heart; do not warm it.",
            "Gardez le membre immobile et plus bas que le cœur ; ne le réchauffez pas.",
        ),
        "NICE CG147 (peripheral arterial disease; acute limb ischaemia)",
        |e| e.has(F::ColdLimb),
    ),
];
