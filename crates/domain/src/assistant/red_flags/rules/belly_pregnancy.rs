//! Belly, bleeding from the gut, pregnancy, urine and testicles.

use super::super::{finding::Finding as F, rule::Rule, urgency::Urgency as U};

const BELLY: (&str, &str) = (
    "Lie down in the position that hurts least. Do not eat or drink.",
    "Allongez-vous dans la position la moins douloureuse. Ne mangez pas et ne buvez pas.",
);
const PREGNANCY: (&str, &str) = (
    "Also call your maternity unit now. Say how many weeks pregnant you are.",
    "Appelez aussi maintenant votre maternité. Dites de combien de semaines vous êtes enceinte.",
);

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "vomiting_blood",
        U::Emergency,
        ("vomiting blood", "vomissements de sang"),
        BELLY,
        "NICE CG141 (acute upper gastrointestinal bleeding); NHS, Vomiting blood",
        |e| e.has(F::VomitsBlood),
    ),
    Rule::new(
        "gut_bleeding_with_danger_signs",
        U::Emergency,
        (
            "black or bloody stool with faintness, heavy bleeding or a blood thinner",
            "selles noires ou sanglantes avec malaise, saignement abondant ou anticoagulant",
        ),
        BELLY,
        "NICE CG141; NHS, Bleeding from the bottom",
        |e| {
            e.any(&[F::BlackStool, F::RectalBleeding])
                && e.any(&[
                    F::Faint,
                    F::Fainted,
                    F::Collapse,
                    F::Breathless,
                    F::Vomiting,
                    F::BloodThinner,
                    F::HeavyBleeding,
                    F::Palpitations,
                    F::AbdominalPainSevere,
                    F::Confusion,
                ])
        },
    ),
    Rule::new(
        "acute_abdomen",
        U::Emergency,
        ("sudden or severe belly pain, or a hard belly", "mal de ventre soudain ou intense, ou ventre dur"),
        BELLY,
        "NHS, Stomach ache (when to call 999); NICE NG156 (abdominal aortic aneurysm)",
        |e| {
            e.has(F::AbdominalPainSevere)
                || e.with(
                    F::AbdominalPain,
                    &[
                        F::RigidBelly,
                        F::Severe,
                        F::Sudden,
                        F::Fainted,
                        F::Collapse,
                        F::ChestPain,
                        F::Breathless,
                        F::BlackStool,
                        F::UrineRetention,
                        F::Mottled,
                        F::VomitsEverything,
                    ],
                )
        },
    ),
    Rule::new(
        "bleeding_in_pregnancy",
        U::Emergency,
        (
            "pregnancy, or a missed period, with bleeding, belly pain, shoulder-tip pain or fainting",
            "grossesse, ou retard de règles, avec saignement, mal de ventre, douleur de l'épaule ou évanouissement",
        ),
        PREGNANCY,
        "NICE NG126 (ectopic pregnancy and miscarriage); NHS, Vaginal bleeding in pregnancy",
        |e| {
            let bleeds = e.any(&[F::VaginalBleeding, F::Bleeding, F::HeavyBleeding]);
            e.has(F::Ectopic)
                || (e.has(F::Pregnant)
                    && (bleeds
                        || e.any(&[
                            F::AbdominalPain,
                            F::ShoulderTipPain,
                            F::Fainted,
                            F::Collapse,
                            F::LowerRightPain,
                            F::Severe,
                        ])))
                || (e.has(F::MissedPeriod)
                    && (e.any(&[F::ShoulderTipPain, F::Fainted, F::Collapse, F::Faint])
                        || (bleeds && e.has(F::AbdominalPain))))
        },
    ),
    Rule::new(
        "pre_eclampsia_signs",
        U::Emergency,
        (
            "pregnancy with severe headache, disturbed sight, pain below the ribs, sudden swelling or a fit",
            "grossesse avec mal de tête intense, vue trouble, douleur sous les côtes, gonflement soudain ou convulsions",
        ),
        PREGNANCY,
        "NICE NG133 (hypertension in pregnancy); NHS, Pre-eclampsia",
        |e| {
            e.has(F::PreEclampsia)
                || e.with(
                    F::Pregnant,
                    &[
                        F::Headache,
                        F::HeadacheSevere,
                        F::VisionBlurred,
                        F::VisionLoss,
                        F::UpperBellyPain,
                        F::SuddenSwelling,
                        F::FaceSwelling,
                        F::Seizure,
                    ],
                )
        },
    ),
    Rule::new(
        "unborn_baby_moves_less",
        U::Emergency,
        ("the unborn baby moves less, or waters have broken", "le bébé bouge moins, ou la poche des eaux est rompue"),
        (
            "Call your maternity unit now, day or night; do not wait until tomorrow.",
            "Appelez maintenant votre maternité, de jour comme de nuit ; n'attendez pas demain.",
        ),
        "RCOG Green-top Guideline 57; NHS, Your baby's movements",
        |e| e.has(F::FewerMovements) || (e.has(F::WatersBroken) && e.has(F::Pregnant)),
    ),
    Rule::new(
        "waters_broken",
        U::Urgent,
        ("waters broken", "perte des eaux"),
        PREGNANCY,
        "NHS, Signs that labour has begun",
        |e| e.has(F::WatersBroken),
    ),
    Rule::new(
        "testicular_pain",
        U::Emergency,
        ("pain or swelling of a testicle", "douleur ou gonflement d'un testicule"),
        (
            "Go to an emergency department now: a twisted testicle can be saved only within hours. Do not eat or drink.",
            "Allez maintenant aux urgences : un testicule tordu ne peut être sauvé qu'en quelques heures. Ne mangez pas et ne buvez pas.",
        ),
        "NHS, Testicle pain; EAU guidelines (acute scrotum)",
        |e| e.has(F::TesticularPain),
    ),
    Rule::new(
        "urine_retention",
        U::Urgent,
        ("cannot pass urine", "impossible d'uriner"),
        (
            "If the belly is painful or you have passed nothing for many hours, go to an emergency department.",
            "Si le ventre est douloureux ou si rien ne vient depuis de longues heures, allez aux urgences.",
        ),
        "NHS, Urinary retention",
        |e| e.has(F::UrineRetention),
    ),
    Rule::new(
        "gut_bleeding",
        U::Urgent,
        ("black or bloody stool", "selles noires ou sanglantes"),
        (
            "If there is a lot of blood, or you feel faint, call the emergency number. Say if you take iron or a blood thinner.",
            "S'il y a beaucoup de sang, ou si vous vous sentez mal, appelez les secours. Dites si vous prenez du fer ou un anticoagulant.",
        ),
        "NHS, Bleeding from the bottom; NICE CG141",
        |e| e.any(&[F::BlackStool, F::RectalBleeding]),
    ),
    Rule::new(
        "belly_pain_to_be_seen_today",
        U::Urgent,
        (
            "belly pain low on the right, with fever, or vomiting everything",
            "mal en bas à droite du ventre, avec fièvre, ou vomissements de tout",
        ),
        (
            "Do not eat. If the pain becomes severe or the belly hard, call the emergency number.",
            "Ne mangez pas. Si la douleur devient intense ou le ventre dur, appelez les secours.",
        ),
        "NHS, Appendicitis; NHS, Stomach ache",
        |e| {
            (e.has(F::AbdominalPain) && e.any(&[F::LowerRightPain, F::Fever, F::MissedPeriod]))
                || e.has(F::VomitsEverything)
        },
    ),
    Rule::new(
        "signs_to_be_checked_soon",
        U::Soon,
        (
            "weight loss, a lump, blood in the urine or trouble swallowing",
            "perte de poids, grosseur, sang dans les urines ou difficulté à avaler",
        ),
        (
            "Most causes are harmless, but see your doctor within days to have it checked.",
            "La plupart des causes sont bénignes, mais voyez votre médecin dans les prochains jours.",
        ),
        "NICE NG12 (suspected cancer: recognition and referral)",
        |e| e.any(&[F::WeightLoss, F::Lump, F::BloodInUrine, F::SwallowingTrouble]),
    ),
];
