//! The commonest misspellings of words on which a red flag hangs.

/// The word meant, when these folded letters are a known misspelling of it.
pub(crate) fn corrected(word: &str) -> Option<&'static str> {
    MISSPELLINGS.iter().find(|(wrong, _)| wrong.contains(&word)).map(|(_, right)| *right)
}

const MISSPELLINGS: &[(&[&str], &str)] = &[
    (&["cheast", "chst", "chset", "chets"], "chest"),
    (&["pian", "payn", "paine"], "pain"),
    (&["hart", "haert"], "heart"),
    (&["atack", "attak", "attck"], "attack"),
    (&["breth", "breahth", "breeth", "braeth"], "breathe"),
    (&["breating", "breathin", "brething", "breahting", "breathng"], "breathing"),
    (&["strok", "srtoke", "storke"], "stroke"),
    (&["siezure", "seisure", "seizur", "siezures"], "seizure"),
    (&["unconcious", "unconsious", "unconscius", "unconscous"], "unconscious"),
    (&["bleading", "bleding", "bleedin"], "bleeding"),
    (&["vomitting", "vommiting", "vomting"], "vomiting"),
    (&["suicidle", "sucidal", "suicidel", "suicdal", "suiside", "suicde", "sucide"], "suicidal"),
    (&["slured", "slurrd"], "slurred"),
    (&["allergik"], "allergic"),
    (&["swolen", "swoolen"], "swollen"),
    (&["swetting", "sweting", "sweatin"], "sweating"),
    (&["stomache", "stomack", "stomac"], "stomach"),
    (&["headake", "headach", "hedache", "headeache"], "headache"),
    (&["poitrinne", "potrine", "poitrin", "poitine"], "poitrine"),
    (&["doulleur", "douler", "douleure", "douleurr", "dolleur"], "douleur"),
    (&["resspirer", "respierer", "respirrer"], "respirer"),
    (&["etoufe", "ettouffe", "etouff"], "etouffe"),
    (&["infractus", "enfarctus", "infarctuse"], "infarctus"),
    (&["saingne", "saigen"], "saigne"),
    (&["convultion", "convultions", "convulsionne"], "convulsion"),
    (&["fievr", "fiavre", "fiebvre"], "fievre"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::red_flags::{Person, Urgency, screen};

    #[test]
    fn misspelt_dangers_are_found() {
        for text in [
            "chets pian and sweting",
            "i cant breth",
            "im having a hart atack",
            "feeling suicidle",
            "infractus",
            "jai mal a la poitrin et des sueurs",
        ] {
            assert_eq!(screen(text, &Person::default()).urgency, Urgency::Emergency, "{text}");
        }
    }

    #[test]
    fn right_words_stay() {
        assert_eq!(corrected("chest"), None);
        assert_eq!(corrected("poitrine"), None);
    }
}
