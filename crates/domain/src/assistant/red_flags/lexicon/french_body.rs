//! French phrases for the heart, the lungs, the brain and infections.

use super::{Lexicon, lexicon};

/// Findings with the phrases that tell them.
pub(super) const PHRASES: Lexicon = lexicon! {
    ChestPain:
        "poitrine|thorax|thoracique|thoraciques|sternum|torse & mal|douleur|douleurs|douloureux|douloureuse|brule|brulure|brulures|gene|point|pique|lance|elancements",
        "douleur|douleurs .. coeur",
        "coeur .. fait mal",
        "mal dans|vers le coeur",
        "angine de poitrine", "angor";
    ChestCrushing:
        "poitrine|thorax|thoracique|sternum & serre|serree|serrement|serrements|ecrase|ecrasement|oppression|oppresse|oppressee|oppressante|etau|poids|lourd|lourde|lourdeur|comprime|compression|compressee|pression|broie|constrictive",
        "elephant sur", "etau";
    TearingPain:
        "dechirante|dechirement|dechirure & poitrine|thorax|dos|douleur",
        "dissection aortique|aorte", "anevrisme";
    PainSpreads:
        "bras|epaule gauche|droit|droite", "deux bras", "machoire",
        "bras|epaule|epaules|cou|nuque & douleur|douleurs|mal|irradie|descend|monte|engourdi|lourd|fourmille|fourmillements",
        "entre .. omoplates", "irradie|irradiant|irradiation";
    HeartAttack: "crise cardiaque|cardiaques", "infarctus", "arret cardiaque", "attaque cardiaque";
    Palpitations: "palpitation|palpitations", "coeur .. bat|emballe|accelere|irregulier|vite|galope";
    Breathless:
        "essouffle*", "manque|manquer .. air|souffle", "du|de mal a|pour respirer",
        "mal a|pour .. respire*",
        "difficulte|difficultes|gene|peine .. respire*|respiratoire|respiratoires|respiration",
        "respire|respirer|respiration .. mal|difficile|difficilement|difficulte|vite",
        "souffle court", "court de souffle", "dyspnee", "a bout de souffle", "reprendre .. souffle";
    BreathingSevere:
        "etouffe !rire|chaleur", "jetouffe", "etouffement|etouffements|suffoque|suffocation|asphyxie|asphyxier",
        "peux|peut|arrive|arrives|parviens|parvient|arrivais|pouvais pas|plus .. respire* !nez",
        "impossible|incapable de respirer !nez",
        "respire|respirer|respirait plus|presque|peine !nez !vite !fort",
        "sans .. pouvoir respirer",
        "peux|peut|arrive pas|plus .. finir|terminer .. phrase|phrases",
        "cherche|chercher .. air|souffle";
    NotBreathing: "ne respire plus|pas !bien|nez|correctement|vite|fort", "respire plus|pas !bien|nez|correctement", "arrete de respirer", "coeur .. arrete", "plus de pouls";
    BlueSkin: "levres|langue|visage|peau|bebe & bleu|bleue|bleus|bleues|bleuit|bleuatre|gris|grise|grises", "devient|devenu|devenue bleu|bleue", "cyanose|cyanosee|cyanose*";
    Asthma: "asthme|asthmatique|asthmatiques", "siffle|sifflement|sifflements & respire|respiration|poitrine|respirant|bronches";
    RelieverFails: "ventoline|inhalateur|bronchodilatateur|salbutamol|spray .. pas|plus|rien|aucun|sans";
    CoughsBlood: "tousse|toux|crache|crachats|crachat & sang", "hemoptysie";
    LegClot: "mollet|mollets & mal|douleur|douloureux|gonfle|enfle|dur|rouge|chaud", "jambe & gonflee|enflee|rouge|gonfle|enfle|chaude";
    Clot: "phlebite", "thrombose", "embolie", "caillot|caillots", "tvp";
    Choking: "etouffe|etrangle|etouffer|etrangler .. avec|avale|nourriture|mangeant|morceau", "fausse route", "avale .. travers", "coince|bloque .. gorge !impression|comme|sensation";
    Sweating: "sueur|sueurs", "transpire|transpiration|transpirer", "sue";
    Vomiting: "vomi|vomis|vomit|vomir|vomissement|vomissements|vomissait|vomissais", "nausee|nausees|nauseeux|nauseeuse", "mal au coeur", "envie de vomir|rendre";
    VomitsEverything: "vomit|vomis|vomi|vomissements tout|sans|incoercibles", "garde|garder .. rien|pas", "rien|pas garder";
    Faint: "vertige|vertiges|etourdissement|etourdissements|etourdi|etourdie", "tete .. tourne", "tourne|tourner .. tete", "malaise|malaises", "vais|failli .. evanouir|tomber";
    Fainted: "evanoui|evanouie|evanouis|evanouit|evanouissement", "syncope", "tombe|tombee dans les pommes";
    Collapse: "perdu|perd|perds|perte|perdre .. connaissance|conscience", "effondre|effondree|ecroule|ecroulee";
    Unresponsive: "inconscient|inconsciente|inanime|inanimee|coma", "repond|reagit|reveille pas|plus !traitement|antibiotique|antibiotiques|medicament", "arrive|peux pas .. reveiller";
    FaceDroop:
        "bouche|visage|sourire|levre|joue|paupiere & travers|tombe|tombante|tombant|affaisse|affaissee|deviee|devie|tordu|tordue|paralyse|paralysee|deforme|deformee|asymetrique",
        "visage|joue & engourdi|engourdie|paralysie|insensible", "paralysie faciale", "moitie .. visage";
    LimbWeakness:
        "bras|jambe|main|cote|membre|corps & faible|faiblesse|paralyse|paralysee|paralysie|inerte|mou",
        "bras|jambe|cote & engourdi|engourdie|engourdissement|insensible|mort|morte",
        "peux|peut|arrive|arrives|parviens|parvient|pouvais|arrivais pas|plus .. bouge*|lever|leve|sentir|soulever|serrer .. bras|jambe|jambes|main|cote|membre",
        "bouge|sens|sent|leve .. plus|pas .. bras|jambe|jambes|main|cote",
        "perdu|perd|perte .. force|sensibilite|usage .. bras|jambe|jambes|main|cote",
        "hemiplegi*", "paralyse|paralysee|paralysie|engourdi|engourdie|faible .. cote|moitie";
    SpeechTrouble:
        "trouble|troubles|difficulte|difficultes|mal|peine .. parler|parole|langage|elocution !gorge",
        "peux|peut|arrive|arrives|parviens|parvient|pouvais|arrivais pas|plus .. parle* !gorge|voix|avec|anglais",
        "parle|parler|parlait bizarrement|mal|difficilement|charabia", "parle plus|pas !gorge|voix|anglais|francais|encore|avec",
        "perdu .. parole", "trouve|trouver .. mots", "cherche .. mots", "bafouille|bredouille", "elocution .. pateuse|difficile", "aphasie";
    Stroke: "avc", "avcs", "attaque cerebrale", "accident vasculaire", "ait", "hemorragie cerebrale|meningee";
    VisionLoss:
        "perdu|perte|perds|perd .. vue|vision", "vue|vision .. disparu|disparue|partie|noire", "vois|voit|voir|voyais plus|rien", "vois|voit .. plus|rien .. oeil|yeux",
        "voir|vois|voit|vision double", "devenu|devenue|deviens|devient aveugle", "aveugle .. oeil", "voile|rideau|tache .. oeil|vue|yeux|vision|noir";
    VisionBlurred: "floue|flou !photo", "vue|vision|voir|vois & trouble|brouillee|mouches|taches|eclairs|points|mal|baisse", "mouches volantes";
    Seizure: "convulsion|convulsions|convulse", "crise d epilepsie", "crise epileptique|convulsive|comitiale", "crises d epilepsie|epileptiques|convulsives";
    SeizureLong: "convulsion|convulsions|convulse|convulser|crise & minutes|arrete|encore|deuxieme|repete|repetition|toujours|continue";
    Headache: "mal|maux|douleur|douleurs .. tete|crane", "migraine|migraines|cephalee|cephalees", "tete .. fait mal|lance|explose|cogne", "mal au crane";
    HeadacheSevere: "terrible|insupportable|atroce|horrible|violent|violente|violents|intense|intenses|fort|forte|pire|affreux|affreuse & tete|migraine|cephalee|cephalees|crane";
    Thunderclap:
        "coup de tonnerre|hache|massue|poignard",
        "pire .. mal|migraine|cephalee|douleur .. tete|vie", "pire mal de tete|crane", "pire migraine|cephalee",
        "brutal|brutale|brutalement|soudain|soudaine|subit|subite|subitement|soudainement|brusque|brusquement|explosif|foudroyante|foudroyant & tete|cephalee|migraine|crane",
        "jamais .. mal|migraine .. tete|pareil|pareille|comme";
    StiffNeck: "nuque|cou & raide|raideur|rigide|bloquee|bloque|raidie", "torticolis";
    LightHurts: "lumiere & gene|mal|supporte|supporter|fait|insupportable|blesse", "photophobie";
    Confusion: "confus|confuse|confusion|desoriente|desorientee|delire|delirant|delirante|hallucin*", "sait|sais plus ou|qui|quel", "reconnait plus|pas", "propos incoherents", "dit n importe quoi";
    Drowsy: "somnolent|somnolente|somnolence|lethargique|amorphe", "difficile|difficilement|mal|dur a reveiller", "tout mou", "toute molle", "bebe .. mou|molle", "reste .. eveille|eveillee";
    Rash: "eruption|eruptions|boutons|plaques|rougeurs";
    RashNonBlanching:
        "tache|taches|plaque|plaques|boutons .. violet|violets|violette|violettes|violace|violacees|pourpre|pourpres|mauve|mauves",
        "tache|taches|boutons|eruption|plaques .. disparait|disparaissent|efface|effacent|blanchit|blanchissent|part|partent .. pas", "taches|boutons .. pas .. verre",
        "purpura|petechie|petechies", "test du verre";
    Meningitis: "meningite", "meningites";
    Fever: "fievre|fievres|febrile !jaune", "temperature|thermometre .. 38*|39*|40*|41*|elevee|haute|monte", "38*|39*|40*|41* de|degres|fievre", "fait|ai|a de la temperature", "brulant|brulante de fievre";
    Rigors: "frisson|frissons|frissonne|grelotte|tremblements";
    Sepsis: "septicemie|sepsis|septique|septicemies", "infection du sang", "empoisonnement du sang";
    Mottled: "marbre|marbree|marbrures|livide|cireux", "peau|teint & pale|gris|grise|froide|bleue", "mains|pieds froids|froides|glaces|glacees|gelees|geles", "vais|va mourir", "mort imminente";
    ImmuneWeak: "chimio|chimiotherapie", "greffe|greffee|transplante|transplantee", "immunodeprime|immunodeprimee|immunosuppresseur|immunosuppresseurs|neutropenie|leucemie", "plus de rate", "sans rate", "defenses immunitaires";
};
