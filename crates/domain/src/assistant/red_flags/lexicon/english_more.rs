//! English phrases for the mind, poison, belly, pregnancy, injury, allergy, diabetes and children.

use super::{Lexicon, lexicon};

/// Findings with the phrases that tell them.
pub(super) const PHRASES: Lexicon = lexicon! {
    Suicidal:
        "suicid*",
        "kill|killing|killed|hang|hanging|shoot|shooting|drown|drowning myself|himself|herself|themself|themselves",
        "kms",
        "unalive",
        "end|ending|take|taking|took .. my|own|his|her life",
        "end it all|now",
        "ending it",
        "want|wanna|wants|wanted|wish|ready to die|disappear",
        "wanna die",
        "want .. be dead",
        "dont|doesnt|not want|wanna .. live|alive|wake|exist|around",
        "dont|doesnt want .. be here",
        "better off dead", "better .. dead|gone",
        "better .. without me",
        "no|nothing|any reason|point .. live|living|life|for",
        "nothing .. live for", "dont|doesnt|cant see .. point|reason .. living|life|live|on",
        "not worth living",
        "isnt worth living",
        "life .. not worth",
        "wish i was|were|wasnt|werent|had dead|alive|born|here|died",
        "cant go on|live .. anymore|more|longer|like",
        "tired|sick of living|life",
        "thoughts|thinking|think|thought about|of dying|death|ending",
        "rather .. dead|die",
        "only|except|if .. killed|suicide",
        "jump|jumping .. bridge|train|window|roof",
        "goodbye .. note|letter|everyone";
    SelfHarm:
        "self harm*|injur*", "might|may|could|will|gonna hurt|harm|cut myself",
        "selfharm*",
        "want|wants|wanted|urge|urges|going|thought|thoughts|thinking|think|feel|plan .. hurt|hurting|harm|harming|cut|cutting myself|himself|herself",
        "cutting|harming myself|himself|herself", "cut|slit|slashed|slash|cutting my|his|her wrist|wrists",
        "hurt|hurting|cut|burn|burned .. purpose|deliberately";
    HarmOthers:
        "want|wants|going|urge|urges|thought|thoughts|thinking|plan .. kill|killing|harm|harming .. him|her|them|someone|somebody|people|others|wife|husband|family|baby|child|children !medicine|medication|drug|vaccine|pill|pills|tablets",
        "voices .. tell|telling|say|saying|command*|order*";
    Overdose:
        "overdos*",
        "took|taken|swallowed|ate .. too many|much", "took|taken|swallowed .. lot|lots|many .. pills|tablets|medicine|medication|medications|meds|painkillers|antidepressants|capsules", "took|taken|swallowed .. all .. antidepressants|painkillers|meds|capsules|sleeping",
        "too many|much .. pills|tablets|paracetamol|tylenol|acetaminophen|ibuprofen|aspirin|insulin|medicine|medication|medications",
        "took|taken|swallowed .. all|whole|handful|bottle|box|pack|packet .. pills|tablets|medicine|medication|paracetamol|tylenol|medicines",
        "took|taken|swallowed|had 10|12|14|15|16|18|20|24|25|28|30|32|40|50|60|100|ten|twelve|fifteen|sixteen|twenty|thirty|forty|fifty|sixty pills|tablets|paracetamol|tylenol|aspirin|ibuprofen|capsules|sleeping",
        "double|triple|twice .. dose .. insulin|warfarin|methadone|morphine";
    Poison:
        "poison|poisoned|poisoning !food|ivy|blood",
        "swallow*|drank|drunk|drinks|ingested|ate|eaten .. bleach|detergent|antifreeze|acid|petrol|gasoline|pesticide|insecticide|battery|batteries|magnet|magnets|chemical|chemicals|mushroom|mushrooms|turpentine|kerosene|paraffin|cleaner|methanol",
        "carbon monoxide",
        "inhaled|breathed|breathing .. fumes|chlorine|smoke|gas";
    AbdominalPain:
        "stomach|belly|tummy|abdomen|abdominal|gut|bowel & pain|pains|hurt|hurts|hurting|ache|aches|aching|cramp|cramps|cramping|sore|painful|tender",
        "stomachache|bellyache";
    AbdominalPainSevere:
        "severe|terrible|unbearable|excruciating|agonising|agonizing|worst|intense|extreme|sudden|suddenly & stomach|belly|tummy|abdomen|abdominal";
    RigidBelly:
        "stomach|belly|tummy|abdomen & rigid|hard|distended|swollen",
        "cant|not pass|passing .. gas|wind|stool";
    LowerRightPain: "lower right", "right lower", "bottom right", "appendi*";
    VomitsBlood:
        "vomit*|throwing|threw|throw|thrown|puk* .. blood|bloody",
        "blood .. vomit",
        "coffee ground|grounds",
        "bringing|brought|coming up blood",
        "haematemesis|hematemesis";
    BlackStool:
        "black|tarry .. stool|stools|poo|poop|faeces|feces|diarrhoea|diarrhea|bowel",
        "stool|stools|poo|poop|faeces|feces .. black|tarry",
        "melaena|melena";
    RectalBleeding:
        "blood|bloody & stool|stools|poo|poop|toilet|bottom|anus|faeces|feces|diarrhoea|diarrhea|wipe|wiping",
        "bleed* .. bottom|anus|rectum|back passage",
        "rectal bleeding";
    Bleeding: "bleed*|bled", "losing|lost .. blood";
    HeavyBleeding:
        "heavy|heavily|profuse|profusely|uncontroll*|massive|massively .. bleed* !period|periods|menstrual",
        "bleed* .. heavily|lot|badly|profusely|everywhere|uncontroll*|nonstop !period|periods",
        "bleed* .. wont|doesnt|not|cant|never .. stop|stopping",
        "cant|couldnt|wont|doesnt .. stop .. bleed*", "bleed* & wont|doesnt|never|not|isnt|hasnt stop|stopping|stopped",
        "lot|lots|litres of blood !test|tests|pressure",
        "losing|lost .. lot .. blood",
        "spurting",
        "soak* .. pad|pads|towel|towels|bandage*|dressing*|sheets|clothes",
        "haemorrhag*|hemorrhag* !brain";
    TesticularPain:
        "testic*|testis|testes|scrotum|scrotal|balls & pain|pains|painful|hurt|hurts|swollen|swelling|ache|aches|sore|twisted";
    UrineRetention:
        "cant|couldnt|unable .. pee|urinate|wee",
        "cant|couldnt|unable .. pass .. urine|water",
        "urinary retention";
    NoUrine:
        "no urine|pee|wee",
        "havent|hasnt|not|didnt .. peed|urinated|wee|weed|pee|urinate",
        "havent|hasnt|not|didnt .. passed|pass|passing .. urine|water",
        "dry|no|without|not|hasnt|havent .. nappy|nappies|diaper|diapers !rash";
    Pregnant:
        "pregnan* !negative|previous|last|first",
        "expecting a baby",
        "gave birth",
        "given birth",
        "postpartum|postnatal",
        "had|delivered|delivery .. baby .. ago";
    MissedPeriod: "missed|late|skipped .. period|periods", "period .. late|missed", "no period|periods";
    VaginalBleeding: "vagina* .. bleed*|blood", "bleed* .. vagina*", "spotting", "bleeding|blood .. down there|below";
    ShoulderTipPain: "tip|top of .. shoulder", "shoulder tip";
    Ectopic: "ectopic";
    PreEclampsia: "pre eclampsia", "preeclampsia|eclampsia|hellp";
    UpperBellyPain: "upper .. stomach|belly|abdomen|abdominal|tummy", "below|under|beneath .. ribs", "epigastric";
    SuddenSwelling: "swell*|swollen|puffy & face|hands|feet|ankles";
    FewerMovements:
        "baby .. not|isnt|stopped|less|hasnt|doesnt|havent .. moving|moved|move|kicking|kicked|kick",
        "reduced|fewer|less|no .. movement|movements|kicks|kicking !bowel",
        "baby .. moving|kicking less",
        "not|havent|cant .. feel|felt .. baby .. move|moving|kick|kicking";
    WatersBroken: "water|waters .. broke|broken|breaking";
    HeadInjury:
        "hit|hurt|banged|bumped|knocked|injured|struck|smacked|cracked|fell|landed .. head",
        "head injury|trauma|injuries",
        "blow|knock|bang to .. head",
        "concuss*",
        "kicked|punched .. head";
    BloodThinner:
        "warfarin|coumadin|anticoagulant|anticoagulants|apixaban|rivaroxaban|eliquis|xarelto|dabigatran|pradaxa|edoxaban|heparin|enoxaparin|clopidogrel|plavix",
        "blood thinner|thinners|thinning";
    ClearFluid: "clear|watery fluid|liquid|water & nose|ear|ears";
    MajorInjury:
        "car|road|motorbike|motorcycle|bike|bicycle|traffic|vehicle accident|crash|collision",
        "hit|run|knocked|struck by|over|down .. car|truck|bus|motorbike|lorry|van|train",
        "fell|fallen|fall|jumped .. from|off|down|out .. height|roof|ladder|stairs|balcony|window|tree|horse|floor|storey|scaffolding|bed";
    PenetratingInjury: "stabbed|gunshot|impaled", "stab|bullet wound", "been|was|got|were shot";
    Burn: "burned|burnt|scalded|scald|burns", "a|degree burn";
    BurnSevere:
        "severe|deep|large|big|serious|third|electrical|chemical|bad|badly .. burn|burns|burned|burnt",
        "burned|burnt|burn|burns|scald|scalded & face|eyes|eye|genitals|hands|hand|neck|white|charred|airway|baby|body";
    ChemicalInEye: "bleach|chemical|chemicals|acid|alkali|ammonia|cement|lime|detergent|cleaner|glue .. eye|eyes";
    PainfulRedEye: "red .. eye|eyes & pain|painful|hurts|sore", "eye|eyes .. red .. pain|painful|hurts";
    ElectricShock: "electrocut*", "electric shock|shocks !like|feel*|sensation", "struck by lightning";
    Drowning: "drowned|drowning !work|myself";
    Venom: "snake|viper|cobra|scorpion|adder & bit|bite|bitten|bites|stung|sting";
    OpenFracture: "bone .. sticking|through|visible|exposed|poking|showing", "open|compound fracture", "see .. bone";
    ColdLimb:
        "~ leg|foot|arm|hand .. cold .. pale|white|blue|numb|painful|hurts",
        "cold .. painful|pale|white|numb leg|foot|arm|hand",
        "~ leg|foot|arm|hand .. pale|white|blue .. cold";
    BackPain: "back & pain|pains|hurts|hurting|ache|aches|aching|painful", "backache|sciatica|lumbago";
    SaddleNumb:
        "numb|numbness|tingling|feeling|sensation .. between .. legs|thighs",
        "numb|numbness|tingling|feeling|sensation & genitals|genital|bottom|buttocks|saddle|anus|vagina|penis|private|privates",
        "between .. legs .. numb";
    Incontinence:
        "incontinen*",
        "lost|losing|loss|lose|no .. control .. bladder|bowel|bowels|urine",
        "cant|couldnt .. control|hold .. bladder|bowel|bowels|pee|urine|poo",
        "wet|wetting|soiled|peed|pissed|pooed myself";
    BothLegsWeak:
        "legs & weak|weakness|numb|numbness|giving|paraly*",
        "cant|couldnt|unable .. feel|move .. legs",
        "cant|unable walk";
    ThroatSwelling:
        "throat|airway & closing|closes|close|closed|tight|tightness|tightening|shutting|shut|constrict*",
        "tongue & swell*|swollen";
    FaceSwelling: "face|lip|lips|eyelid|eyelids|eyes|mouth|throat & swell*|swollen|puffy";
    Hives: "hives|urticaria|welts", "nettle rash", "itchy|itching .. rash|everywhere|over|bumps";
    AllergicReaction: "allergic reaction|attack";
    Anaphylaxis: "anaphyla*", "used|use|need .. epipen";
    Drooling: "drool*|dribbling", "cant|couldnt|unable .. swallow";
    Diabetes: "diabet*", "insulin|metformin";
    HighSugar:
        "sugar|glucose|sugars .. high|over|above", "sugar|glucose|sugars .. 15|16|17|18|19|20|21|22|23|24|25*|26*|27*|28*|29*|30*|31*|32*|33*|34*|35*|36*|38*|40*|42*|45*|50*|55*|60*",
        "high .. sugar|glucose|ketones",
        "keton*|ketoacidosis|dka|hyperglyc*";
    KetoticBreath: "breath & fruity|acetone|pear|sweet", "deep|rapid|fast breathing";
    LowSugar: "low .. sugar|glucose", "sugar|glucose|sugars .. low", "hypo|hypoglyc*";
    SickleCell: "sickle";
    HeatStroke: "heatstroke|sunstroke", "heat|sun stroke";
    YoungBaby:
        "newborn",
        "1|2|3|4|5|6|7|8|9|10|11|12|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve week|weeks|day|days old",
        "1|2|one|two month|months old";
    Child: "baby|babies|child|toddler|infant|newborn|son|daughter|grandson|granddaughter";
    NotFeeding:
        "not|isnt|wont|refus*|stopped|doesnt .. feed|feeding|drink|drinking|nursing|suck|sucking|breastfeed*|bottle|milk";
    WeightLoss: "lost|losing|lose|loss .. weight !want|trying|diet|help|need|try|tried|like", "weight loss";
    Lump: "lump|lumps !throat", "breast & swelling|mass|hard|changed";
    BloodInUrine: "blood & urine|pee|wee", "red|pink|bloody urine|pee";
    SwallowingTrouble: "trouble|difficulty|hard|difficult|painful .. swallow*", "food .. stuck|sticks|sticking";
    Trigger:
        "ate|eating|eaten|stung|sting|bee|wasp|hornet|peanut|peanuts|nuts|nut|shellfish|antibiotic|antibiotics|penicillin|amoxicillin|injection|vaccine|vaccination";
    Sudden: "sudden|suddenly|abruptly|instantly", "out of nowhere";
    Severe:
        "severe|severely|unbearable|excruciating|agony|agonising|agonizing|worst|intense|extreme|extremely|10/10|9/10|terrible|horrible",
        "ten|nine|10|9 out of ten|10", "so bad .. cant|couldnt", "doubled over";
    AsksForAmbulance:
        "call|need|send|want .. ambulance|paramedics|999|911|112|samu",
        "this|its|it|is an emergency !not|contact|if",
        "im|am dying";
};
