//! French sentences and what the rules must make of them.

use super::{Person, Urgency, screen, unreadable_language_advice};
use crate::assistant::language::Language;

fn urgency(text: &str) -> Urgency {
    screen(text, &Person::default()).urgency
}

fn rules(text: &str) -> Vec<String> {
    screen(text, &Person::default()).flags.into_iter().map(|flag| flag.rule).collect()
}

const EMERGENCIES: &[(&str, &str)] = &[
    ("J'ai mal à la poitrine et je suis essoufflé", "chest_pain_with_danger_signs"),
    ("douleur dans la poitrine qui descend dans le bras gauche", "chest_pain_with_danger_signs"),
    ("J'ai une douleur thoracique avec des sueurs", "chest_pain_with_danger_signs"),
    ("J'ai la poitrine serrée comme dans un étau", "crushing_chest"),
    ("un poids sur la poitrine", "crushing_chest"),
    ("Je crois que je fais un infarctus", "heart_attack_named"),
    ("J'étouffe", "cannot_breathe"),
    ("je n'arrive plus à respirer", "cannot_breathe"),
    ("Pas de douleur à la poitrine mais je ne peux plus respirer", "cannot_breathe"),
    ("ses lèvres sont bleues", "blue_skin"),
    ("Il ne respire plus", "not_breathing"),
    ("Ma mère a la bouche de travers", "stroke_signs"),
    ("la moitié de mon visage est paralysée", "stroke_signs"),
    ("Je n'arrive plus à bouger le bras droit", "stroke_signs"),
    ("Il a du mal à parler depuis ce matin", "stroke_signs"),
    ("Je fais un AVC", "stroke_named"),
    ("Je ne vois plus d'un œil", "vision_loss"),
    ("Mon fils convulse", "seizure"),
    ("C'est le pire mal de tête de ma vie", "thunderclap_headache"),
    ("mal de tête brutal", "thunderclap_headache"),
    ("J'ai perdu connaissance", "lost_consciousness"),
    ("Je veux mourir", "suicidal_thoughts"),
    ("je veux en finir", "suicidal_thoughts"),
    ("J'ai envie de me suicider", "suicidal_thoughts"),
    ("Je n'ai plus envie de vivre", "suicidal_thoughts"),
    ("je pense à me tuer", "suicidal_thoughts"),
    ("j'ai des idées noires", "suicidal_thoughts"),
    ("Je me scarifie", "self_harm"),
    ("J'ai avalé une boîte de Doliprane", "overdose"),
    ("Mon bébé a bu de la javel", "poisoning"),
    ("Ma langue gonfle et j'ai du mal à respirer", "anaphylaxis"),
    ("urticaire et malaise après une piqûre de guêpe", "anaphylaxis"),
    ("Piqûre de scorpion au pied", "venom"),
    ("Fièvre, mal de tête et nuque raide", "meningitis_signs"),
    ("Il a des taches violettes qui ne s'effacent pas", "meningitis_signs"),
    ("fièvre et il est confus", "sepsis_signs"),
    ("Je suis sous chimio et j'ai de la fièvre", "fever_with_weak_immunity"),
    ("Mon bébé de 2 mois a de la fièvre", "fever_under_three_months"),
    ("Je vomis du sang", "vomiting_blood"),
    ("douleur violente au ventre", "acute_abdomen"),
    ("Je suis enceinte et je saigne", "bleeding_in_pregnancy"),
    ("Enceinte de 34 semaines, j'ai mal à la tête et je vois flou", "pre_eclampsia_signs"),
    ("Mon testicule est gonflé et douloureux", "testicular_pain"),
    ("Mal au dos et je ne retiens plus mes urines", "cauda_equina"),
    ("Je suis tombé sur la tête et j'ai vomi", "head_injury_with_danger_signs"),
    ("ça saigne beaucoup et ça ne s'arrête pas", "heavy_bleeding"),
    ("appelez le SAMU", "asks_for_ambulance"),
    ("mon nourrisson de 3 semaines a 38,5", "fever_under_three_months"),
    ("ma vue a disparu d'un œil", "vision_loss"),
    ("je ne supporte plus de vivre", "suicidal_thoughts"),
    ("mon mari n'arrive plus à parler", "stroke_signs"),
    ("mon bébé est tout mou", "child_floppy_or_drowsy"),
];

#[test]
fn emergencies_are_found_with_their_rule() {
    let mut wrong: Vec<(&str, Vec<String>)> = Vec::new();
    for (text, rule) in EMERGENCIES {
        let found = rules(text);
        if urgency(text) != Urgency::Emergency || !found.iter().any(|found| found == rule) {
            wrong.push((text, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn plain_denials_do_not_alarm() {
    let mut wrong: Vec<(&str, Vec<String>)> = Vec::new();
    for text in [
        "Je n'ai pas de douleur à la poitrine",
        "Pas de douleur thoracique, pas d'essoufflement",
        "ni douleur à la poitrine ni essoufflement",
        "Aucune douleur à la poitrine",
        "sans douleur à la poitrine ni malaise",
        "Je n'ai pas mal à la poitrine et je ne suis pas essoufflé",
        "Je n'ai jamais eu de convulsions",
        "Je ne veux pas mourir",
        "pas d'idées suicidaires",
        "Je n'ai pas envie de me tuer",
        "Douleur à la poitrine ? Non.",
        "Ma poitrine ne me fait pas mal",
        "Je ne pense pas que j'ai fait un AVC",
        "j'ai mal au cœur en voiture",
        "Mon fils a le nez bouché et ne respire pas bien par le nez",
        "pas de mal de tête, pas de vertige, pas de trouble de la vue",
        "je n'ai pas de problème pour respirer",
        "il n'a ni convulsions ni fièvre",
    ] {
        if !rules(text).is_empty() {
            wrong.push((text, rules(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_only_sounds_like_a_denial_alarms() {
    let mut wrong: Vec<(&str, Vec<String>)> = Vec::new();
    for text in [
        "pas seulement mal à la poitrine mais aussi des sueurs",
        "Je ne dors pas à cause de la douleur à la poitrine et de l'essoufflement",
        "Le paracétamol ne soulage pas ma douleur à la poitrine et je transpire",
        "Rien sauf une douleur à la poitrine avec des sueurs",
        "je n'ai jamais eu aussi mal à la poitrine et je transpire",
        "Je ne veux plus vivre",
        "Pas de fièvre mais j'étouffe",
    ] {
        if urgency(text) != Urgency::Emergency {
            wrong.push((text, rules(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn relatives_former_diseases_and_worries_do_not_alarm() {
    let mut wrong: Vec<(&str, Vec<String>)> = Vec::new();
    for text in [
        "Mon père a eu un infarctus",
        "Ma mère est morte d'un AVC",
        "Antécédents familiaux d'infarctus",
        "J'ai eu un AVC en 2010",
        "Il y a dix ans j'ai fait un AVC",
        "Quand j'étais petit, j'avais des convulsions",
        "J'ai peur de faire un AVC un jour",
        "Est-ce un infarctus ?",
        "Je prends de l'aspirine pour éviter un infarctus",
    ] {
        if urgency(text) == Urgency::Emergency {
            wrong.push((text, rules(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn danger_of_now_alarms_whoever_has_it() {
    let mut wrong: Vec<(&str, Vec<String>)> = Vec::new();
    for text in [
        "Mon père a mal à la poitrine et il transpire",
        "Mon père a fait un malaise ce matin, il a perdu connaissance",
        "J'ai eu un AVC en 2010, et maintenant je n'arrive plus à bouger le bras",
        "Ma mère a eu un infarctus et moi j'ai mal à la poitrine avec des sueurs",
        "J'ai peur, je fais un infarctus",
    ] {
        if urgency(text) != Urgency::Emergency {
            wrong.push((text, rules(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lesser_signs_are_urgent_or_soon_or_nothing() {
    let mut wrong: Vec<(&str, Vec<String>)> = Vec::new();
    for (text, expected) in [
        ("J'ai mal à la poitrine", Urgency::Urgent),
        ("Je suis essoufflé dans les escaliers", Urgency::Urgent),
        ("J'ai du sang dans les selles", Urgency::Urgent),
        ("j'ai de la fièvre depuis hier", Urgency::Soon),
        ("J'ai maigri de 5 kg", Urgency::Soon),
        ("J'ai le nez qui coule", Urgency::Routine),
        ("J'ai mal à la tête depuis hier", Urgency::Routine),
        ("J'ai mal au genou", Urgency::Routine),
        ("Je voudrais renouveler mon ordonnance", Urgency::Routine),
    ] {
        if urgency(text) != expected {
            wrong.push((text, rules(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn another_language_gets_fixed_advice_and_is_not_called_routine() {
    for text in ["Tengo mucho dolor de pecho", "عندي ألم في الصدر", "rani mrid bezzaf"] {
        let screening = screen(text, &Person::default());
        assert_eq!(screening.language, Language::Other, "{text}");
        assert!(screening.urgency >= Urgency::Soon);
        assert!(screening.advice.is_some_and(|advice| advice.ends_with(unreadable_language_advice())));
    }
}
