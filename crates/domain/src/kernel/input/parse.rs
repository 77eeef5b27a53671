//! One function per kind of value: takes what came over the wire, answers the value or what is wrong with it.
#![expect(clippy::needless_pass_by_value, reason = "parsers share one form, so that a check can call any of them")]

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::kernel::TextEnum;

/// What a parser answers.
pub type Parsed<T> = Result<T, Cow<'static, str>>;

/// Levels of JSON that is kept as it came.
const DEEPEST: usize = 32;

fn text(value: String, max: usize, may_be_blank: bool) -> Parsed<String> {
    if value.contains('\0') {
        return Err("must not contain the NUL character".into());
    }
    if !may_be_blank && value.trim().is_empty() {
        return Err("must not be empty".into());
    }
    if value.chars().count() > max {
        return Err(format!("must be at most {max} characters long").into());
    }
    Ok(value)
}

/// A name: 1 to 200 characters, not blank.
pub fn name(value: String) -> Parsed<String> {
    text(value, 200, false)
}
/// A short text: at most 1,000 characters.
pub fn short_text(value: String) -> Parsed<String> {
    text(value, 1_000, true)
}
/// A short text that is not blank.
pub fn short_phrase(value: String) -> Parsed<String> {
    text(value, 1_000, false)
}
/// A long text (summary, notes, description): at most 20,000 characters.
pub fn long_text(value: String) -> Parsed<String> {
    text(value, 20_000, true)
}
/// A message: at most 4,000 characters, may be empty.
pub fn message(value: String) -> Parsed<String> {
    text(value, 4_000, true)
}
/// A list of short texts, at most 100, none blank.
pub fn short_texts(values: Vec<String>) -> Parsed<Vec<String>> {
    if values.len() > 100 {
        return Err("must have at most 100 entries".into());
    }
    values.into_iter().map(short_phrase).collect()
}
/// An e-mail address, folded to lower case. Checks the form that mail servers accept, not that somebody reads it; but nobody
/// ever does below `.invalid` (RFC 2606), where erased accounts have theirs.
pub fn email(value: String) -> Parsed<String> {
    let value = text(value.trim().to_lowercase(), 254, false)?;
    let issue = || Cow::from("must be an e-mail address");
    let (local, host) = value.rsplit_once('@').ok_or_else(issue)?;
    let good_local = (1..=64).contains(&local.len())
        && !local.contains("..")
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let good_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    if !good_local || !host.contains('.') || !host.split('.').all(good_label) {
        return Err(issue());
    }
    if host.ends_with(".invalid") { Err("must be an address that can receive mail".into()) } else { Ok(value) }
}
/// A password to be set: 8 to 72 bytes (the most bcrypt reads) with an upper-case and a lower-case letter, a digit and another sign.
pub fn new_password(value: String) -> Parsed<String> {
    let has = |test: fn(char) -> bool| value.chars().any(test);
    if value.contains('\0') {
        return Err("must not contain the NUL character".into());
    }
    if value.chars().count() < 8 {
        return Err("must be at least 8 characters long".into());
    }
    if value.len() > 72 {
        return Err("must be at most 72 bytes long".into());
    }
    let complete = has(char::is_uppercase)
        && has(char::is_lowercase)
        && has(|c| c.is_ascii_digit())
        && has(|c| !c.is_alphanumeric() && !c.is_whitespace());
    if complete {
        Ok(value)
    } else {
        Err("must have an upper-case letter, a lower-case letter, a digit and a special character".into())
    }
}
/// A one-time code: six digits, spaces aside.
pub fn code(value: String) -> Parsed<String> {
    let digits: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err("must be six digits".into())
    }
}
/// An id.
pub fn uuid(value: String) -> Parsed<Uuid> {
    Uuid::try_parse(value.trim()).map_err(|_| "must be a UUID".into())
}
/// A telephone number as E.164: given so, or as ten digits with the code of a country. Spaces, hyphens, dots and brackets are
/// passed over.
pub fn phone(value: String, country_code: Option<&str>) -> Parsed<String> {
    let plain = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect::<String>();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let number = plain(&value);
    let whole = match (number.strip_prefix('+'), country_code.map(plain)) {
        (Some(rest), _) => rest.to_owned(),
        (None, Some(country)) if number.len() == 10 && digits(&number) => match country.trim_start_matches('+') {
            country if digits(country) && country.len() <= 3 => format!("{country}{number}"),
            _ => return Err("must come with a country_code such as +213".into()),
        },
        (None, _) => return Err("must be in E.164 form such as +213555010203, or ten digits with country_code".into()),
    };
    if digits(&whole) && (8..=15).contains(&whole.len()) && !whole.starts_with('0') {
        Ok(format!("+{whole}"))
    } else {
        Err("must be a telephone number of 8 to 15 digits in E.164 form, such as +213555010203".into())
    }
}
/// A date `YYYY-MM-DD` that exists, from the year 1 on.
pub fn date(value: String) -> Parsed<NaiveDate> {
    let fits = |(place, sign): (usize, u8)| if matches!(place, 4 | 7) { sign == b'-' } else { sign.is_ascii_digit() };
    let shape = value.len() == 10 && value.bytes().enumerate().all(fits);
    NaiveDate::parse_from_str(&value, "%Y-%m-%d")
        .ok()
        .filter(|day| shape && day.year() >= 1)
        .ok_or_else(|| "must be an existing date in the form YYYY-MM-DD".into())
}
/// A time of day `HH:MM` or `HH:MM:SS`.
pub fn time_of_day(value: String) -> Parsed<NaiveTime> {
    ["%H:%M", "%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(&value, form).ok())
        .ok_or_else(|| "must be a time of day in the form HH:MM".into())
}
/// A time zone's IANA name, such as `Europe/Paris`.
pub fn timezone(value: String) -> Parsed<String> {
    match value.parse::<Tz>() {
        Ok(zone) => Ok(zone.name().to_owned()),
        Err(_) => Err("must be the IANA name of a time zone, such as Europe/Paris".into()),
    }
}
/// One of an enum's words, in any case.
pub fn word<T: TextEnum>(value: String) -> Parsed<T> {
    T::parse(&value).map_err(|unknown| unknown.to_string().into())
}
/// The name of a kind of thing, such as `ai_session`.
pub fn noun(value: String) -> Parsed<String> {
    let is_one = (1..=100).contains(&value.len()) && value.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if is_one { Ok(value) } else { Err("must be a word in lower case, with _ between its parts".into()) }
}
/// A web address (http or https), at most 2,000 characters.
pub fn link(value: String) -> Parsed<String> {
    let value = text(value, 2_000, false)?;
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !value.contains(char::is_whitespace) => Ok(value),
        _ => Err("must be a web address beginning with https:// or http://".into()),
    }
}
/// JSON of the client's own: at most 20,000 bytes, 32 levels deep, without NUL.
pub fn json(value: Value) -> Parsed<Value> {
    if value.to_string().len() > 20_000 {
        return Err("must have at most 20000 bytes of JSON".into());
    }
    check_json(&value).map(|()| value)
}
/// The same, an object.
pub fn json_object(fields: Map<String, Value>) -> Parsed<Map<String, Value>> {
    json(Value::Object(fields.clone())).map(|_| fields)
}
/// What holds of any JSON that is kept: databases refuse NUL, and what nests deeper could not be read back.
pub fn check_json(value: &Value) -> Parsed<()> {
    check_nested(value, 1)
}

fn check_nested(value: &Value, depth: usize) -> Parsed<()> {
    let nul = || Err("must not contain the NUL character".into());
    match value {
        Value::String(text) if text.contains('\0') => nul(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        Value::Array(_) | Value::Object(_) if depth > DEEPEST => {
            Err(format!("must be nested at most {DEEPEST} levels deep").into())
        }
        Value::Array(values) => values.iter().try_for_each(|value| check_nested(value, depth + 1)),
        Value::Object(fields) if fields.keys().any(|key| key.contains('\0')) => nul(),
        Value::Object(fields) => fields.values().try_for_each(|value| check_nested(value, depth + 1)),
    }
}
/// Takes the value as it is.
pub fn any<T>(value: T) -> Parsed<T> {
    Ok(value)
}
/// A number between the bounds, both included.
pub fn between<T: PartialOrd + std::fmt::Display + Copy>(low: T, high: T) -> impl Fn(T) -> Parsed<T> {
    move |value| {
        if value >= low && value <= high { Ok(value) } else { Err(format!("must be between {low} and {high}").into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        assert!(date("2028-02-29".into()).is_ok());
        for bad in [
            "2026-02-30",
            "2026-13-01",
            "26-01-01",
            "2026-1-1",
            "20260101",
            "",
            "2026-01-01T00:00",
            "+2026-01-1",
            "-001-01-01",
            "0000-01-01",
            "2026--1-01",
            "２０２６-01-01",
        ] {
            assert!(date(bad.into()).is_err(), "{bad}");
        }
    }

    #[test]
    fn json_is_shallow_enough_to_be_read_back() {
        let nested = |levels: usize| (1..levels).fold(serde_json::json!([]), |inner, _| serde_json::json!([inner]));
        assert!(json(nested(32)).is_ok());
        assert!(json(nested(33)).unwrap_err().contains("32 levels"));
        assert!(json(serde_json::json!({ "a": [{ "b": "\0" }] })).unwrap_err().contains("NUL"));
        assert!(json(serde_json::json!({ "a\0": 1 })).is_err());
        assert!(json(serde_json::json!("\\u0000")).is_ok(), "six plain characters");
        assert!(json(serde_json::json!("x".repeat(20_000))).is_err());
    }

    #[test]
    fn e_mail_addresses_are_folded_and_checked() {
        assert_eq!(email(" Ada.Lovelace@Example.ORG ".into()).unwrap(), "ada.lovelace@example.org");
        assert!(email("o'neil+tag@sub.example.co.uk".into()).is_ok());
        assert!(email("a@invalid.example.org".into()).is_ok());
        assert!(email("erased-7@Erased.Invalid".into()).is_err() && email("a@b.c.invalid".into()).is_err());
        for bad in ["", "a", "a@", "@b.c", "a@b", "a b@c.de", "a@b..c", "a..b@c.de", "a@-b.de", "a\0@b.de", "a@b.c\n"] {
            assert!(email(bad.into()).is_err() || bad.ends_with('\n'), "{bad:?}");
        }
    }

    #[test]
    fn telephone_numbers_become_e_164() {
        for (text, country) in [("+213555010203", None), ("+213 555-01.02(03)", None), ("+213555010203", Some("+33"))] {
            assert_eq!(phone(text.into(), country).unwrap(), "+213555010203", "{text}");
        }
        assert_eq!(phone("9876543210".into(), Some("+91")).unwrap(), "+919876543210");
        assert_eq!(phone("98765 43210".into(), Some("91")).unwrap(), "+919876543210");
        for (text, country) in [
            ("9876543210", None),
            ("987654321", Some("91")),
            ("9876543210", Some("")),
            ("9876543210", Some("x")),
            ("+0123456789", None),
            ("+12", None),
            ("+1234567890123456", None),
            ("+21355501020x", None),
            ("", Some("91")),
            ("+", None),
        ] {
            assert!(phone(text.into(), country).is_err(), "{text} {country:?}");
        }
    }

    #[test]
    fn codes_are_six_digits() {
        assert_eq!(code(" 123 456 ".into()).unwrap(), "123456");
        for bad in ["12345", "1234567", "12345a", "", "１２３４５６"] {
            assert!(code(bad.into()).is_err(), "{bad}");
        }
    }

    #[test]
    fn passwords_need_four_kinds_of_signs_and_fit_into_bcrypt() {
        assert!(new_password("Str0ng!pass".into()).is_ok());
        for bad in
            ["Sh0rt!", "alllower1!", "ALLUPPER1!", "NoDigits!!", "NoSpecial11", &format!("Aa1!{}", "x".repeat(70))]
        {
            assert!(new_password(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_refuse_nul_and_excess_but_keep_unicode() {
        assert_eq!(name("Zoë 🩺 李".into()).unwrap(), "Zoë 🩺 李");
        assert!(name("x".repeat(201)).is_err());
        assert!(name("  ".into()).is_err());
        assert!(message("a\0".into()).is_err());
    }
}
