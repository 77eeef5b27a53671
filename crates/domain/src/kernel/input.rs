//! Input is parsed once, at the door: a [`Check`] collects every issue by field, [`parse`] holds the kinds of values.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Error, FieldIssue, Outcome};

pub mod parse;

/// What a partial update does to one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change<T> {
    /// The field was absent.
    #[default]
    Keep,
    /// It was null.
    Clear,
    /// It has a new value.
    Set(T),
}

impl<T> Change<T> {
    /// Applies the change to a nullable field.
    pub fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }
    /// The new value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
    /// Whether the field stays as it is.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T> From<Option<T>> for Change<T> {
    /// A value sets; none keeps.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }
}

/// Applies the fields of a partial update and remembers the names of those that really changed, for the audit entry.
#[derive(Debug, Default)]
pub struct Changed {
    fields: Vec<&'static str>,
}

impl Changed {
    /// Replaces a field that may not be null.
    pub fn replace<T: PartialEq>(&mut self, name: &'static str, field: &mut T, value: Option<T>) {
        if let Some(value) = value.filter(|value| value != field) {
            *field = value;
            self.fields.push(name);
        }
    }
    /// Changes a nullable field.
    pub fn change<T: PartialEq>(&mut self, name: &'static str, field: &mut Option<T>, change: Change<T>) {
        match change {
            Change::Keep => {}
            Change::Clear => self.replace(name, field, Some(None)),
            Change::Set(value) => self.replace(name, field, Some(Some(value))),
        }
    }
    /// The names of the fields that changed.
    pub fn fields(self) -> Vec<&'static str> {
        self.fields
    }
}

/// What came under one of two names of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<A> {
    /// The name it came under; the first where it did not come.
    pub field: &'static str,
    /// What came.
    pub value: Change<A>,
}

/// Collects what is wrong with an input. Every reader answers `None` (or [`Change::Keep`]) where it noted an issue;
/// [`Check::build`] refuses if there is any.
#[derive(Debug, Default)]
pub struct Check {
    issues: Vec<FieldIssue>,
}

impl Check {
    /// Notes an issue.
    pub fn issue(&mut self, field: impl Into<Cow<'static, str>>, issue: impl Into<Cow<'static, str>>) {
        self.issues.push(FieldIssue { field: field.into(), issue: issue.into() });
    }
    /// A field that must be there (absent and null are refused).
    pub fn required<A, T, E: Into<Cow<'static, str>>>(
        &mut self,
        field: &'static str,
        value: impl Into<Change<A>>,
        parse: impl FnOnce(A) -> Result<T, E>,
    ) -> Option<T> {
        match value.into() {
            Change::Set(value) => self.parsed(field, parse(value)),
            Change::Clear => self.refused(field, "must not be null"),
            Change::Keep => self.refused(field, "is required"),
        }
    }
    /// A field that may be absent or null.
    pub fn optional<A, T, E: Into<Cow<'static, str>>>(
        &mut self,
        field: &'static str,
        value: impl Into<Change<A>>,
        parse: impl FnOnce(A) -> Result<T, E>,
    ) -> Option<T> {
        value.into().value().and_then(|value| self.parsed(field, parse(value)))
    }
    /// A nullable field of a partial update.
    pub fn change<A, T, E: Into<Cow<'static, str>>>(
        &mut self,
        field: &'static str,
        value: impl Into<Change<A>>,
        parse: impl FnOnce(A) -> Result<T, E>,
    ) -> Change<T> {
        match value.into() {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(value) => self.parsed(field, parse(value)).map_or(Change::Keep, Change::Set),
        }
    }
    /// A field of a partial update that may not become null; `None` keeps it.
    pub fn replace<A, T, E: Into<Cow<'static, str>>>(
        &mut self,
        field: &'static str,
        value: impl Into<Change<A>>,
        parse: impl FnOnce(A) -> Result<T, E>,
    ) -> Option<T> {
        match value.into() {
            Change::Keep => None,
            Change::Clear => self.refused(field, "must not be null"),
            Change::Set(value) => self.parsed(field, parse(value)),
        }
    }
    /// What `read` notes is about the fields within this one: `patient.dob`.
    pub fn within<T>(&mut self, field: &'static str, read: impl FnOnce(&mut Self) -> T) -> T {
        let mut inner = Self::default();
        let value = read(&mut inner);
        for FieldIssue { field: name, issue } in inner.issues {
            self.issue(format!("{field}.{name}"), issue);
        }
        value
    }
    /// Two names of one field: either is accepted, both only when they agree. Later issues name the one that came.
    pub fn synonym<A: PartialEq>(
        &mut self,
        first: (&'static str, impl Into<Change<A>>),
        second: (&'static str, impl Into<Change<A>>),
    ) -> Named<A> {
        match (first.1.into(), second.1.into()) {
            (Change::Keep, Change::Keep) => Named { field: first.0, value: Change::Keep },
            (Change::Keep, value) => Named { field: second.0, value },
            (value, Change::Keep) => Named { field: first.0, value },
            (one, two) if one == two => Named { field: first.0, value: one },
            _ => {
                self.issue(second.0, format!("contradicts {}, which names the same field", first.0));
                Named { field: first.0, value: Change::Keep }
            }
        }
    }
    /// The value, if nothing was wrong. `make` answers `None` only where a required field was refused.
    pub fn build<T>(self, make: impl FnOnce() -> Option<T>) -> Outcome<T> {
        if !self.issues.is_empty() {
            return Err(Error::Invalid(self.issues));
        }
        make().ok_or_else(|| Error::Internal("a checked input misses a required field".into()))
    }

    fn parsed<T, E: Into<Cow<'static, str>>>(&mut self, field: &'static str, value: Result<T, E>) -> Option<T> {
        value.map_err(|issue| self.issue(field, issue)).ok()
    }
    fn refused<T>(&mut self, field: &'static str, issue: &'static str) -> Option<T> {
        self.issue(field, issue);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_issue_is_listed_by_its_field() {
        let mut check = Check::default();
        let name = check.required("name", None::<String>, parse::name);
        let contact = check.optional("contact", Some("a\0b".to_owned()), parse::short_text);
        let refused = check.build(|| Some((name?, contact))).unwrap_err();
        let Error::Invalid(issues) = refused else { panic!("{refused}") };
        let fields: Vec<_> = issues.iter().map(|issue| issue.field.as_ref()).collect();
        assert_eq!(fields, ["name", "contact"]);
    }

    #[test]
    fn issues_within_a_field_carry_its_name() {
        let mut check = Check::default();
        check.within("patient", |check| check.issue("dob", "is wrong"));
        let Err(Error::Invalid(issues)) = check.build(|| Some(())) else { panic!("not refused") };
        assert_eq!(issues[0].field, "patient.dob");
    }

    #[test]
    fn synonyms_may_agree_but_not_contradict() {
        let mut check = Check::default();
        let named = |field, value| Named { field, value };
        assert_eq!(check.synonym(("dob", Some(1)), ("date_of_birth", Some(1))), named("dob", Change::Set(1)));
        assert_eq!(check.synonym(("dob", None), ("date_of_birth", Some(2))), named("date_of_birth", Change::Set(2)));
        assert_eq!(check.synonym(("dob", None), ("date_of_birth", None::<i32>)), named("dob", Change::Keep));
        assert_eq!(check.synonym(("dob", Some(1)), ("date_of_birth", Some(2))), named("dob", Change::Keep));
        assert!(check.build(|| Some(())).is_err());
    }

    #[test]
    fn an_issue_has_the_name_that_was_given() {
        let fields = |first: Option<&str>, second: Option<&str>| {
            let mut check = Check::default();
            let both = [first, second].map(|text| text.map(str::to_owned));
            let [first, second] = both;
            let contact = check.synonym(("contact", first), ("phone", second));
            let contact = check.required(contact.field, contact.value, parse::short_text);
            let Err(Error::Invalid(issues)) = check.build(|| contact) else { panic!("accepted") };
            issues.into_iter().map(|issue| issue.field.into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(fields(None, Some("a\0b")), ["phone"]);
        assert_eq!(fields(Some("a\0b"), None), ["contact"]);
        assert_eq!(fields(Some("a\0b"), Some("a\0b")), ["contact"]);
        assert_eq!(fields(None, None), ["contact"]);
    }
}
