use chrono::{DateTime, Duration, LocalResult, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::kernel::{Error, Outcome};

/// When an appointment takes place: it begins at one instant and is over at the other, which no longer belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

impl Interval {
    /// The shortest appointment.
    pub const SHORTEST: TimeDelta = TimeDelta::minutes(5);
    /// The longest.
    pub const LONGEST: TimeDelta = TimeDelta::hours(8);
    /// The usual one.
    pub const USUAL: TimeDelta = TimeDelta::minutes(30);
    /// How far ahead one may book.
    const AHEAD: Months = Months::new(24);

    /// From its ends, of a length that an appointment may have. `field` is what named the end.
    pub fn new(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, field: &'static str) -> Outcome<Self> {
        let length = ends_at - starts_at;
        if length <= TimeDelta::zero() {
            return Err(Error::invalid(field, "must be after the start"));
        }
        if length < Self::SHORTEST || length > Self::LONGEST {
            return Err(Error::invalid(field, "must be 5 minutes to 8 hours after the start"));
        }
        Ok(Self { starts_at, ends_at })
    }
    /// As it is stored.
    pub const fn stored(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Self {
        Self { starts_at, ends_at }
    }
    /// When it begins.
    pub const fn starts_at(&self) -> DateTime<Utc> {
        self.starts_at
    }
    /// When it is over.
    pub const fn ends_at(&self) -> DateTime<Utc> {
        self.ends_at
    }
    /// How long it takes.
    pub fn length(&self) -> Duration {
        self.ends_at - self.starts_at
    }
    /// When it begins, by the clock of this zone.
    pub fn local_start(&self, zone: Tz) -> NaiveDateTime {
        self.starts_at.with_timezone(&zone).naive_local()
    }
    /// The day on which it begins in this zone.
    pub fn day(&self, zone: Tz) -> NaiveDate {
        self.local_start(zone).date()
    }
    /// Refuses what lies in the past or more than two years ahead. `field` is what named the start.
    pub fn check_is_ahead(&self, now: DateTime<Utc>, field: &'static str) -> Outcome<()> {
        if self.starts_at < now {
            return Err(Error::invalid(field, "must not be in the past"));
        }
        if now.checked_add_months(Self::AHEAD).is_some_and(|latest| self.starts_at > latest) {
            return Err(Error::invalid(field, "must not be more than two years ahead"));
        }
        Ok(())
    }
}

/// The instant at which the clocks of a zone show this time. Where the clock is put back and shows it twice, the earlier
/// one; where it is put forward and never shows it, none: the caller must choose another time.
pub fn instant_in(zone: Tz, local: NaiveDateTime, field: &'static str) -> Outcome<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Ok(at.with_timezone(&Utc)),
        LocalResult::None => {
            let issue = format!("does not exist in {}: the clock is put forward over it", zone.name());
            Err(Error::invalid(field, issue))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }
    fn utc(text: &str) -> DateTime<Utc> {
        local(text).and_utc()
    }

    #[test]
    fn a_time_inside_a_gap_is_refused_and_one_shown_twice_is_the_earlier() {
        let paris = Tz::Europe__Paris;
        assert!(instant_in(paris, local("2026-03-29T02:30"), "x").is_err());
        assert_eq!(instant_in(paris, local("2026-03-29T03:00"), "x").unwrap(), utc("2026-03-29T01:00"));
        assert_eq!(instant_in(paris, local("2026-10-25T02:30"), "x").unwrap(), utc("2026-10-25T00:30"));
    }

    #[test]
    fn lengths_below_five_minutes_and_above_eight_hours_are_refused() {
        let start = utc("2026-03-02T10:00");
        for minutes in [-60, 0, 4, 481, 3_000] {
            assert!(Interval::new(start, start + TimeDelta::minutes(minutes), "ends_at").is_err(), "{minutes}");
        }
        for minutes in [5, 30, 480] {
            assert!(Interval::new(start, start + TimeDelta::minutes(minutes), "ends_at").is_ok(), "{minutes}");
        }
    }

    #[test]
    fn the_past_and_what_is_far_ahead_cannot_be_booked() {
        let now = utc("2026-03-02T10:00");
        let at = |start| Interval::stored(start, start + Interval::USUAL).check_is_ahead(now, "time_slot");
        assert!(at(now).is_ok());
        assert!(at(now - TimeDelta::microseconds(1)).is_err());
        assert!(at(utc("2028-03-02T10:00")).is_ok());
        assert!(at(utc("2028-03-02T10:01")).is_err());
    }
}
