//! Brain, nerves, sight and spine.

use super::super::{finding::Finding as F, rule::Rule, urgency::Urgency as U};

const STROKE: (&str, &str) = (
    "Note when it began and do not eat, drink or drive. Call even if the signs have gone.",
    "Notez l'heure de début ; ne mangez pas, ne buvez pas, ne conduisez pas. Appelez même si les signes ont disparu.",
);
const STAY: (&str, &str) = ("Do not stay alone and do not drive.", "Ne restez pas seul et ne conduisez pas.");

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "stroke_signs",
        U::Emergency,
        (
            "a drooping face, weakness or numbness of a limb or side, or trouble speaking",
            "visage qui tombe, faiblesse ou engourdissement d'un membre ou d'un côté, ou trouble de la parole",
        ),
        STROKE,
        "FAST test: NHS, Stroke; NICE NG128",
        |e| e.any(&[F::FaceDroop, F::LimbWeakness, F::SpeechTrouble]),
    ),
    Rule::new(
        "stroke_named",
        U::Emergency,
        ("a possible stroke, in the patient's own words", "un possible AVC, selon les mots du patient"),
        STROKE,
        "NICE NG128 (stroke and transient ischaemic attack)",
        |e| e.has(F::Stroke),
    ),
    Rule::new(
        "vision_loss",
        U::Emergency,
        ("loss of sight or double vision", "perte de la vue ou vision double"),
        STROKE,
        "NHS, Vision loss; NICE NG128",
        |e| e.has(F::VisionLoss) || e.with(F::VisionBlurred, &[F::Sudden, F::HeadacheSevere, F::Confusion]),
    ),
    Rule::new(
        "seizure",
        U::Emergency,
        ("a seizure", "une crise de convulsions"),
        (
            "Move dangerous objects away, put nothing in the mouth, do not hold the person down, and time the fit. When it ends, lay them on their side. A fit of more than five minutes is always an emergency.",
            "Écartez les objets dangereux, ne mettez rien dans la bouche, ne retenez pas la personne et chronométrez la crise. Quand elle cesse, allongez-la sur le côté. Une crise de plus de cinq minutes est toujours une urgence vitale.",
        ),
        "NICE NG217 (epilepsies); NHS, What to do if someone has a seizure",
        |e| e.any(&[F::Seizure, F::SeizureLong]),
    ),
    Rule::new(
        "thunderclap_headache",
        U::Emergency,
        ("a sudden or worst-ever headache", "un mal de tête soudain ou le pire de la vie"),
        STAY,
        "NICE NG228 (subarachnoid haemorrhage); NICE CG150 (headaches)",
        |e| {
            e.has(F::Thunderclap)
                || (e.any(&[F::Headache, F::HeadacheSevere]) && e.has(F::Sudden))
                || (e.has(F::Headache) && e.any(&[F::Collapse, F::Fainted]))
        },
    ),
    Rule::new(
        "headache_with_danger_signs",
        U::Emergency,
        (
            "headache with confusion, drowsiness, a fit, weakness or lost sight",
            "mal de tête avec confusion, somnolence, convulsions, faiblesse ou perte de la vue",
        ),
        STAY,
        "NHS, Headaches (when to call 999); NICE CG150",
        |e| {
            e.with(
                F::Headache,
                &[F::Confusion, F::Drowsy, F::Seizure, F::LimbWeakness, F::SpeechTrouble, F::VisionLoss],
            )
        },
    ),
    Rule::new(
        "sudden_confusion",
        U::Emergency,
        ("new confusion", "confusion nouvelle"),
        STAY,
        "NHS, Sudden confusion (delirium); NICE CG103",
        |e| e.has(F::Confusion),
    ),
    Rule::new(
        "cauda_equina",
        U::Emergency,
        (
            "numbness between the legs, or lost control of bladder or bowel with back or leg signs",
            "engourdissement entre les jambes, ou perte du contrôle de la vessie ou des selles avec des signes du dos ou des jambes",
        ),
        (
            "Go to an emergency department now; hours matter for the nerves.",
            "Allez maintenant aux urgences ; pour les nerfs, les heures comptent.",
        ),
        "NICE NG59 (low back pain and sciatica); NHS, Back pain",
        |e| {
            e.has(F::SaddleNumb)
                || (e.any(&[F::BackPain, F::BothLegsWeak]) && e.any(&[F::Incontinence, F::UrineRetention]))
                || (e.has(F::BackPain) && e.has(F::BothLegsWeak))
        },
    ),
    Rule::new(
        "red_eye_with_vision_signs",
        U::Emergency,
        (
            "painful red eye with disturbed sight, headache or vomiting",
            "œil rouge et douloureux avec vue trouble, mal de tête ou vomissements",
        ),
        ("Go to an eye emergency department now.", "Allez maintenant à un service d'urgences ophtalmologiques."),
        "NHS, Glaucoma (when to go to A&E)",
        |e| e.with(F::PainfulRedEye, &[F::VisionBlurred, F::Headache, F::Vomiting, F::VisionLoss]),
    ),
    Rule::new(
        "painful_red_eye",
        U::Urgent,
        ("a painful red eye", "un œil rouge et douloureux"),
        (
            "Take contact lenses out. If your sight changes, go to an emergency department.",
            "Retirez les lentilles. Si votre vue change, allez aux urgences.",
        ),
        "NHS, Red eye",
        |e| e.has(F::PainfulRedEye),
    ),
    Rule::new(
        "severe_headache",
        U::Urgent,
        (
            "severe headache, or headache with stiff neck or disturbed sight",
            "mal de tête intense, ou avec nuque raide ou vue trouble",
        ),
        (
            "If it comes suddenly, or with fever, a rash, confusion or weakness, call the emergency number.",
            "S'il vient brutalement, ou avec fièvre, taches, confusion ou faiblesse, appelez les secours.",
        ),
        "NICE CG150 (headaches)",
        |e| {
            e.has(F::HeadacheSevere)
                || e.with(
                    F::Headache,
                    &[F::StiffNeck, F::VisionBlurred, F::VomitsEverything, F::ImmuneWeak, F::BloodThinner],
                )
        },
    ),
];
