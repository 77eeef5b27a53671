//! Pages of lists: a request that cannot be built with a bad limit, and an opaque position to go on from.

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

use super::{Error, Outcome};

/// Where the next page starts: after the row with this sort key and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last row shown, where the list is not ordered by id alone.
    pub key: Option<String>,
    /// The id of the last row shown.
    pub id: Uuid,
}

impl Cursor {
    /// Of a list ordered by id.
    pub fn by_id(id: impl Into<Uuid>) -> Self {
        Self { key: None, id: id.into() }
    }
    /// Of a list ordered by a text, then id.
    pub fn by_text(key: impl Into<String>, id: impl Into<Uuid>) -> Self {
        Self { key: Some(key.into()), id: id.into() }
    }
    /// Of a list ordered by a number, then id.
    pub fn by_number(key: impl Into<f64>, id: impl Into<Uuid>) -> Self {
        let key: f64 = key.into();
        Self::by_text(key.to_string(), id)
    }
    /// Of a list ordered by an instant, then id.
    pub fn by_instant(at: DateTime<Utc>, id: impl Into<Uuid>) -> Self {
        Self::by_text(at.to_rfc3339_opts(SecondsFormat::Micros, true), id)
    }
    /// The sort key as an instant; an unreadable one is the caller's mistake.
    pub fn instant(&self) -> Outcome<DateTime<Utc>> {
        self.key
            .as_deref()
            .and_then(|key| DateTime::parse_from_rfc3339(key).ok())
            .map(|at| at.with_timezone(&Utc))
            .ok_or_else(unreadable)
    }
    /// The sort key as a text; a missing one is the caller's mistake.
    pub fn text(&self) -> Outcome<&str> {
        self.key.as_deref().ok_or_else(unreadable)
    }
    /// The id, for a list ordered by id alone; the cursor of another order is the caller's mistake.
    pub fn id_alone(&self) -> Outcome<Uuid> {
        if self.key.is_none() { Ok(self.id) } else { Err(unreadable()) }
    }
    /// The sort key as a number; one that is none, or not finite, is the caller's mistake.
    pub fn number<N: std::str::FromStr + Copy + Into<f64>>(&self) -> Outcome<N> {
        let number = self.key.as_deref().and_then(|key| key.parse::<N>().ok());
        number.filter(|number| (*number).into().is_finite()).ok_or_else(unreadable)
    }
    /// The form on the wire, to be handed back as it is.
    pub fn to_wire(&self) -> String {
        let plain = format!("{}{}", self.id.simple(), self.key.as_deref().unwrap_or("\u{1}"));
        super::text::hex(plain.as_bytes())
    }
    /// Reads the form on the wire.
    pub fn from_wire(wire: &str) -> Outcome<Self> {
        let nibbles: Option<Vec<u8>> =
            wire.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
        let nibbles = nibbles.filter(|digits| digits.len() % 2 == 0).ok_or_else(unreadable)?;
        let bytes =
            nibbles.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble)).collect();
        let plain = String::from_utf8(bytes).ok().filter(|plain| !plain.contains('\0')).ok_or_else(unreadable)?;
        let (id, key) = plain.split_at_checked(32).ok_or_else(unreadable)?;
        let id = Uuid::try_parse(id).map_err(|_| unreadable())?;
        Ok(Self { key: (key != "\u{1}").then(|| key.to_owned()), id })
    }
}

fn unreadable() -> Error {
    Error::invalid("cursor", "is not one this list gave out")
}

/// Which part of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// From the start.
    Start,
    /// The page of this number, from 1; the answer then counts the whole list.
    Page(u32),
    /// What follows a cursor.
    After(Cursor),
}

/// A checked request for a page: limit 1 to 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    limit: u16,
    position: Position,
}

impl PageRequest {
    /// Pages beyond this are refused: their offset would cost more than a cursor.
    const LAST_PAGE: i64 = 10_000;

    /// From what the caller asked; 20 rows from the start when he asked nothing.
    pub fn new(limit: Option<i64>, page: Option<i64>, cursor: Option<&str>) -> Outcome<Self> {
        let limit = u16::try_from(limit.unwrap_or(20)).ok().filter(|limit| (1..=100).contains(limit));
        let limit = limit.ok_or_else(|| Error::invalid("limit", "must be between 1 and 100"))?;
        let position = match (page, cursor) {
            (Some(_), Some(_)) => return Err(Error::invalid("cursor", "cannot be combined with page")),
            (None, Some(cursor)) => Position::After(Cursor::from_wire(cursor)?),
            (None, None) => Position::Start,
            (Some(page), None) => {
                let page = u32::try_from(page).ok().filter(|page| (1..=Self::LAST_PAGE).contains(&i64::from(*page)));
                Position::Page(page.ok_or_else(|| Error::invalid("page", "must be between 1 and 10000"))?)
            }
        };
        Ok(Self { limit, position })
    }
    /// The first `limit` rows; for lists made by the server itself. Limits above 100 become 100.
    pub fn first(limit: u16) -> Self {
        Self { limit: limit.clamp(1, 100), position: Position::Start }
    }
    /// Rows a page holds.
    pub const fn limit(&self) -> u16 {
        self.limit
    }
    /// From where.
    pub const fn position(&self) -> &Position {
        &self.position
    }
    /// The cursor to go on from, if one was given.
    pub const fn after(&self) -> Option<&Cursor> {
        match &self.position {
            Position::After(cursor) => Some(cursor),
            Position::Start | Position::Page(_) => None,
        }
    }
    /// The same request, for a list ordered by id alone: the cursor of another order is the caller's mistake.
    pub fn by_id(&self) -> Outcome<&Self> {
        match self.after() {
            Some(cursor) => cursor.id_alone().map(|_| self),
            None => Ok(self),
        }
    }
    /// Rows to skip.
    pub fn offset(&self) -> i64 {
        match self.position {
            Position::Page(page) => i64::from(page - 1) * i64::from(self.limit),
            Position::Start | Position::After(_) => 0,
        }
    }
    /// Whether the whole list is to be counted: only when the caller pages by number.
    pub const fn wants_total(&self) -> bool {
        matches!(self.position, Position::Page(_))
    }
    /// The page's number, where the caller pages by number or starts.
    pub const fn number(&self) -> Option<u32> {
        match self.position {
            Position::Page(page) => Some(page),
            Position::Start => Some(1),
            Position::After(_) => None,
        }
    }
}

/// Rows of one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts; none at the end.
    pub next: Option<Cursor>,
    /// Rows of the whole list, where the request wanted it.
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// From one row more than the limit: the extra one tells that there is a next page.
    pub fn from_rows(
        mut rows: Vec<T>,
        request: &PageRequest,
        total: Option<i64>,
        cursor: impl Fn(&T) -> Cursor,
    ) -> Self {
        let limit = usize::from(request.limit());
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next, total }
    }
    /// The same page of other things.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next, total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_outside_one_to_a_hundred_and_pages_below_one_are_refused() {
        for limit in [-1, 0, 101, 1_000_000_000, i64::MAX] {
            assert!(PageRequest::new(Some(limit), None, None).is_err(), "{limit}");
        }
        for page in [-1, 0, 10_001, i64::MIN] {
            assert!(PageRequest::new(None, Some(page), None).is_err(), "{page}");
        }
        assert_eq!(PageRequest::new(None, Some(3), None).unwrap().offset(), 40);
    }

    #[test]
    fn a_cursor_survives_the_wire_and_garbage_does_not() {
        let cursor = Cursor::by_text("élan % \u{1F600}", Uuid::from_u128(7));
        assert_eq!(Cursor::from_wire(&cursor.to_wire()).unwrap(), cursor);
        let plain = Cursor::by_id(Uuid::from_u128(9));
        assert_eq!(Cursor::from_wire(&plain.to_wire()).unwrap(), plain);
        let with_nul = Cursor::by_text("a\0b", Uuid::from_u128(7)).to_wire();
        for bad in [with_nul.as_str(), "", "zz", "abc", "00", "é", &"f".repeat(64)] {
            assert!(Cursor::from_wire(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_extra_row_tells_that_there_is_more() {
        let request = PageRequest::first(2);
        let id = |n: &u128| Cursor::by_id(Uuid::from_u128(*n));
        let page = Page::from_rows(vec![1, 2, 3], &request, None, id);
        assert_eq!((page.items, page.next), (vec![1, 2], Some(id(&2))));
        assert_eq!(Page::from_rows(vec![1, 2], &request, None, id).next, None);
    }
}
