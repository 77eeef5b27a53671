//! Allergy, poisons, overdose, venom, blood sugar and heat.

use super::super::{finding::Finding as F, rule::Rule, urgency::Urgency as U};

const ALLERGY: (&str, &str) = (
    "Use an adrenaline auto-injector now if the patient has one. Lie down with the legs raised, or sit if breathing is hard; do not stand up.",
    "Utilisez maintenant le stylo d'adrénaline si le patient en a un. Allongez-vous, jambes surélevées, ou restez assis si la respiration est difficile ; ne vous levez pas.",
);
const POISON: (&str, &str) = (
    "Do not vomit or drink anything unless told to. Keep the package and say what, how much and when.",
    "Ne faites pas vomir et ne buvez rien sans avis. Gardez l'emballage et dites quoi, combien et quand.",
);

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "anaphylaxis",
        U::Emergency,
        (
            "swelling of tongue or throat, or an allergic reaction with danger signs",
            "gonflement de la langue ou de la gorge, ou réaction allergique avec signes de danger",
        ),
        ALLERGY,
        "Resuscitation Council UK, Emergency treatment of anaphylaxis (2021); NICE CG134",
        |e| {
            e.any(&[F::Anaphylaxis, F::ThroatSwelling])
                || (e.any(&[F::Hives, F::FaceSwelling, F::AllergicReaction])
                    && e.any(&[
                        F::Breathless,
                        F::BreathingSevere,
                        F::Asthma,
                        F::Faint,
                        F::Fainted,
                        F::Collapse,
                        F::Vomiting,
                        F::Drooling,
                        F::AbdominalPain,
                    ]))
                || (e.has(F::FaceSwelling) && e.any(&[F::Hives, F::AllergicReaction, F::Trigger]))
                || (e.has(F::Trigger) && e.any(&[F::BreathingSevere, F::Fainted]))
        },
    ),
    Rule::new(
        "allergic_reaction",
        U::Urgent,
        ("an allergic reaction, hives or a swollen face", "réaction allergique, urticaire ou visage gonflé"),
        (
            "Stop what may have caused it. If the tongue or throat swells, breathing is hard or you feel faint, call the emergency number.",
            "Arrêtez ce qui a pu la causer. Si la langue ou la gorge gonfle, si vous respirez mal ou vous sentez mal, appelez les secours.",
        ),
        "NHS, Allergies; NICE CG183 (drug allergy)",
        |e| e.any(&[F::AllergicReaction, F::Hives, F::FaceSwelling]),
    ),
    Rule::new(
        "airway_drooling",
        U::Emergency,
        (
            "cannot swallow, with trouble breathing or speaking",
            "impossible d'avaler, avec gêne pour respirer ou parler",
        ),
        ("Sit upright, do not look into the throat.", "Restez assis bien droit, ne regardez pas dans la gorge."),
        "NHS, Epiglottitis",
        |e| e.with(F::Drooling, &[F::Breathless, F::BreathingSevere, F::ThroatSwelling, F::SpeechTrouble, F::Asthma]),
    ),
    Rule::new(
        "cannot_swallow",
        U::Urgent,
        ("cannot swallow", "impossible d'avaler"),
        (
            "If breathing becomes hard or you drool, call the emergency number.",
            "Si la respiration devient difficile ou si vous bavez, appelez les secours.",
        ),
        "NHS, Sore throat; NHS, Quinsy",
        |e| e.has(F::Drooling),
    ),
    Rule::new(
        "overdose",
        U::Emergency,
        ("too much of a medicine", "trop de médicament"),
        POISON,
        "NHS, Poisoning; NICE NG225 (self-harm)",
        |e| e.has(F::Overdose),
    ),
    Rule::new(
        "poisoning",
        U::Emergency,
        ("a poison or a dangerous substance", "un poison ou un produit dangereux"),
        POISON,
        "NHS, Poisoning",
        |e| e.has(F::Poison),
    ),
    Rule::new(
        "venom",
        U::Emergency,
        ("a snake bite or scorpion sting", "morsure de serpent ou piqûre de scorpion"),
        (
            "Keep still, keep the limb low and at rest, take off rings. Do not cut, suck or tie off the wound.",
            "Restez immobile, le membre bas et au repos, retirez les bagues. Ne coupez pas, n'aspirez pas, ne posez pas de garrot.",
        ),
        "NHS, Snake bites; WHO guidelines on snakebite",
        |e| e.has(F::Venom),
    ),
    Rule::new(
        "diabetic_emergency",
        U::Emergency,
        (
            "diabetes or high sugar with vomiting, belly pain, deep breathing, drowsiness or confusion",
            "diabète ou sucre élevé avec vomissements, mal de ventre, respiration profonde, somnolence ou confusion",
        ),
        (
            "Check sugar and ketones if you can, and do not stop insulin on your own.",
            "Mesurez le sucre et les cétones si possible, et n'arrêtez pas l'insuline de vous-même.",
        ),
        "NICE NG17 and NG18 (diabetic ketoacidosis); NHS, Diabetic ketoacidosis",
        |e| {
            e.with(
                F::HighSugar,
                &[
                    F::Vomiting,
                    F::AbdominalPain,
                    F::Breathless,
                    F::BreathingSevere,
                    F::Confusion,
                    F::Drowsy,
                    F::KetoticBreath,
                ],
            ) || (e.has(F::Diabetes) && e.has(F::Vomiting) && e.any(&[F::Breathless, F::AbdominalPain]))
                || e.with(F::Diabetes, &[F::KetoticBreath, F::Confusion, F::Drowsy, F::VomitsEverything, F::Collapse])
        },
    ),
    Rule::new(
        "low_sugar",
        U::Emergency,
        ("low sugar with drowsiness, confusion or a fit", "sucre bas avec somnolence, confusion ou convulsions"),
        (
            "If the person is awake and can swallow, give sugar; if not, give nothing by mouth.",
            "Si la personne est éveillée et peut avaler, donnez du sucre ; sinon, ne donnez rien par la bouche.",
        ),
        "NHS, Low blood sugar (hypoglycaemia)",
        |e| e.with(F::LowSugar, &[F::Confusion, F::Drowsy, F::Seizure, F::Collapse, F::Fainted, F::Unresponsive]),
    ),
    Rule::new(
        "blood_sugar_trouble",
        U::Urgent,
        ("diabetes out of balance, or diabetes with vomiting", "diabète déséquilibré, ou diabète avec vomissements"),
        (
            "Follow your sick-day plan. Vomiting, deep breathing, drowsiness or confusion: call the emergency number.",
            "Suivez votre plan pour les jours de maladie. Vomissements, respiration profonde, somnolence ou confusion : appelez les secours.",
        ),
        "NICE NG17 and NG28 (diabetes)",
        |e| e.any(&[F::HighSugar, F::LowSugar]) || e.with(F::Diabetes, &[F::Vomiting, F::Fever]),
    ),
    Rule::new(
        "heat_stroke",
        U::Emergency,
        ("heat stroke", "coup de chaleur"),
        (
            "Move to the shade, cool the skin with water and a fan.",
            "Mettez-vous à l'ombre, mouillez et ventilez la peau.",
        ),
        "NHS, Heat exhaustion and heatstroke",
        |e| e.has(F::HeatStroke),
    ),
];
