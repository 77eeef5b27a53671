//! English phrases for the heart, the lungs, the brain and infections.

use super::{Lexicon, lexicon};

/// Findings with the phrases that tell them.
pub(super) const PHRASES: Lexicon = lexicon! {
    ChestPain:
        "chest|breastbone|sternum & pain|pains|painful|pian|hurt|hurts|hurting|ache|aches|aching|sore|discomfort|burning|stabbing|tender|killing",
        "heart & pain|pains|hurts|hurting|aches|aching",
        "angina", "chestpain|chestpains";
    ChestCrushing:
        "chest|breastbone & crush*|squeez*|pressure|heavy|heaviness|weight|vice|vise|band|elephant|tight* !cough* !cold !wheez* !asthma",
        "elephant|someone|something|weight .. sitting .. chest|me",
        "elephant on";
    TearingPain:
        "tearing|ripping|torn .. pain|chest|back",
        "pain|chest|back .. tearing|ripping",
        "aortic dissection|aneurysm",
        "aneurysm";
    PainSpreads:
        "left|right|both arm|arms|shoulder",
        "jaw",
        "arm|arms|neck|shoulder|shoulders & pain|hurts|ache|aches|numb|tingling|heavy|spread*|radiat*|goes|going|travel*|shoot*|down|into",
        "between .. shoulder",
        "spread*|radiat*|travel*|goes|going .. arm|arms|neck|back|shoulder*";
    HeartAttack: "heart attack|attacks", "heartattack", "cardiac arrest", "myocardial infarction";
    Palpitations:
        "palpitation*",
        "heart|heartbeat & racing|races|pounding|flutter*|skipping|skips|irregular*|fast|jumping";
    Breathless:
        "short|shortness of breath",
        "breathless*",
        "out of breath",
        "trouble|difficulty|difficult|difficulties|hard|harder|problem|problems|struggl* .. breath|breathe|breathing",
        "breathing & difficult|difficulty|hard|heavy|laboured|labored|fast|bad|worse|shallow|not|off|funny|strange",
        "winded",
        "dyspnea|dyspnoea",
        "catch .. breath",
        "lack of air|breath";
    BreathingSevere:
        "cant|couldnt breath* !nose|nostril*|through", "cantbreathe",
        "cant|couldnt .. get|catch .. air|breath",
        "unable to breathe|breath !nose",
        "not able to breathe|breath !nose",
        "barely|hardly|scarcely .. breathe|breathing|breath",
        "struggling|fighting|gasping .. breathe|breath|breathing|air",
        "gasping",
        "suffocat*",
        "cant|couldnt|unable .. finish|complete|speak|say .. sentence|sentences",
        "too breathless|short to|of";
    NotBreathing:
        "not|isnt|stopped|stops|stop breathing !well|properly|right|easily|good|smoking",
        "no pulse|breathing",
        "doesnt breathe",
        "heart .. stopped";
    BlueSkin: "lips|lip|tongue|face|skin|baby & blue|grey|gray|bluish", "turned|turning|turns|went|going|gone blue|grey|gray|ashen";
    Asthma: "asthma*", "wheez*";
    RelieverFails:
        "inhaler|inhalers|puffer|ventolin|salbutamol|reliever|albuterol|nebuliser|nebulizer .. isnt|not|doesnt|dont|didnt|no|stopped|hasnt|nothing|useless",
        "no relief .. inhaler|puffer|ventolin|salbutamol";
    CoughsBlood:
        "cough* .. blood|bloody",
        "blood .. cough|coughing|phlegm|sputum|mucus|spit|saliva",
        "spit* .. blood",
        "haemoptysis|hemoptysis";
    LegClot:
        "calf|calves & pain|painful|swollen|swelling|tender|hurts|red|hot|warm|hard",
        "leg & swollen|swelling|swelled|swells|red|hot";
    Clot: "dvt", "thrombosis", "blood clot|clots", "pulmonary embolism|embolus", "embolism", "clot .. lung|lungs|leg";
    Choking: "chok* !up", "chocking", "stuck .. throat|windpipe !feel*|like|sensation|if";
    Sweating: "sweat*", "clammy";
    Vomiting:
        "vomit*",
        "nausea*|nauseous|queasy",
        "throw|throwing|threw|thrown|throws up",
        "sick to .. stomach",
        "feel|feeling|felt|feels .. sick", "being|been sick",
        "puk*";
    VomitsEverything:
        "cant|couldnt|unable|not .. keep .. down",
        "keep nothing down",
        "vomiting|vomits|vomit everything|constantly|nonstop|continuously|all",
        "vomiting .. non stop";
    Faint: "dizz*", "lightheaded*", "light headed", "faint|faintness|fainting|woozy|giddy", "pass|black out";
    Fainted: "fainted", "faints", "syncope";
    Collapse:
        "passed|blacked|passes out",
        "lost|lose|losing|loss .. consciousness",
        "collapse*",
        "knocked out|unconscious";
    Unresponsive:
        "unresponsive",
        "unconscious",
        "wont wake|respond",
        "cant|couldnt wake|rouse him|her|them|my|the|baby",
        "doesnt|not|isnt wake|waking|respond|responding|responsive !treatment|antibiotic*|medicine|medication|therapy",
        "in a coma";
    FaceDroop:
        "face|mouth|smile|lip|lips|cheek|eyelid & droop*|dropped|dropping|sagg*|lopsided|crooked|paraly*|uneven|asymmetr*|twisted|fallen|slid*",
        "face|facial|cheek & numb|numbness|weak|weakness|droop|palsy|paralysis",
        "one side of .. face";
    LimbWeakness:
        "arm|arms|leg|side|limb|body|hand & weak|weakness|paraly*|limp",
        "arm|leg|side & numb|numbness|dead",
        "cant|couldnt|unable .. lift|raise|move|feel .. arm|arms|leg|legs|hand|side|limb|limbs",
        "lost|no|losing .. use|strength|power|feeling|movement .. arm|arms|leg|legs|hand|side",
        "numb|numbness|weak|weakness .. one|left|right side",
        "hemiplegia|hemiparesis|paralysed|paralyzed";
    SpeechTrouble:
        "slur*",
        "speech & trouble|difficult|difficulty|problem|problems|garbled|lost|weird|strange|gone|funny|confused",
        "cant|couldnt|unable .. speak|talk !throat|voice|about|to|with|anyone|sentence|sentences|loud|english|french|breath*",
        "trouble|difficulty|problem|problems|struggl* .. speaking|talking|speak|talk !throat|about",
        "words & jumbled|garbled|muddled|mixed|slurred",
        "cant|couldnt .. find|get .. words",
        "aphasia",
        "speaking|talking gibberish";
    Stroke: "stroke|strokes !heat|sun|swim*|back", "tia", "brain bleed|haemorrhage|hemorrhage";
    VisionLoss:
        "lost|loss|losing|lose .. sight|vision",
        "cant|couldnt see .. eye|eyes|anything", "cant|couldnt see out of .. eye|eyes",
        "cant|couldnt see !doctor|you|him|her|anyone|why|how|a|the|my|well|clearly|far|properly|without|glasses",
        "gone|going|went|suddenly|became blind",
        "blind .. eye",
        "double vision",
        "seeing double",
        "vision|sight|eye|eyesight .. gone|black|dark|disappeared|went",
        "curtain|shadow .. eye|vision";
    VisionBlurred:
        "blur*",
        "vision|sight|seeing & problem|problems|disturb*|spots|flashing|flashes|trouble|worse|hazy|foggy",
        "flashing|flashes|zigzag* .. lights|light",
        "halos";
    Seizure:
        "seizure*",
        "convuls*",
        "having|had|has|have|has|another a fit",
        "fitting",
        "shaking|jerking uncontroll*";
    SeizureLong:
        "seizure|seizures|fit|fitting|convulsion|convulsions & minutes|stop|stopped|stopping|second|another|again|still|two|three";
    Headache: "headache*|migraine*", "head & pain|pains|hurts|hurting|aches|aching|ache|pounding|throbbing|splitting";
    HeadacheSevere:
        "severe|terrible|awful|worst|unbearable|excruciating|horrible|intense|massive|violent & headache|headaches|migraine|head";
    Thunderclap:
        "thunderclap",
        "worst|worse .. headache|migraine|head",
        "headache .. worst|ever",
        "headache & suddenly|sudden|instantly|abruptly|explosive|seconds",
        "sudden|suddenly .. head|headache",
        "head .. exploded|exploding|burst",
        "hit|struck|kicked .. back .. head",
        "never had .. headache .. like";
    StiffNeck: "neck & stiff|stiffness|rigid", "cant|unable|hurts .. touch|bend|put .. chin|neck";
    LightHurts: "light|lights & hurt|hurts|bothers|painful|bear|stand|sensitive|unbearable", "photophobia";
    Confusion:
        "confused|confusion !about|which|prescription|dose|appointment|instructions|by",
        "delirious|delirium|disoriented|disorientated|hallucinat*",
        "doesnt|dont|not know where|who .. is|am|are|she|he|i",
        "doesnt recogni*",
        "talking nonsense",
        "making|makes no sense";
    Drowsy:
        "hard|difficult|impossible to wake|rouse",
        "drowsy|drowsiness|lethargic|floppy",
        "cant stay awake",
        "very|extremely|unusually|really sleepy",
        "limp";
    Rash: "rash|rashes";
    RashNonBlanching:
        "rash|spots|marks .. doesnt|dont|not|wont|isnt|never .. fade|fading|disappear|blanch*|vanish",
        "non blanching",
        "purple|purplish .. spots|rash|blotches|patches|dots",
        "rash|spots .. purple|bruises|bruise",
        "petechia*|purpura",
        "glass|tumbler test", "rash|spots|marks & glass|press|pressed|pressing";
    Meningitis: "meningitis";
    Fever:
        "fever|fevers|feverish !hay",
        "high|running|have|has|had|got|a temperature !normal",
        "temperature|temp .. 38*|39*|40*|41*|100*|101*|102*|103*|104*|105*|high",
        "38*|39*|40*|41*|101*|102*|103*|104* fever|degrees|c|celsius|temperature|f",
        "burning up", "38.*|39.*|40.*|41.* !kg|kilos|kilo|weigh*";
    Rigors: "rigor|rigors|shivering|shivers|chills", "shaking .. cold|chills|uncontroll*";
    Sepsis: "sepsis|septic|septicaemia|septicemia", "blood poisoning";
    Mottled:
        "mottled|ashen|blotchy",
        "skin & pale|grey|gray|cold|blue",
        "cold hands .. feet",
        "going to die",
        "impending doom";
    ImmuneWeak:
        "chemo|chemotherapy",
        "transplant|transplanted",
        "immunosuppress*|immunocompromised|neutropeni*|leukaemia|leukemia",
        "weak|weakened|low immune|immunity",
        "no spleen";
};
