//! French phrases for the mind, poison, belly, pregnancy, injury, allergy, diabetes and children.

use super::{Lexicon, lexicon};

/// Findings with the phrases that tell them.
pub(super) const PHRASES: Lexicon = lexicon! {
    Suicidal:
        "suicid*", "me|se|te tuer|pendre|noyer|flinguer|suicider|supprimer", "me|se jeter .. fenetre|pont|train|metro|toit|vide",
        "en finir !traitement|douleur|probleme|travail", "finir avec|avec ma|la vie", "mettre|mis fin .. jours|vie|tout", "fin a mes|ses jours",
        "envie|veux|veut|voudrais|souhaite|voulais|aimerais|prefere|preferais|preferes .. mourir|crever", "envie|veux .. etre|disparaitre mort|morte|disparaitre|pour",
        "envie|veux|voudrais disparaitre", "envie de disparaitre",
        "plus|pas|aucune envie .. vivre", "supporte|supporter plus .. vivre|vie", "veux|veut|peux plus|pas .. vivre", "plus .. raison|raisons|gout .. vivre",
        "vie .. plus|pas|vaut .. sens|peine|interet|vecue", "serais|serait|seraient mieux|mieux|heureux .. mort|morte|sans moi",
        "idees|pensees noires|morbides|suicidaires", "mort|morte .. delivrance|soulagement",
        "fatigue|marre|lasse de vivre", "marre de la vie", "m ouvrir|couper|tailler les veines", "lettre d adieu";
    SelfHarm:
        "me|se scarifie|scarifier|mutile|mutiler|scarifications", "automutil*", "auto mutilation", "scarification|scarifications",
        "me|se couper|coupe|blesser|faire|bruler .. expres|volontairement|mal !peur|risque",
        "envie|veux|besoin|pense|idee .. me|se couper|blesser|bruler";
    HarmOthers:
        "envie|veux|vais|pense|pensees|idee|idees .. tuer|frapper|blesser|poignarder .. quelqu|gens|femme|mari|enfant|enfants|bebe|famille|autres|lui",
        "le|la|les tuer", "voix .. disent|dit|ordonnent|ordonne|parlent|commandent", "entends des voix";
    Overdose:
        "surdose|overdose|surdosage", "pris|prise|avale|avalee|ingere .. trop .. comprime|comprimes|medicament|medicaments|cachets|paracetamol|doliprane|insuline",
        "trop de comprimes|medicaments|cachets|paracetamol|doliprane|insuline|somniferes",
        "pris|avale|ingere .. tous|toute|tout|boite|plaquette|flacon|poignee|tube .. comprime|comprimes|medicament|medicaments|cachets|paracetamol|doliprane|somniferes",
        "avale|pris .. boite|plaquette|flacon",
        "pris|avale 10|12|14|15|16|18|20|24|25|28|30|32|40|50|60|dix|quinze|vingt|trente|quarante|cinquante comprimes|cachets|doliprane|paracetamol|medicaments";
    Poison:
        "intoxique|intoxiquee|intoxication|empoisonne|empoisonnee|empoisonnement !alimentaire|sang", "poison",
        "avale|bu|boit|ingere|mange .. javel|detergent|lessive|antigel|acide|essence|pesticide|insecticide|pile|piles|aimant|aimants|champignon|champignons|mazout|petrole|deboucheur|produit|raticide|soude",
        "monoxyde", "inhale|respire .. fumee|fumees|gaz|chlore|vapeurs";
    AbdominalPain:
        "ventre|estomac|abdomen|abdominale|abdominales|bide|intestins & mal|maux|douleur|douleurs|douloureux|crampe|crampes|brulure|brulures|colique|coliques|lance", "maux de ventre|estomac";
    AbdominalPainSevere:
        "terrible|insupportable|atroce|violent|violente|violentes|intense|intenses|soudain|soudaine|brutal|brutale|brutalement|subite|horrible|affreux & ventre|estomac|abdomen|abdominale|abdominales";
    RigidBelly: "ventre|abdomen .. dur|dure|bois|gonfle|tendu|ballonne", "pas|plus .. gaz";
    LowerRightPain: "bas .. droite|droit", "droite .. bas", "appendicite", "fosse iliaque droite";
    VomitsBlood: "vomi|vomis|vomit|vomir|vomissement|vomissements|vomissait .. sang|marc", "sang .. vomi|vomissements", "hematemese", "marc de cafe";
    BlackStool: "selles|selle|caca|diarrhee .. noir|noire|noires|goudron", "melena";
    RectalBleeding: "sang & selles|selle|caca|anus|toilettes|papier|rectum|diarrhee|derriere", "saigne|saignement|saignements .. anus|rectum|rectal|rectaux", "rectorragie|rectorragies";
    Bleeding: "saigne|saignement|saignements|saignait|hemorragie|hemorragies", "perd|perds|perdu .. sang", "pertes de sang";
    HeavyBleeding:
        "saigne|saignement|saignements .. beaucoup|abondant|abondants|abondamment|arrete|arreter|arretent !regles", "hemorragie|hemorragies !cerebrale|meningee|ancienne",
        "perd|perds|perdu|perte .. beaucoup|enormement .. sang", "beaucoup de sang !prises|prise", "saigne|saignement|saignements & arrete|arretent pas|plus", "pisse le sang", "sang .. gicle|flots", "arrete|arreter .. saigner|saignement";
    TesticularPain: "testicule|testicules|bourses|couilles & mal|douleur|douleurs|gonfle|gonfles|enfle|douloureux|torsion";
    UrineRetention: "peux|arrive|parviens|peut|arrivais pas|plus .. uriner|pisser|pipi", "retention d urine|urinaire", "retention urine";
    NoUrine: "pas|plus|jamais .. urine|uriner|pipi|pisse !brule|brulures|sang", "couche|couches seche|seches";
    Pregnant: "enceinte|enceintes", "grossesse !precedente|derniere|negatif|premiere", "accouche|accouchee|accouchement", "post partum", "mois de grossesse", "semaines d amenorrhee";
    MissedPeriod: "retard .. regles", "regles .. retard|absentes", "pas .. regles", "retard de regles";
    VaginalBleeding: "pertes|saigne|saignement|saignements|sang .. vagin|vaginal|vaginale|vaginales|vaginaux|vagin|bas", "metrorragie*", "pertes de sang", "spotting";
    ShoulderTipPain: "pointe|haut|bout .. epaule";
    Ectopic: "extra uterine", "geu", "ectopique";
    PreEclampsia: "pre eclampsie", "preeclampsie|eclampsie";
    UpperBellyPain: "haut .. ventre|abdomen", "sous .. cotes", "epigastr*", "barre .. estomac|epigastrique|ventre", "creux .. estomac";
    SuddenSwelling: "gonfle|gonfles|gonflee|gonflees|enfle|enfles|enflee|enflees|oedeme|oedemes & visage|mains|pieds|chevilles|jambes";
    FewerMovements: "bebe .. bouge|bougeait|remue .. plus|moins|pas", "sens|sent .. plus|moins|pas .. bebe|bouger|mouvements", "moins de mouvements", "bouge moins|plus";
    WatersBroken: "perdu|perte|perds .. eaux", "poche .. eaux|rompue|percee", "rupture .. poche|membranes";
    HeadInjury: "cogne|cognee|tape|tapee|heurte|tombe|tombee|coup|choc|frappe|chute .. tete|crane", "traumatisme cranien|tete", "commotion", "trauma cranien";
    BloodThinner: "anticoagulant|anticoagulants|avk|previscan|sintrom|acenocoumarol|coumadine|warfarine|eliquis|xarelto|apixaban|rivaroxaban|heparine|lovenox|pradaxa|plavix|clopidogrel", "fluidifiant|fluidifiants", "fluidifier .. sang";
    ClearFluid: "liquide|ecoulement & nez|oreille|oreilles", "eau .. nez|oreille";
    MajorInjury:
        "accident .. voiture|route|moto|velo|circulation|scooter|camion", "renverse|renversee|percute|percutee .. voiture|camion|bus|moto|train", "renverse|renversee par",
        "tombe|tombee|chute|saute .. toit|echelle|escalier|escaliers|balcon|fenetre|arbre|cheval|etage|hauteur|echafaudage|metres|lit";
    PenetratingInjury: "poignarde|poignardee", "coup|coups .. couteau|feu|fusil", "balle dans", "blesse|blessure par balle", "plaie penetrante";
    Burn: "brule|brulee avec|par|au|a|la|le", "brulure|brulures !urin*|estomac|pipi|mictionnelle*|gastrique*|uriner|urinant", "ebouillante|ebouillantee";
    BurnSevere:
        "grave|graves|profonde|profondes|etendue|etendues|chimique|chimiques|electrique|electriques|troisieme .. brulure|brulures", "brulure|brulures .. grave|graves|profonde|profondes|etendue|chimique|electrique|degre|troisieme",
        "brulure|brulures|brule|brulee|ebouillante|ebouillantee .. visage|mains|main|cou|organes|genitaux|bebe|corps !froid|soleil|fievre";
    ChemicalInEye: "javel|acide|produit|soude|ciment|chaux|ammoniaque|colle|detergent .. oeil|yeux";
    PainfulRedEye: "oeil|yeux .. rouge|rouges .. mal|douleur|douloureux", "oeil rouge & douloureux|douleur|mal";
    ElectricShock: "electrocut*", "decharge|choc electrique !comme|sensation", "frappe|frappee par la foudre", "foudroye|foudroyee";
    Drowning: "noyade", "noye|noyee";
    Venom: "serpent|vipere|cobra|scorpion|scorpions & mordu|mordue|morsure|pique|piquee|piqure";
    OpenFracture: "fracture ouverte", "os .. sort|visible|dehors|depasse|voit";
    ColdLimb: "~ jambe|pied|bras|main .. froid|froide .. pale|blanc|blanche|bleu|bleue|douloureux|douloureuse|mal|engourdi|engourdie", "~ jambe|pied|bras|main .. pale|blanc|blanche|bleu|bleue .. froid|froide";
    BackPain: "dos|lombaire|lombaires|reins & mal|douleur|douleurs|maux|bloque|douloureux", "lumbago|sciatique|lombalgie";
    SaddleNumb:
        "engourdi|engourdie|engourdissement|insensible|fourmillements|sensation|sensibilite|sens .. entre .. jambes|cuisses", "engourdi|engourdie|engourdissement|anesthesie|insensible|insensibilite|sensation|sens & selle|perinee|sexe|fesses|anus|genitales|genitaux";
    Incontinence:
        "incontinen*", "perdu|perte|perds|plus .. controle .. vessie|urine|urines|selles|sphincters|intestins", "retiens|retenir|controle|controler .. plus|pas|mes .. urines|selles|urine|vessie", "urine dessus", "pipi dessus", "urine sur moi", "perds mes urines|selles", "fuites .. urine|urinaires";
    BothLegsWeak: "jambes & faibles|faible|faiblesse|engourdies|paralysees|lachent|molles|coton", "sens|bouge|bouger|sentir .. plus|pas .. jambes", "peux|arrive plus|pas .. marcher";
    ThroatSwelling: "gorge .. serre|ferme|fermee|bloquee|retrecit|resserre", "langue & gonfle|gonflee|enfle|enflee|gonfler", "oedeme de quincke|glotte";
    FaceSwelling: "visage|levre|levres|paupiere|paupieres|yeux|bouche|gorge & gonfle|gonflee|gonfles|gonflees|gonflement|enfle|enflee|enfles|enflees|oedeme";
    Hives: "urticaire", "plaques rouges", "demange|demangeaisons|gratte .. partout|corps";
    AllergicReaction: "reaction|crise allergique", "allergie grave";
    Anaphylaxis: "anaphyla*", "stylo .. adrenaline";
    Drooling: "bave|baver", "peux|arrive|peut pas|plus .. avaler";
    Diabetes: "diabet*", "insuline", "metformine";
    HighSugar: "glycemie|sucre .. haut|haute|elevee|eleve|monte|2|3|4|5", "hyperglycemie", "acidocetose|cetose|cetones|acetone !haleine", "trop de sucre";
    KetoticBreath: "haleine .. acetone|fruitee|pomme", "respire|respiration .. profondement|profonde|rapide|rapidement", "odeur .. acetone";
    LowSugar: "hypoglycemie|hypo", "glycemie|sucre .. bas|basse", "manque de sucre";
    SickleCell: "drepanocytose|drepanocytaire|drepanocytaires", "falciforme";
    HeatStroke: "coup|coups de chaleur|soleil & confus|confuse|inconscient|fievre|chaleur", "insolation", "coup de chaleur";
    YoungBaby: "nouveau ne|nee", "1|2|3|4|5|6|7|8|9|10|11|12|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix semaine|semaines & bebe|fils|fille|nourrisson|age|enfant", "bebe|fils|fille|nourrisson|enfant|age & 1|2|un|deux mois";
    Child: "bebe|bebes|enfant|nourrisson|fils|fille|fillette|garcon|garconnet";
    NotFeeding: "mange|boit|tete|prend|tette .. plus|pas|rien|sein|biberon !medicament|medicaments|alcool", "refuse .. manger|boire|sein|biberon|teter|lait";
    WeightLoss: "perdu|perds|perte|maigri|amaigri .. poids|kilos|kg", "maigri|amaigri|amaigrissement|maigris";
    Lump: "boule|grosseur|masse|nodule !gorge";
    BloodInUrine: "sang & urine|urines|pipi", "urine|urines rouge|rouges|rose", "hematurie";
    SwallowingTrouble: "mal|difficulte|difficultes|peine .. avaler|deglutir", "dysphagie", "aliments .. coincent|bloquent";
    Trigger: "mange|mangeant|pique|piquee|piqure|guepe|abeille|frelon|cacahuete|cacahuetes|arachide|arachides|noix|crustaces|antibiotique|antibiotiques|penicilline|amoxicilline|injection|vaccin";
    Sudden: "soudain|soudaine|soudainement|subit|subite|subitement|brutal|brutale|brutalement|brusque|brusquement", "tout a coup", "d un coup", "tout d un coup";
    Severe: "insupportable|atroce|terrible|violent|violente|violentes|intense|horrible|affreuse|affreux|extreme|intolerable|10/10|9/10", "dix|10|9|neuf sur dix|10", "tres forte|fort|fortes|forts|mal|grave";
    AsksForAmbulance: "appelez|appeler|besoin|envoyez .. ambulance|samu|pompiers|secours", "c est une urgence", "je meurs", "en train de mourir", "train de mourir";
};
