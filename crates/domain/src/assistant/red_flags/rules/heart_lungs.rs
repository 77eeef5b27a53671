//! Heart, great vessels, lungs and airway.

use super::super::{finding::Finding as F, rule::Rule, urgency::Urgency as U};

const CHEST: (&str, &str) = (
    "Sit down, rest, and do not drive yourself. Tell the operator about the chest pain at once, and about your medicines and allergies.",
    "Asseyez-vous, restez au repos et ne conduisez pas. Dites tout de suite à l'opérateur que vous avez mal à la poitrine, et citez vos médicaments et allergies.",
);
const BREATH: (&str, &str) = (
    "Sit upright and loosen tight clothes. Do not stay alone.",
    "Asseyez-vous bien droit et desserrez vos vêtements. Ne restez pas seul.",
);

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "not_breathing",
        U::Emergency,
        ("not breathing or heart stopped", "absence de respiration ou cœur arrêté"),
        (
            "Put the phone on speaker: the operator will guide you. Push hard and fast in the centre of the chest, about twice a second, and send for a defibrillator.",
            "Mettez le téléphone sur haut-parleur : l'opérateur vous guidera. Appuyez fort et vite au centre de la poitrine, environ deux fois par seconde, et faites chercher un défibrillateur.",
        ),
        "Resuscitation Council UK, Adult basic life support guidelines",
        |e| e.has(F::NotBreathing),
    ),
    Rule::new(
        "chest_pain_with_danger_signs",
        U::Emergency,
        (
            "chest pain with breathlessness, sweating, faintness, vomiting or spreading pain",
            "douleur à la poitrine avec essoufflement, sueurs, malaise, vomissements ou douleur qui s'étend",
        ),
        CHEST,
        "NHS, When to call 999 (chest pain); AHA, Heart attack warning signs; NICE CG95",
        |e| {
            e.with(
                F::ChestPain,
                &[
                    F::Breathless,
                    F::BreathingSevere,
                    F::Sweating,
                    F::PainSpreads,
                    F::Vomiting,
                    F::Faint,
                    F::Fainted,
                    F::Collapse,
                    F::BlueSkin,
                    F::Sudden,
                    F::Severe,
                    F::CoughsBlood,
                    F::Mottled,
                    F::SickleCell,
                ],
            )
        },
    ),
    Rule::new(
        "crushing_chest",
        U::Emergency,
        ("crushing, heavy or tight chest", "poitrine serrée, écrasée ou lourde"),
        CHEST,
        "NHS, When to call 999 (chest pain); AHA, Heart attack warning signs",
        |e| e.has(F::ChestCrushing),
    ),
    Rule::new(
        "arm_or_jaw_pain_with_sweating",
        U::Emergency,
        (
            "pain of arm or jaw with breathlessness, sweating or vomiting",
            "douleur du bras ou de la mâchoire avec essoufflement, sueurs ou vomissements",
        ),
        CHEST,
        "AHA, Heart attack warning signs (also without chest pain)",
        |e| {
            e.has(F::PainSpreads)
                && e.any(&[F::Sweating, F::Breathless, F::BreathingSevere])
                && !e.any(&[F::Fever, F::MajorInjury])
        },
    ),
    Rule::new(
        "heart_attack_named",
        U::Emergency,
        (
            "a possible heart attack, in the patient's own words",
            "une possible crise cardiaque, selon les mots du patient",
        ),
        CHEST,
        "NHS, When to call 999 (heart attack)",
        |e| e.has(F::HeartAttack),
    ),
    Rule::new(
        "tearing_pain",
        U::Emergency,
        ("tearing pain of chest or back", "douleur déchirante dans la poitrine ou le dos"),
        CHEST,
        "NHS, Aortic dissection; NICE NG156 (abdominal aortic aneurysm)",
        |e| e.has(F::TearingPain),
    ),
    Rule::new(
        "palpitations_with_danger_signs",
        U::Emergency,
        (
            "racing heart with chest pain, fainting or breathlessness",
            "cœur qui s'emballe avec douleur à la poitrine, malaise ou essoufflement",
        ),
        CHEST,
        "NHS, Heart palpitations (when to call 999)",
        |e| e.with(F::Palpitations, &[F::ChestPain, F::Fainted, F::Collapse, F::Breathless, F::BreathingSevere]),
    ),
    Rule::new(
        "fainting_with_danger_signs",
        U::Emergency,
        ("fainting with another danger sign", "évanouissement avec un autre signe de danger"),
        (
            "Lie down with the legs raised. Do not get up or drive alone.",
            "Allongez-vous, les jambes surélevées. Ne vous levez pas et ne conduisez pas seul.",
        ),
        "NICE CG109 (transient loss of consciousness); NHS, Fainting",
        |e| {
            e.with(
                F::Fainted,
                &[
                    F::ChestPain,
                    F::Breathless,
                    F::Palpitations,
                    F::Headache,
                    F::AbdominalPain,
                    F::BackPain,
                    F::HeadInjury,
                    F::Seizure,
                    F::Bleeding,
                    F::BlackStool,
                    F::Pregnant,
                    F::Confusion,
                ],
            )
        },
    ),
    Rule::new(
        "lost_consciousness",
        U::Emergency,
        ("loss of consciousness", "perte de connaissance"),
        (
            "If the person breathes but does not wake, lay them on their side and stay with them.",
            "Si la personne respire mais ne se réveille pas, allongez-la sur le côté et restez près d'elle.",
        ),
        "NICE CG109 (transient loss of consciousness)",
        |e| e.any(&[F::Collapse, F::Unresponsive]),
    ),
    Rule::new(
        "cannot_breathe",
        U::Emergency,
        ("severe difficulty breathing", "très grande difficulté à respirer"),
        BREATH,
        "NHS, When to call 999 (severe difficulty breathing)",
        |e| {
            e.has(F::BreathingSevere)
                || e.with(
                    F::Breathless,
                    &[
                        F::Sudden,
                        F::Severe,
                        F::BlueSkin,
                        F::CoughsBlood,
                        F::Confusion,
                        F::Drowsy,
                        F::Fainted,
                        F::Sweating,
                        F::LegClot,
                        F::Clot,
                        F::PainSpreads,
                    ],
                )
        },
    ),
    Rule::new(
        "blue_skin",
        U::Emergency,
        ("blue or grey lips, face or skin", "lèvres, visage ou peau bleus ou gris"),
        BREATH,
        "NHS, When to call 999; NHS, Blue or grey skin or lips (cyanosis)",
        |e| e.has(F::BlueSkin),
    ),
    Rule::new(
        "severe_asthma",
        U::Emergency,
        ("asthma that the reliever does not ease", "asthme que le bronchodilatateur ne soulage pas"),
        (
            "Sit upright, use your own reliever inhaler as your asthma plan says, and keep calm.",
            "Asseyez-vous droit, utilisez votre bronchodilatateur comme prévu dans votre plan d'action, et gardez votre calme.",
        ),
        "NICE/BTS/SIGN NG245 (asthma); NHS, Asthma attacks",
        |e| {
            (e.any(&[F::Asthma, F::Breathless]) && e.has(F::RelieverFails))
                || (e.has(F::Asthma)
                    && e.has(F::Breathless)
                    && e.any(&[F::SpeechTrouble, F::Severe, F::BlueSkin, F::Drowsy, F::Confusion]))
        },
    ),
    Rule::new(
        "choking",
        U::Emergency,
        ("choking", "étouffement par un corps étranger"),
        (
            "If the person can cough, let them cough. If not: five firm blows between the shoulder blades, then five abdominal thrusts (chest thrusts for a baby or in pregnancy), and again.",
            "Si la personne peut tousser, laissez-la tousser. Sinon : cinq claques fermes entre les omoplates, puis cinq compressions du ventre (de la poitrine chez le bébé ou la femme enceinte), et recommencez.",
        ),
        "Resuscitation Council UK, Choking",
        |e| e.has(F::Choking),
    ),
    Rule::new(
        "coughing_blood",
        U::Urgent,
        ("coughing up blood", "crachats de sang"),
        (
            "If there is more than a few streaks, or you are breathless or have chest pain, call the emergency number.",
            "S'il y a plus que quelques filets de sang, ou si vous êtes essoufflé ou avez mal à la poitrine, appelez les secours.",
        ),
        "NHS, Coughing up blood",
        |e| e.has(F::CoughsBlood),
    ),
    Rule::new(
        "leg_clot_with_chest_signs",
        U::Emergency,
        ("painful or swollen leg with chest signs", "jambe douloureuse ou gonflée avec des signes à la poitrine"),
        BREATH,
        "NICE NG158 (venous thromboembolic diseases)",
        |e| {
            e.any(&[F::LegClot, F::Clot])
                && e.any(&[
                    F::ChestPain,
                    F::Breathless,
                    F::BreathingSevere,
                    F::CoughsBlood,
                    F::Fainted,
                    F::Palpitations,
                ])
        },
    ),
    Rule::new(
        "leg_clot",
        U::Urgent,
        ("painful or swollen calf or leg", "mollet ou jambe douloureux ou gonflé"),
        (
            "Do not massage the leg. If you become breathless or get chest pain, call the emergency number.",
            "Ne massez pas la jambe. Si vous êtes essoufflé ou avez mal à la poitrine, appelez les secours.",
        ),
        "NICE NG158 (venous thromboembolic diseases)",
        |e| e.any(&[F::LegClot, F::Clot]),
    ),
    Rule::new(
        "chest_pain",
        U::Urgent,
        ("chest pain", "douleur à la poitrine"),
        (
            "If it lasts more than 15 minutes, spreads, feels tight or heavy, or you are breathless, sweating or sick, call the emergency number at once.",
            "Si elle dure plus de 15 minutes, s'étend, serre ou pèse, ou si vous êtes essoufflé, en sueur ou nauséeux, appelez tout de suite les secours.",
        ),
        "NHS, Chest pain; NICE CG95",
        |e| e.has(F::ChestPain),
    ),
    Rule::new(
        "breathlessness",
        U::Urgent,
        ("shortness of breath", "essoufflement"),
        (
            "If it worsens, comes at rest, or your lips turn blue, call the emergency number.",
            "S'il s'aggrave, survient au repos, ou si vos lèvres bleuissent, appelez les secours.",
        ),
        "NHS, Shortness of breath",
        |e| e.has(F::Breathless),
    ),
    Rule::new(
        "fainted",
        U::Urgent,
        ("fainting", "évanouissement"),
        (
            "Do not drive. If it comes again, or with chest pain or palpitations, call the emergency number.",
            "Ne conduisez pas. Si cela recommence, ou avec une douleur à la poitrine ou des palpitations, appelez les secours.",
        ),
        "NICE CG109 (transient loss of consciousness)",
        |e| e.has(F::Fainted),
    ),
];
