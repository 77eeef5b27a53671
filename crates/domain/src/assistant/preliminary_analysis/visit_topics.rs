//! What a finding means for the visit: the part of medicine it belongs to, a test to consider, a precaution until then.

use crate::assistant::red_flags::{Bilingual, Finding as F, Reading};

/// One row of the table.
pub(super) struct VisitTopic {
    /// Any of these raises it.
    findings: &'static [F],
    /// The part of medicine.
    pub area: Bilingual,
    /// What the doctor may want to measure; the doctor decides.
    pub test: Option<Bilingual>,
    /// What the patient can do until then.
    pub precaution: Option<Bilingual>,
}

const fn both(english: &'static str, french: &'static str) -> Bilingual {
    Bilingual { english, french }
}

/// The rows that fit what was read.
pub(super) fn visit_topics(reading: &Reading) -> impl Iterator<Item = &'static VisitTopic> {
    let raised = |topic: &&VisitTopic| topic.findings.iter().any(|finding| reading.present.contains(finding));
    TOPICS.iter().filter(raised)
}

const TOPICS: &[VisitTopic] = &[
    VisitTopic {
        findings: &[F::ChestPain, F::ChestCrushing, F::Palpitations, F::HeartAttack, F::Fainted, F::Collapse],
        area: both("heart and circulation", "cœur et circulation"),
        test: Some(both("pulse, blood pressure and ECG", "pouls, tension et ECG")),
        precaution: Some(both("avoid effort until seen", "évitez les efforts jusqu'à la consultation")),
    },
    VisitTopic {
        findings: &[F::Breathless, F::BreathingSevere, F::Asthma, F::CoughsBlood, F::LegClot],
        area: both("lungs and breathing", "poumons et respiration"),
        test: Some(both("oxygen saturation and breathing rate", "saturation en oxygène et fréquence respiratoire")),
        precaution: Some(both(
            "keep your own inhaler with you, if you have one",
            "gardez votre inhalateur sur vous, si vous en avez un",
        )),
    },
    VisitTopic {
        findings: &[
            F::Headache,
            F::HeadacheSevere,
            F::Faint,
            F::LimbWeakness,
            F::SpeechTrouble,
            F::VisionBlurred,
            F::Seizure,
            F::Confusion,
        ],
        area: both("brain and nerves", "cerveau et nerfs"),
        test: Some(both("blood pressure and neurological examination", "tension et examen neurologique")),
        precaution: Some(both("do not drive while you feel unwell", "ne conduisez pas tant que vous vous sentez mal")),
    },
    VisitTopic {
        findings: &[F::Fever, F::Rigors, F::Sepsis],
        area: both("infection", "infection"),
        test: Some(both(
            "temperature chart; blood test if the doctor finds it useful",
            "courbe de température ; prise de sang si le médecin le juge utile",
        )),
        precaution: Some(both(
            "rest, drink enough, measure the temperature morning and evening",
            "reposez-vous, buvez suffisamment, mesurez la température matin et soir",
        )),
    },
    VisitTopic {
        findings: &[F::AbdominalPain, F::Vomiting, F::BlackStool, F::RectalBleeding, F::VomitsBlood, F::UpperBellyPain],
        area: both("stomach and bowel", "estomac et intestin"),
        test: Some(both("examination of the belly", "examen du ventre")),
        precaution: Some(both("drink small amounts often", "buvez souvent de petites quantités")),
    },
    VisitTopic {
        findings: &[F::UrineRetention, F::BloodInUrine, F::TesticularPain],
        area: both("kidneys and urine", "reins et urines"),
        test: Some(both("urine test", "analyse d'urine")),
        precaution: None,
    },
    VisitTopic {
        findings: &[F::Pregnant, F::VaginalBleeding, F::MissedPeriod],
        area: both("pregnancy and women's health", "grossesse et santé de la femme"),
        test: Some(both("pregnancy test or follow-up, blood pressure", "test ou suivi de grossesse, tension")),
        precaution: None,
    },
    VisitTopic {
        findings: &[F::BackPain, F::MajorInjury, F::HeadInjury, F::Burn, F::OpenFracture],
        area: both("injuries, bones and joints", "blessures, os et articulations"),
        test: None,
        precaution: Some(both("spare the painful part", "ménagez la partie douloureuse")),
    },
    VisitTopic {
        findings: &[F::Rash, F::Hives, F::FaceSwelling, F::AllergicReaction],
        area: both("skin and allergy", "peau et allergie"),
        test: None,
        precaution: Some(both(
            "take photos of the skin; note what you ate, took or touched",
            "photographiez la peau ; notez ce que vous avez mangé, pris ou touché",
        )),
    },
    VisitTopic {
        findings: &[F::Diabetes, F::HighSugar, F::LowSugar],
        area: both("blood sugar", "sucre sanguin"),
        test: Some(both("blood sugar", "glycémie")),
        precaution: Some(both("bring your sugar readings", "apportez vos mesures de glycémie")),
    },
    VisitTopic {
        findings: &[F::Suicidal, F::SelfHarm],
        area: both("mental health", "santé mentale"),
        test: None,
        precaution: Some(both("do not stay alone", "ne restez pas seul")),
    },
    VisitTopic {
        findings: &[F::WeightLoss, F::Lump, F::SwallowingTrouble],
        area: both("signs to be checked soon", "signes à faire vérifier rapidement"),
        test: None,
        precaution: None,
    },
];
