//! Danger to oneself or to others.

use super::super::{finding::Finding as F, rule::Rule, urgency::Urgency as U};

/// The rules whose advice names crisis lines.
pub(in super::super) const CRISIS_RULES: &[&str] = &["suicidal_thoughts", "self_harm"];

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "suicidal_thoughts",
        U::Emergency,
        ("thoughts of suicide or a wish to die", "idées de suicide ou envie de mourir"),
        (
            "Thank you for telling us; you are not alone. If you can, stay with someone you trust and put away anything you could hurt yourself with.",
            "Merci de nous l'avoir dit ; vous n'êtes pas seul. Si possible, restez avec une personne de confiance et éloignez tout ce qui pourrait vous blesser.",
        ),
        "NICE NG225 (self-harm); NHS, Help for suicidal thoughts",
        |e| e.has(F::Suicidal),
    ),
    Rule::new(
        "self_harm",
        U::Emergency,
        ("self-harm or the urge to it", "automutilation ou envie de se faire du mal"),
        (
            "Thank you for telling us. Stay with someone you trust; have any wound looked at.",
            "Merci de nous l'avoir dit. Restez avec une personne de confiance et faites soigner toute blessure.",
        ),
        "NICE NG225 (self-harm)",
        |e| e.has(F::SelfHarm),
    ),
    Rule::new(
        "harm_to_others",
        U::Emergency,
        ("thoughts of harming someone, or voices", "idées de faire du mal à quelqu'un, ou voix entendues"),
        (
            "Move away from the person and from anything dangerous, and tell the operator what you told us.",
            "Éloignez-vous de la personne et de tout objet dangereux, et répétez à l'opérateur ce que vous nous avez dit.",
        ),
        "NHS, Where to get urgent help for mental health; NICE CG178 (psychosis)",
        |e| e.has(F::HarmOthers),
    ),
];
