//! Lines made of fixed words and quotes; quotes shrink, longest first, until the whole fits.

use crate::assistant::language::Language;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Always whole.
    Fixed(String),
    /// The patient's or the record's words, in quotation marks; may be shortened.
    Quote(String),
}

/// One line of the summary.
pub(super) type Line = Vec<Piece>;

/// All lines, in at most `most` characters.
pub(super) fn fit(lines: &[Line], language: Language, most: usize) -> String {
    let longest = lines.iter().flatten().map(quoted_length).max().unwrap_or(0);
    let whole = render(lines, language, longest);
    if whole.chars().count() <= most {
        return whole;
    }
    // The largest length for quotes with which everything fits, by bisection.
    let (mut fits, mut too_long) = (0, longest);
    while fits + 1 < too_long {
        let middle = usize::midpoint(fits, too_long);
        if render(lines, language, middle).chars().count() <= most { fits = middle } else { too_long = middle }
    }
    render(lines, language, fits)
}

fn quoted_length(piece: &Piece) -> usize {
    match piece {
        Piece::Fixed(_) => 0,
        Piece::Quote(text) => text.chars().count(),
    }
}

fn render(lines: &[Line], language: Language, longest_quote: usize) -> String {
    let lines =
        lines.iter().map(|line| line.iter().map(|piece| words(piece, language, longest_quote)).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

fn words(piece: &Piece, language: Language, longest: usize) -> String {
    let french = language == Language::French;
    match piece {
        Piece::Fixed(text) => text.clone(),
        Piece::Quote(text) => {
            let short = shorten(text, longest, french);
            if french { format!("« {short} »") } else { format!("“{short}”") }
        }
    }
}

fn shorten(text: &str, longest: usize, french: bool) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest).collect();
    let mark = if french {
        "[…raccourci ; texte entier dans l'entretien]"
    } else {
        "[…shortened; full text in the interview]"
    };
    format!("{} {mark}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_quote_gives_way_first() {
        let lines = vec![
            vec![Piece::Fixed("A: ".into()), Piece::Quote("short".into())],
            vec![Piece::Fixed("B: ".into()), Piece::Quote("é".repeat(300))],
        ];
        let text = fit(&lines, Language::English, 120);
        assert!(text.chars().count() <= 120, "{text}");
        assert!(
            text.starts_with("A: “short”\nB: “é") && text.ends_with("[…shortened; full text in the interview]”"),
            "{text}"
        );
    }
}
