//! What the rules can recognise in a patient's words: symptoms, named diseases and circumstances.

use crate::kernel::text_enum;

text_enum! {
    /// Something recognised in a patient's words. The rules combine findings into red flags.
    pub enum Finding {
        /// Pain or discomfort in the chest.
        ChestPain = "chest_pain",
        /// Crushing, squeezing, heavy chest.
        ChestCrushing = "chest_crushing",
        /// Tearing pain in chest or back.
        TearingPain = "tearing_pain",
        /// Pain that spreads to, or is in, an arm, the neck, the jaw or between the shoulder blades.
        PainSpreads = "pain_spreads",
        /// A heart attack, named.
        HeartAttack = "heart_attack",
        /// Racing or irregular heartbeat.
        Palpitations = "palpitations",
        /// Short of breath.
        Breathless = "breathless",
        /// Cannot breathe, gasps, cannot speak for want of breath.
        BreathingSevere = "breathing_severe",
        /// Not breathing at all.
        NotBreathing = "not_breathing",
        /// Blue or grey lips, tongue or skin.
        BlueSkin = "blue_skin",
        /// Wheezing or asthma.
        Asthma = "asthma",
        /// The reliever inhaler does not help.
        RelieverFails = "reliever_fails",
        /// Coughs up blood.
        CoughsBlood = "coughs_blood",
        /// Calf or one leg swollen or painful.
        LegClot = "leg_clot",
        /// A clot of the leg or lung, named.
        Clot = "clot",
        /// Choking on something.
        Choking = "choking",
        /// Sweating, cold sweat, clammy.
        Sweating = "sweating",
        /// Vomiting or nausea.
        Vomiting = "vomiting",
        /// Cannot keep anything down.
        VomitsEverything = "vomits_everything",
        /// Dizzy, light-headed, near fainting.
        Faint = "faint",
        /// Fainted and came to.
        Fainted = "fainted",
        /// Lost consciousness.
        Collapse = "collapse",
        /// Cannot be woken, does not respond.
        Unresponsive = "unresponsive",
        /// Drooping of one side of the face.
        FaceDroop = "face_droop",
        /// Weakness or numbness of one side or limb.
        LimbWeakness = "limb_weakness",
        /// Slurred or lost speech.
        SpeechTrouble = "speech_trouble",
        /// A stroke, named.
        Stroke = "stroke",
        /// Lost sight, double vision.
        VisionLoss = "vision_loss",
        /// Blurred or disturbed vision.
        VisionBlurred = "vision_blurred",
        /// Seizure, fit, convulsion.
        Seizure = "seizure",
        /// A seizure that lasts or comes again.
        SeizureLong = "seizure_long",
        /// Headache.
        Headache = "headache",
        /// Severe headache.
        HeadacheSevere = "headache_severe",
        /// Sudden worst headache.
        Thunderclap = "thunderclap",
        /// Stiff neck.
        StiffNeck = "stiff_neck",
        /// Light hurts the eyes.
        LightHurts = "light_hurts",
        /// Confused, delirious.
        Confusion = "confusion",
        /// Drowsy, hard to wake, floppy.
        Drowsy = "drowsy",
        /// A rash.
        Rash = "rash",
        /// A rash that does not fade under glass, purple spots.
        RashNonBlanching = "rash_non_blanching",
        /// Meningitis, named.
        Meningitis = "meningitis",
        /// Fever.
        Fever = "fever",
        /// Shivering, rigors.
        Rigors = "rigors",
        /// Sepsis, named.
        Sepsis = "sepsis",
        /// Mottled, ashen, cold skin; very unwell.
        Mottled = "mottled",
        /// No urine for long.
        NoUrine = "no_urine",
        /// Chemotherapy, transplant, weak immune system.
        ImmuneWeak = "immune_weak",
        /// A baby under three months, said in words.
        YoungBaby = "young_baby",
        /// A baby that does not feed.
        NotFeeding = "not_feeding",
        /// Thoughts of suicide, wish to die.
        Suicidal = "suicidal",
        /// Hurts oneself.
        SelfHarm = "self_harm",
        /// Thoughts of harming others, or voices that command.
        HarmOthers = "harm_others",
        /// Took too much of a medicine.
        Overdose = "overdose",
        /// Swallowed, breathed in or touched a poison.
        Poison = "poison",
        /// Pain in the belly.
        AbdominalPain = "abdominal_pain",
        /// Sudden or severe pain in the belly.
        AbdominalPainSevere = "abdominal_pain_severe",
        /// A hard belly.
        RigidBelly = "rigid_belly",
        /// Pain low on the right.
        LowerRightPain = "lower_right_pain",
        /// Vomits blood.
        VomitsBlood = "vomits_blood",
        /// Black, tarry stool.
        BlackStool = "black_stool",
        /// Blood in the stool.
        RectalBleeding = "rectal_bleeding",
        /// Any bleeding.
        Bleeding = "bleeding",
        /// A lot of blood.
        HeavyBleeding = "heavy_bleeding",
        /// Pain or swelling of a testicle.
        TesticularPain = "testicular_pain",
        /// Cannot pass urine.
        UrineRetention = "urine_retention",
        /// Pregnant.
        Pregnant = "pregnant",
        /// A missed period.
        MissedPeriod = "missed_period",
        /// Bleeds from the vagina.
        VaginalBleeding = "vaginal_bleeding",
        /// Pain at the tip of the shoulder.
        ShoulderTipPain = "shoulder_tip_pain",
        /// Ectopic pregnancy, named.
        Ectopic = "ectopic",
        /// Pre-eclampsia, named.
        PreEclampsia = "pre_eclampsia",
        /// Pain below the ribs, upper belly.
        UpperBellyPain = "upper_belly_pain",
        /// Sudden swelling of face, hands or feet.
        SuddenSwelling = "sudden_swelling",
        /// The unborn baby moves less.
        FewerMovements = "fewer_movements",
        /// Waters have broken.
        WatersBroken = "waters_broken",
        /// Blow to the head.
        HeadInjury = "head_injury",
        /// Takes a blood thinner.
        BloodThinner = "blood_thinner",
        /// Clear fluid from nose or ear.
        ClearFluid = "clear_fluid",
        /// Fall from height, road accident.
        MajorInjury = "major_injury",
        /// Stabbed, shot.
        PenetratingInjury = "penetrating_injury",
        /// Burn.
        Burn = "burn",
        /// Large, deep, electrical or chemical burn, or of face, hands, genitals.
        BurnSevere = "burn_severe",
        /// Chemical in the eye.
        ChemicalInEye = "chemical_in_eye",
        /// Painful red eye.
        PainfulRedEye = "painful_red_eye",
        /// Electric shock.
        ElectricShock = "electric_shock",
        /// Near drowning.
        Drowning = "drowning",
        /// Snake bite, scorpion sting.
        Venom = "venom",
        /// Bone through the skin, deformed limb.
        OpenFracture = "open_fracture",
        /// Pale, cold, painful limb.
        ColdLimb = "cold_limb",
        /// Back pain.
        BackPain = "back_pain",
        /// Numb between the legs.
        SaddleNumb = "saddle_numb",
        /// Lost control of bladder or bowel.
        Incontinence = "incontinence",
        /// Both legs weak or numb.
        BothLegsWeak = "both_legs_weak",
        /// Swelling of throat or tongue.
        ThroatSwelling = "throat_swelling",
        /// Swelling of face or lips.
        FaceSwelling = "face_swelling",
        /// Hives.
        Hives = "hives",
        /// Allergic reaction.
        AllergicReaction = "allergic_reaction",
        /// Anaphylaxis, named.
        Anaphylaxis = "anaphylaxis",
        /// Cannot swallow own saliva, drools.
        Drooling = "drooling",
        /// Diabetes.
        Diabetes = "diabetes",
        /// High blood sugar, ketones.
        HighSugar = "high_sugar",
        /// Fruity breath, deep fast breathing.
        KetoticBreath = "ketotic_breath",
        /// Low blood sugar.
        LowSugar = "low_sugar",
        /// Sickle cell disease.
        SickleCell = "sickle_cell",
        /// Heat stroke.
        HeatStroke = "heat_stroke",
        /// A baby or child, said in words.
        Child = "child",
        /// Loses weight without trying.
        WeightLoss = "weight_loss",
        /// A new lump.
        Lump = "lump",
        /// Blood in the urine.
        BloodInUrine = "blood_in_urine",
        /// Food sticks, swallowing is hard.
        SwallowingTrouble = "swallowing_trouble",
        /// A trigger: ate, was stung, took a new medicine.
        Trigger = "trigger",
        /// Sudden onset.
        Sudden = "sudden",
        /// Worsens quickly, severe.
        Severe = "severe",
        /// Danger signs the interview asked about, confirmed with a bare yes.
        ConfirmedDanger = "confirmed_danger",
        /// The patient says it is an emergency or asks for an ambulance.
        AsksForAmbulance = "asks_for_ambulance",
    }
}

impl Finding {
    /// A disease the patient names, which may be a worry and not a complaint.
    pub const fn is_named_disease(self) -> bool {
        matches!(
            self,
            Self::HeartAttack
                | Self::Stroke
                | Self::Sepsis
                | Self::Meningitis
                | Self::Clot
                | Self::Ectopic
                | Self::PreEclampsia
                | Self::Anaphylaxis
                | Self::AllergicReaction
        )
    }
    /// Thoughts and acts against oneself or others: read with more caution than bodily complaints.
    pub const fn is_of_the_mind(self) -> bool {
        matches!(self, Self::Suicidal | Self::SelfHarm | Self::HarmOthers | Self::Overdose)
    }
    /// A lasting circumstance that stays true when it is years old.
    pub const fn is_background(self) -> bool {
        matches!(self, Self::Diabetes | Self::BloodThinner | Self::ImmuneWeak | Self::Asthma | Self::SickleCell)
    }
}
