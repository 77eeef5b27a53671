use super::Sender;

/// The longest name in a mail, in characters.
const LONGEST: usize = 80;
/// The longest name in a text message, where all have 160 characters to share.
const LONGEST_SHORT: usize = 24;
/// What an organisation without a name is called.
const UNNAMED: &str = "Lifeline";

/// The names and addresses that the messages of one sender have in common.
pub(super) struct Names {
    /// The organisation.
    pub organisation: String,
    /// The organisation in a text message.
    pub short: String,
    /// The beginning of every link.
    pub app_url: String,
}

impl Names {
    pub(super) fn of(sender: &Sender) -> Self {
        let line = one_line(&sender.organisation);
        let named = if line.is_empty() { UNNAMED.to_owned() } else { line };
        let app_url = one_line(&sender.app_url).trim_end_matches('/').to_owned();
        Self { organisation: cut(&named, LONGEST), short: cut(&named, LONGEST_SHORT), app_url }
    }
}

/// A name that somebody else chose. Mail programs make links of what looks like an address, so it must not.
pub(super) fn spoken(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    let mut after_dot = false;
    for c in one_line(name).chars() {
        if after_dot && !c.is_whitespace() {
            words.push(' ');
        }
        after_dot = matches!(c, '.' | '。' | '．' | '｡');
        words.push(if matches!(c, '/' | '\\' | ':' | '@') { ' ' } else { c });
    }
    cut(&one_line(&words), LONGEST)
}

/// White space and what is not to be seen become single spaces.
fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Control characters, and the signs that turn the direction of writing or take no room.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Three dots and no ellipsis, which would halve what a text message can hold.
fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(3)).collect();
    format!("{}...", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_as_it_is_written() {
        for name in ["Élodie Benoît", "St. Mary's Hospital", "山田 太郎", "O'Neill-Smith, Jr."] {
            assert_eq!(spoken(name), name);
        }
    }

    #[test]
    fn a_name_is_no_address() {
        assert_eq!(spoken("Win now: https://evil.example/prize"), "Win now https evil. example prize");
        assert_eq!(spoken("boss@evil.example"), "boss evil. example");
        assert_eq!(spoken("J.R.R. Smith"), "J. R. R. Smith");
    }

    #[test]
    fn what_is_not_to_be_seen_is_not_there() {
        assert_eq!(spoken("Ann\r\nBcc: all\u{202e}\u{200b} \0Lee"), "Ann Bcc all Lee");
        assert_eq!(one_line("\u{2028}a\u{85}b\u{feff}"), "a b");
    }

    #[test]
    fn a_long_name_is_cut() {
        let long = spoken(&"Æ ".repeat(1_000));
        assert!(long.chars().count() <= LONGEST && long.ends_with("Æ..."), "{long}");
    }

    #[test]
    fn an_organisation_has_a_name() {
        let names = Names::of(&Sender { organisation: " \n ".into(), app_url: "https://app.example/".into() });
        assert_eq!((names.organisation.as_str(), names.app_url.as_str()), ("Lifeline", "https://app.example"));
    }
}
