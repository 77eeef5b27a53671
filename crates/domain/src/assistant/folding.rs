//! Patients' words made comparable: lower case, no accents, contractions joined, cut into sentences, clauses and words.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::spelling::corrected;

/// One word as it is compared, with the place of its letters in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded letters: `Ça` is `ca`, `can't` and `can not` are `cant`, `8/10` stays `8/10`.
    pub text: String,
    /// First byte in the original text.
    pub start: usize,
    /// Byte after the last one in the original text.
    pub end: usize,
    /// Number of the comma-delimited piece within its sentence.
    pub segment: usize,
    /// Number of the clause within its sentence: `but`, `mais`, `except` begin a new one.
    pub clause: usize,
}

/// The words between two full stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// In order.
    pub words: Vec<Word>,
    /// Whether it ended with a question mark.
    pub is_question: bool,
}

impl Sentence {
    /// The letters of the whole sentence in the original text.
    pub fn verbatim<'a>(&self, text: &'a str) -> &'a str {
        match (self.words.first(), self.words.last()) {
            (Some(first), Some(last)) => text.get(first.start..last.end).unwrap_or_default(),
            _ => "",
        }
    }
    /// The folded word at a position.
    pub fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).map(|word| word.text.as_str())
    }
    /// Whether the folded words of `phrase` stand next to each other somewhere.
    pub fn contains(&self, phrase: &str) -> bool {
        contains_phrase(self.words.iter().map(|word| word.text.as_str()), phrase)
    }
}

/// Cuts a text into sentences of folded words.
pub(crate) fn sentences(text: &str) -> Vec<Sentence> {
    let mut reader = Reader::default();
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (position, &(at, c)) in chars.iter().enumerate() {
        let next = chars.get(position + 1).map(|&(_, next)| next);
        reader.take(at, c, next, chars.get(position + 1..).unwrap_or_default());
    }
    reader.end_sentence(text.len(), false);
    reader.sentences.into_iter().map(join_contractions).map(number_clauses).collect()
}

/// All folded words of a text, one space between them.
pub(crate) fn folded(text: &str) -> String {
    let words = sentences(text).into_iter().flat_map(|sentence| sentence.words);
    words.map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// Whether a list of words, written with spaces between them, holds this one.
pub(crate) fn is_listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

/// Whether the words of `phrase` follow one another in `words`.
pub(crate) fn contains_phrase<'a>(words: impl Iterator<Item = &'a str>, phrase: &str) -> bool {
    let words: Vec<&str> = words.collect();
    let phrase: Vec<&str> = phrase.split(' ').collect();
    words.windows(phrase.len()).any(|window| window == phrase.as_slice())
}

/// Words without any full stop are cut here, so that the work for a sentence stays bounded.
const LONGEST_SENTENCE: usize = 120;

#[derive(Default)]
struct Reader {
    sentences: Vec<Sentence>,
    words: Vec<Word>,
    letters: String,
    start: usize,
    segment: usize,
}

impl Reader {
    fn take(&mut self, at: usize, c: char, next: Option<char>, rest: &[(usize, char)]) {
        let next_is_digit = next.is_some_and(|c| c.is_ascii_digit());
        let in_number = self.letters.ends_with(|last: char| last.is_ascii_digit()) && next_is_digit;
        match c {
            '\'' | '’' | 'ʼ' | '‘' | '`' | '´' if !self.letters.is_empty() => self.apostrophe(at, rest),
            '/' | '.' | ',' if in_number => self.letters.push(if c == ',' { '.' } else { c }),
            '.' | '!' | '?' | '\n' | '\r' | '…' | '؟' | '。' => self.end_sentence(at, matches!(c, '?' | '؟')),
            ',' | ';' | '(' | ')' | '،' | '—' | '–' | '•' => self.end_segment(at),
            '-' if self.letters.is_empty() => self.end_segment(at),
            _ if c.is_alphanumeric() => {
                if self.letters.is_empty() {
                    self.start = at;
                }
                fold_into(&mut self.letters, c);
            }
            _ if is_combining_mark(c) => {}
            _ => self.end_word(at),
        }
    }
    /// `can't`, `I'm`: one word; `father's`: the owner; `j'étouffe`: two words.
    fn apostrophe(&mut self, at: usize, rest: &[(usize, char)]) {
        let suffix: String =
            rest.iter().map(|&(_, c)| c).take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let joins = matches!(suffix.as_str(), "t" | "m" | "re" | "ve" | "ll" | "d")
            || (suffix == "hui" && self.letters == "aujourd");
        // Of an owner's `'s` only the owner is kept: `end_word` drops the letter.
        if !joins {
            self.end_word(at);
        }
    }
    fn end_word(&mut self, at: usize) {
        if self.letters.is_empty() {
            return;
        }
        if self.words.len() >= LONGEST_SENTENCE {
            self.sentences.push(Sentence { words: std::mem::take(&mut self.words), is_question: false });
            self.segment = 0;
        }
        let text = std::mem::take(&mut self.letters);
        if text != "s" {
            let text = corrected(&text).map_or(text, str::to_owned);
            self.words.push(Word { text, start: self.start, end: at, segment: self.segment, clause: 0 });
        }
    }
    fn end_segment(&mut self, at: usize) {
        self.end_word(at);
        self.segment += 1;
    }
    fn end_sentence(&mut self, at: usize, is_question: bool) {
        self.end_word(at);
        self.segment = 0;
        if !self.words.is_empty() {
            self.sentences.push(Sentence { words: std::mem::take(&mut self.words), is_question });
        }
    }
}

fn fold_into(letters: &mut String, c: char) {
    match c {
        'œ' | 'Œ' => letters.push_str("oe"),
        'æ' | 'Æ' => letters.push_str("ae"),
        _ => letters.extend(std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase)),
    }
}

/// Spelt-out pairs that mean one contraction.
const CONTRACTIONS: &[(&str, &str, &str)] = &[
    ("can", "not", "cant"),
    ("do", "not", "dont"),
    ("does", "not", "doesnt"),
    ("did", "not", "didnt"),
    ("have", "not", "havent"),
    ("has", "not", "hasnt"),
    ("had", "not", "hadnt"),
    ("is", "not", "isnt"),
    ("are", "not", "arent"),
    ("was", "not", "wasnt"),
    ("were", "not", "werent"),
    ("could", "not", "couldnt"),
    ("will", "not", "wont"),
    ("would", "not", "wouldnt"),
    ("i", "am", "im"),
];

fn join_contractions(sentence: Sentence) -> Sentence {
    let mut words: Vec<Word> = Vec::with_capacity(sentence.words.len());
    for mut word in sentence.words {
        if word.text == "cannot" {
            word.text = "cant".into();
        }
        let joined = words.last().filter(|last| last.segment == word.segment).and_then(|last| {
            CONTRACTIONS.iter().find(|(first, second, _)| *first == last.text && *second == word.text)
        });
        match (joined, words.last_mut()) {
            (Some((_, _, contraction)), Some(last)) => {
                last.text = (*contraction).into();
                last.end = word.end;
            }
            _ => words.push(word),
        }
    }
    Sentence { words, ..sentence }
}

/// Words that turn from what was said before to its contrary.
const CONTRASTS: &[&str] = &[
    "but",
    "however",
    "although",
    "though",
    "yet",
    "except",
    "besides",
    "despite",
    "mais",
    "cependant",
    "pourtant",
    "toutefois",
    "sauf",
    "hormis",
    "excepte",
    "malgre",
    "neanmoins",
    "nevertheless",
    "otherwise",
    "sinon",
];

/// The same in two words.
const CONTRAST_PAIRS: &[(&str, &str)] =
    &[("apart", "from"), ("aside", "from"), ("other", "than"), ("a", "part"), ("par", "contre"), ("autre", "que")];

fn number_clauses(mut sentence: Sentence) -> Sentence {
    let texts: Vec<String> = sentence.words.iter().map(|word| word.text.clone()).collect();
    let mut clause = 0;
    for (index, word) in sentence.words.iter_mut().enumerate() {
        let next = texts.get(index + 1).map_or("", String::as_str);
        if CONTRASTS.contains(&word.text.as_str()) || CONTRAST_PAIRS.contains(&(word.text.as_str(), next)) {
            clause += 1;
        }
        word.clause = clause;
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_apostrophes_are_folded() {
        assert_eq!(folded("J’étouffe, mon CŒUR bat"), "j etouffe mon coeur bat");
        assert_eq!(folded("I can't, I cannot, I can not"), "i cant i cant i cant");
        assert_eq!(folded("My father's arm. Aujourd'hui"), "my father arm aujourdhui");
    }

    #[test]
    fn numbers_keep_their_signs() {
        assert_eq!(folded("8/10, 38,5 then 38.5."), "8/10 38.5 then 38.5");
    }

    #[test]
    fn contrasts_and_commas_are_numbered() {
        let all = sentences("No fever, no cough but I can't breathe. Really?");
        assert_eq!(all.len(), 2);
        let clauses: Vec<usize> = all[0].words.iter().map(|word| word.clause).collect();
        assert_eq!(clauses, [0, 0, 0, 0, 1, 1, 1, 1]);
        assert_eq!(all[0].words.iter().map(|word| word.segment).max(), Some(1));
        assert!(all[1].is_question);
    }

    #[test]
    fn a_sentence_finds_its_own_letters_again() {
        let text = "Ça va. J’ai mal à la tête !";
        let all = sentences(text);
        assert_eq!(all[1].verbatim(text), "J’ai mal à la tête");
    }
}
