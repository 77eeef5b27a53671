//! English sentences and what the rules must make of them.

use super::{Person, Urgency, screen};

fn urgency(text: &str) -> Urgency {
    screen(text, &Person::default()).urgency
}

fn rules(text: &str) -> Vec<String> {
    screen(text, &Person::default()).flags.into_iter().map(|flag| flag.rule).collect()
}

const EMERGENCIES: &[(&str, &str)] = &[
    ("I have chest pain and I'm short of breath", "chest_pain_with_danger_signs"),
    ("my chest hurts and I'm sweating a lot", "chest_pain_with_danger_signs"),
    ("Pain in my chest going down my left arm", "chest_pain_with_danger_signs"),
    ("chest pain, jaw pain", "chest_pain_with_danger_signs"),
    ("It feels like an elephant on my chest", "crushing_chest"),
    ("crushing pressure in the chest", "crushing_chest"),
    ("My chest feels tight and heavy", "crushing_chest"),
    ("I think I'm having a heart attack", "heart_attack_named"),
    ("I can't breathe", "cannot_breathe"),
    ("cant breath", "cannot_breathe"),
    ("I am gasping for air", "cannot_breathe"),
    ("No chest pain but I can't breathe", "cannot_breathe"),
    ("no chest pain, I can't breathe", "cannot_breathe"),
    ("My lips are turning blue", "blue_skin"),
    ("My inhaler isn't helping and I'm wheezing", "severe_asthma"),
    ("my son is choking on a grape", "choking"),
    ("My calf is swollen and I'm breathless", "leg_clot_with_chest_signs"),
    ("My face is drooping on one side", "stroke_signs"),
    ("her mouth has dropped and she can't lift her arm", "stroke_signs"),
    ("My speech is slurred", "stroke_signs"),
    ("suddenly my left arm went weak", "stroke_signs"),
    ("I'm having a stroke", "stroke_named"),
    ("I can't see out of my right eye", "vision_loss"),
    ("My daughter is having a seizure", "seizure"),
    ("he's been fitting for ten minutes", "seizure"),
    ("the worst headache of my life", "thunderclap_headache"),
    ("A sudden terrible headache", "thunderclap_headache"),
    ("I passed out this morning", "lost_consciousness"),
    ("he won't wake up", "lost_consciousness"),
    ("he is not breathing", "not_breathing"),
    ("I want to kill myself", "suicidal_thoughts"),
    ("I want to die", "suicidal_thoughts"),
    ("I don't want to live anymore", "suicidal_thoughts"),
    ("everyone would be better off without me, I have no reason to live", "suicidal_thoughts"),
    ("I can't promise I won't kill myself", "suicidal_thoughts"),
    ("the only reason I haven't killed myself is my kids", "suicidal_thoughts"),
    ("I have the urge to cut myself", "self_harm"),
    ("The voices tell me to hurt people", "harm_to_others"),
    ("I took too many paracetamol tablets", "overdose"),
    ("I swallowed 30 pills", "overdose"),
    ("my toddler drank bleach", "poisoning"),
    ("My tongue is swelling after eating peanuts", "anaphylaxis"),
    ("I have hives all over and I feel faint", "anaphylaxis"),
    ("a scorpion stung me", "venom"),
    ("Fever, headache and a stiff neck", "meningitis_signs"),
    ("there's a rash that doesn't fade under a glass", "meningitis_signs"),
    ("fever and he is very confused", "sepsis_signs"),
    ("I'm on chemo and have a fever of 38.5", "fever_with_weak_immunity"),
    ("My 6 week old baby has a fever", "fever_under_three_months"),
    ("my baby is floppy", "child_floppy_or_drowsy"),
    ("I'm vomiting blood", "vomiting_blood"),
    ("black stools and I feel dizzy", "gut_bleeding_with_danger_signs"),
    ("sudden severe stomach pain", "acute_abdomen"),
    ("I'm pregnant and bleeding", "bleeding_in_pregnancy"),
    ("I missed my period, my shoulder tip hurts and I fainted", "bleeding_in_pregnancy"),
    ("32 weeks pregnant with a bad headache and blurred vision", "pre_eclampsia_signs"),
    ("I'm pregnant and the baby isn't moving", "unborn_baby_moves_less"),
    ("my left testicle hurts badly", "testicular_pain"),
    ("back pain and numbness between my legs", "cauda_equina"),
    ("my back hurts and I lost control of my bladder", "cauda_equina"),
    ("I hit my head and then vomited", "head_injury_with_danger_signs"),
    ("the bleeding won't stop", "heavy_bleeding"),
    ("he was stabbed", "penetrating_injury"),
    ("I burned my face with acid", "severe_burn"),
    ("I got bleach in my eye", "chemical_in_eye"),
    ("My sugar is very high and I keep vomiting", "diabetic_emergency"),
    ("please call an ambulance", "asks_for_ambulance"),
    ("my chest is killing me and i am drenched in sweat", "chest_pain_with_danger_signs"),
    ("dad is having chest pains and has gone grey", "chest_pain_with_danger_signs"),
    ("My asthma is really bad, the blue inhaler does nothing", "severe_asthma"),
    ("half of my face is numb", "stroke_signs"),
    ("headache that came on suddenly", "thunderclap_headache"),
    ("I cut my wrists", "self_harm"),
    ("sometimes I think it would be better if I was dead", "suicidal_thoughts"),
    ("my sister took a lot of pills", "overdose"),
    ("my baby isn't breathing right and is turning blue", "blue_skin"),
    ("my baby is 8 weeks old, has not had a wet nappy and won't feed", "baby_not_feeding_or_dry"),
    ("blood sugar 28 and I'm vomiting", "diabetic_emergency"),
    ("stomach pain so bad I can't stand up", "acute_abdomen"),
    ("my son has a rash that stays when I press a glass on it", "meningitis_signs"),
    ("I fell down the stairs and can't move my legs", "major_injury_with_danger_signs"),
    ("my leg is cold, pale and painful", "cold_limb"),
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
        "I have no chest pain",
        "No chest pain, no breathlessness, no sweating",
        "no chest pain or shortness of breath",
        "No chest pain, breathlessness or sweating",
        "I don't have any chest pain or trouble breathing",
        "I do not have chest pain and shortness of breath",
        "He denies chest pain, dyspnoea and collapse",
        "I'm not short of breath",
        "I've never had a seizure",
        "I haven't had any chest pain, I just cough",
        "Chest pain? No.",
        "chest pain: none",
        "I don't want to die",
        "I'm not suicidal",
        "I would never kill myself",
        "No suicidal thoughts",
        "neither chest pain nor breathlessness",
        "My chest does not hurt",
        "my face is not drooping and my speech is not slurred",
        "without fever or a stiff neck",
        "I don't think I have had a stroke",
        "I can't breathe through my nose",
        "Negative for chest pain, syncope, palpitations",
        "no difficulty speaking, no weakness in my arms or legs",
        "I am not having chest pain or palpitations, and no shortness of breath",
        "I do not have any thoughts of harming myself or others",
        "Does this medicine cause strokes?",
        "I want to lose weight",
        "Nobody in my family had a heart attack",
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
        "not only chest pain but also sweating",
        "The pills do not help my chest pain and I'm sweating",
        "I've never had chest pain like this and I'm sweating",
        "no relief, chest pain and sweating",
        "I can't sleep because of chest pain and breathlessness",
        "nothing but chest pain and sweating",
        "No fever except chest pain with sweating",
        "no my chest hurts and I'm sweating",
        "it's not that I have no chest pain, it is crushing my chest",
        "I don't want to live",
        "I don't want to be here any more",
        "I'm not without chest pain and I sweat",
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
        "My father had a heart attack",
        "my mother died of a stroke and my uncle had seizures",
        "There is a family history of stroke",
        "heart attacks run in my family",
        "Ten years ago I had a stroke",
        "I had a seizure as a child",
        "I had a heart attack in 2015",
        "history of stroke, heart attack",
        "When I was young, I had seizures",
        "I am worried about a stroke",
        "Could this be a heart attack?",
        "I take aspirin to prevent a heart attack",
        "What are the signs of a stroke?",
        "My brother killed himself three years ago",
        "I am afraid of having a stroke like my father",
        "Could my headaches be meningitis?",
        "My dad had a stroke in 2012 and my mum has arthritis",
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
        "My mother has chest pain and can't breathe",
        "My father had chest pain this morning and is sweating",
        "My father collapsed an hour ago",
        "My wife is having a stroke",
        "I had a stroke in 2015, my face is drooping again",
        "My father had a heart attack, and now I have crushing chest pain",
        "Ten years ago I had a stroke and now my arm is weak",
        "I'm worried I'm having a heart attack right now",
        "My dad was driving and my chest started hurting with sweating",
        "my face drooped this morning but it's gone now",
        "I had a stroke in 2015, my chest hurts and I'm sweating",
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
        ("I have chest pain", Urgency::Urgent),
        ("I get short of breath on the stairs", Urgency::Urgent),
        ("I fainted", Urgency::Urgent),
        ("my calf is swollen and painful", Urgency::Urgent),
        ("There is blood in my stool", Urgency::Urgent),
        ("I bumped my head", Urgency::Urgent),
        ("I have hives", Urgency::Urgent),
        ("I have had a fever since yesterday", Urgency::Soon),
        ("I have been losing weight", Urgency::Soon),
        ("I have a runny nose", Urgency::Routine),
        ("I have a headache since this morning", Urgency::Routine),
        ("My knee hurts when I walk", Urgency::Routine),
        ("Hay fever and itchy eyes", Urgency::Routine),
        ("I feel tired and a bit dizzy", Urgency::Routine),
        ("My back hurts", Urgency::Routine),
        ("I need a repeat prescription", Urgency::Routine),
        ("this cough is killing me", Urgency::Routine),
    ] {
        if urgency(text) != expected {
            wrong.push((text, rules(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_long_text_is_read_to_its_end() {
    let text = format!("{} and I have chest pain and I am sweating", "pain and chest and no pain ".repeat(150));
    assert_eq!(urgency(&text), Urgency::Emergency);
    let calm = format!("{} I have no chest pain.", "I slept well. ".repeat(280));
    assert_eq!(urgency(&calm), Urgency::Routine);
}

#[test]
fn what_is_known_of_the_person_counts() {
    let baby = Person { age_months: Some(2), ..Person::default() };
    assert_eq!(screen("she has a fever", &baby).urgency, Urgency::Emergency);
    let child = Person { age_months: Some(80), ..Person::default() };
    assert_eq!(screen("she has a fever", &child).urgency, Urgency::Soon);
    let diabetic = Person::from_record(Some(600), ["type 1 diabetes"]);
    assert_eq!(screen("I am vomiting everything", &diabetic).urgency, Urgency::Emergency);
    let anticoagulated = Person::from_record(Some(600), ["Warfarin 5 mg"]);
    assert_eq!(screen("I banged my head", &anticoagulated).urgency, Urgency::Emergency);
}
