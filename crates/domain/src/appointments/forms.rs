//! The forms in which callers say when: one instant or two, a date with a time, a start with an end. Whichever are given
//! must mean the same.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::interval::{Interval, instant_in};
use crate::kernel::{Error, Outcome, parse};

/// A date and time as a caller wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// With an offset: an instant.
    At(DateTime<Utc>),
    /// Without one: what the doctor's clock shows.
    Local(NaiveDateTime),
}

/// A date and time, or a time of day whose date stands elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockTime {
    /// With its date.
    Moment(Moment),
    /// Without.
    OfDay(NaiveTime),
}

/// Reads an RFC 3339 time; the offset and the seconds may be left out.
#[expect(clippy::needless_pass_by_value, reason = "parsers share one form, so that a check can call any of them")]
pub fn parse_moment(text: String) -> parse::Parsed<Moment> {
    moment(&text).ok_or_else(|| "must be a date and time such as 2026-03-02T10:00:00Z or 2026-03-02T10:00".into())
}

/// Reads a date and time, or a time of day.
pub fn parse_clock_time(text: String) -> parse::Parsed<ClockTime> {
    if let Some(moment) = moment(&text) {
        return Ok(ClockTime::Moment(moment));
    }
    let issue = || "must be a date and time such as 2026-03-02T10:00:00Z, or a time of day such as 10:00".into();
    parse::time_of_day(text).map(ClockTime::OfDay).map_err(|_| issue())
}

fn moment(text: &str) -> Option<Moment> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let date = parse::date(date.to_owned()).ok()?;
    let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at_checked(at)?,
        None => (time, ""),
    };
    let forms: &[&str] = if clock.contains('.') { &["%H:%M:%S%.f"] } else { &["%H:%M:%S", "%H:%M"] };
    let clock = forms.iter().find_map(|form| NaiveTime::parse_from_str(clock, form).ok())?;
    let local = date.and_time(whole_microseconds(clock)?);
    match offset {
        "" => Some(Moment::Local(local)),
        "Z" | "z" => Some(Moment::At(local.and_utc())),
        _ => {
            let offset = NaiveTime::parse_from_str(offset.get(1..)?, "%H:%M").ok()? - NaiveTime::MIN;
            let offset = if time.contains('+') { offset } else { -offset };
            Some(Moment::At(local.checked_sub_signed(offset)?.and_utc()))
        }
    }
}

/// What databases keep; a leap second is no time to meet.
fn whole_microseconds(time: NaiveTime) -> Option<NaiveTime> {
    use chrono::Timelike;
    let nanoseconds = time.nanosecond();
    if nanoseconds >= 1_000_000_000 { None } else { time.with_nanosecond(nanoseconds / 1_000 * 1_000) }
}

/// Every form a caller may use; all fields are optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the API")]
pub struct TimeForms {
    pub time_slot: Option<Moment>,
    pub appointment_date: Option<NaiveDate>,
    pub appointment_time: Option<NaiveTime>,
    pub start_time: Option<ClockTime>,
    pub end_time: Option<ClockTime>,
    pub starts_at: Option<Moment>,
    pub ends_at: Option<Moment>,
    pub duration_minutes: Option<i64>,
}

/// An instant and the field that named it.
type Named = (&'static str, DateTime<Utc>);

impl TimeForms {
    /// Whether nothing is said about the time.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The interval these forms mean to a doctor in `zone`. What they leave open is taken from `current`, the time until
    /// now, where there is one. A time that is not the current one must lie ahead of `now`.
    pub fn interval(&self, zone: Tz, current: Option<Interval>, now: DateTime<Utc>) -> Outcome<Interval> {
        let (start_field, start) = self.start(zone, current)?;
        let end = self.end(zone, start)?;
        let length = self.duration_minutes.map(TimeDelta::minutes);
        let (end_field, ends_at) = match (end, length) {
            (Some((field, end)), Some(length)) if start + length != end => {
                return Err(Error::invalid("duration_minutes", format!("contradicts {field}")));
            }
            (Some(end), _) => end,
            (None, Some(length)) => ("duration_minutes", start + length),
            (None, None) => (start_field, start + current.map_or(Interval::USUAL, |current| current.length())),
        };
        let interval = Interval::new(start, ends_at, end_field)?;
        if current != Some(interval) {
            interval.check_is_ahead(now, start_field)?;
        }
        Ok(interval)
    }

    fn start(&self, zone: Tz, current: Option<Interval>) -> Outcome<Named> {
        let today = current.map(|current| current.day(zone));
        let date = self.appointment_date.or(today);
        let on_date = |field, time| match date {
            Some(date) => Ok((field, instant_in(zone, date.and_time(time), field)?)),
            None => Err(Error::invalid("appointment_date", format!("is required where {field} has no date"))),
        };
        let mut named = Vec::new();
        if let Some(moment) = self.time_slot {
            named.push(("time_slot", moment.instant(zone, "time_slot")?));
        }
        if let Some(moment) = self.starts_at {
            named.push(("starts_at", moment.instant(zone, "starts_at")?));
        }
        match self.start_time {
            Some(ClockTime::Moment(moment)) => named.push(("start_time", moment.instant(zone, "start_time")?)),
            Some(ClockTime::OfDay(time)) => named.push(on_date("start_time", time)?),
            None => {}
        }
        if let Some(time) = self.appointment_time {
            named.push(on_date("appointment_time", time)?);
        }
        let start = match (agreed(&named)?, self.appointment_date, current) {
            (Some(start), _, _) => start,
            (None, Some(date), Some(current)) => {
                let local = date.and_time(current.local_start(zone).time());
                ("appointment_date", instant_in(zone, local, "appointment_date")?)
            }
            (None, Some(_), None) => return Err(Error::invalid("appointment_time", "is required")),
            (None, None, Some(current)) => ("starts_at", current.starts_at()),
            (None, None, None) => {
                let issue = "is required, or appointment_date and appointment_time, or start_time and end_time";
                return Err(Error::invalid("time_slot", issue));
            }
        };
        self.check_date(zone, start)?;
        Ok(start)
    }

    /// A date beside another form must be the day of that form.
    fn check_date(&self, zone: Tz, (field, start): Named) -> Outcome<()> {
        let day = start.with_timezone(&zone).date_naive();
        match self.appointment_date {
            Some(date) if date != day => Err(Error::invalid("appointment_date", format!("contradicts {field}"))),
            Some(_) | None => Ok(()),
        }
    }

    fn end(&self, zone: Tz, start: DateTime<Utc>) -> Outcome<Option<Named>> {
        let mut named = Vec::new();
        if let Some(moment) = self.ends_at {
            named.push(("ends_at", moment.instant(zone, "ends_at")?));
        }
        match self.end_time {
            Some(ClockTime::Moment(moment)) => named.push(("end_time", moment.instant(zone, "end_time")?)),
            Some(ClockTime::OfDay(time)) => {
                let local = start.with_timezone(&zone).date_naive().and_time(time);
                named.push(("end_time", instant_in(zone, local, "end_time")?));
            }
            None => {}
        }
        agreed(&named)
    }
}

impl Moment {
    fn instant(self, zone: Tz, field: &'static str) -> Outcome<DateTime<Utc>> {
        match self {
            Self::At(at) => Ok(at),
            Self::Local(local) => instant_in(zone, local, field),
        }
    }
}

/// The first, if the others say the same.
fn agreed(named: &[Named]) -> Outcome<Option<Named>> {
    let Some(first) = named.first() else { return Ok(None) };
    match named.iter().find(|other| other.1 != first.1) {
        Some(other) => Err(Error::invalid(other.0, format!("contradicts {}", first.0))),
        None => Ok(Some(*first)),
    }
}

#[cfg(test)]
#[path = "forms_tests.rs"]
mod tests;
