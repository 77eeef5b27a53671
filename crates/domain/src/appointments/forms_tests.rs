#![expect(clippy::unnecessary_wraps, reason = "time forms hold options, and the helpers make what they hold")]

use chrono_tz::{Africa::Algiers, Tz};

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
}
fn read(text: &str) -> Option<Moment> {
    parse_moment(text.to_owned()).ok()
}
fn clock(text: &str) -> Option<ClockTime> {
    Some(parse_clock_time(text.to_owned()).unwrap())
}
fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}
fn in_algiers(forms: &TimeForms) -> Outcome<Interval> {
    forms.interval(Algiers, None, at("2026-03-01T00:00:00Z"))
}
fn refused_field(outcome: Outcome<Interval>) -> String {
    match outcome {
        Err(Error::Invalid(issues)) => issues.first().unwrap().field.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn moments_keep_their_offset_and_garbage_is_refused() {
    let expected = Some(Moment::At(at("2026-03-02T10:00:00Z")));
    for text in ["2026-03-02T10:00:00Z", "2026-03-02T10:00Z", "2026-03-02 11:00+01:00", "2026-03-02T04:30:00.000-05:30"]
    {
        assert_eq!(read(text), expected, "{text}");
    }
    assert!(matches!(read("2026-03-02T10:00"), Some(Moment::Local(_))));
    for bad in [
        "",
        "now",
        "2026-03-02",
        "2026-13-02T10:00Z",
        "2026-03-02T25:00",
        "2026-03-02T10:00:60",
        "2026-03-02T10",
        "T",
        "2026-03-02T10:00+",
        "2026-03-02T10:00+1:00é",
        "2026-03-02T10:00 Europe/Paris",
        "2026-03-02T10:00Zz",
        "+2026-1-1T1:1",
    ] {
        assert_eq!(read(bad), None, "{bad}");
    }
}

#[test]
fn the_forms_mean_the_same_interval() {
    let expected = Interval::stored(at("2026-03-02T09:00:00Z"), at("2026-03-02T09:30:00Z"));
    let ten: NaiveTime = "10:00:00".parse().unwrap();
    let slot = TimeForms { time_slot: read("2026-03-02T10:00"), ..TimeForms::default() };
    let parts = TimeForms { appointment_date: day("2026-03-02"), appointment_time: Some(ten), ..TimeForms::default() };
    let ends = TimeForms {
        start_time: clock("2026-03-02T09:00:00Z"),
        end_time: clock("2026-03-02T10:30"),
        ..TimeForms::default()
    };
    let clocks = TimeForms {
        appointment_date: day("2026-03-02"),
        start_time: clock("10:00"),
        end_time: clock("10:30"),
        ..TimeForms::default()
    };
    let all = TimeForms {
        starts_at: read("2026-03-02T10:00+01:00"),
        ends_at: read("2026-03-02T09:30Z"),
        duration_minutes: Some(30),
        time_slot: slot.time_slot,
        appointment_time: Some(ten),
        ..clocks.clone()
    };
    for forms in [slot, parts, ends, clocks, all] {
        assert_eq!(in_algiers(&forms).unwrap(), expected, "{forms:?}");
    }
}

#[test]
fn forms_that_contradict_each_other_are_refused_by_name() {
    let slot = || TimeForms { time_slot: read("2026-03-02T10:00"), ..TimeForms::default() };
    let cases = [
        (TimeForms { starts_at: read("2026-03-02T10:00Z"), ..slot() }, "starts_at"),
        (TimeForms { appointment_date: day("2026-03-03"), ..slot() }, "appointment_date"),
        (TimeForms { ends_at: read("2026-03-02T11:00"), duration_minutes: Some(30), ..slot() }, "duration_minutes"),
        (TimeForms { ends_at: read("2026-03-02T11:00"), end_time: clock("12:00"), ..slot() }, "end_time"),
        (TimeForms { ends_at: read("2026-03-02T09:00"), ..slot() }, "ends_at"),
        (TimeForms { ends_at: read("2026-03-04T12:00"), ..slot() }, "ends_at"),
        (TimeForms { appointment_date: day("2026-03-02"), ..TimeForms::default() }, "appointment_time"),
        (TimeForms { start_time: clock("10:00"), ..TimeForms::default() }, "appointment_date"),
        (TimeForms { duration_minutes: Some(30), ..TimeForms::default() }, "time_slot"),
        (TimeForms { time_slot: read("2026-02-28T10:00"), ..TimeForms::default() }, "time_slot"),
    ];
    for (forms, field) in cases {
        assert_eq!(refused_field(in_algiers(&forms)), field, "{forms:?}");
    }
}

#[test]
fn what_a_move_leaves_open_stays_as_it_was() {
    let paris = Tz::Europe__Paris;
    let current = Some(Interval::stored(at("2026-03-27T09:00:00Z"), at("2026-03-27T09:45:00Z")));
    let now = at("2026-03-01T00:00:00Z");
    let moved = |forms: TimeForms| forms.interval(paris, current, now).unwrap();
    let next_day = TimeForms { appointment_date: day("2026-03-30"), ..TimeForms::default() };
    let longer = TimeForms { duration_minutes: Some(60), ..TimeForms::default() };
    let later = TimeForms { time_slot: read("2026-03-27T15:00"), ..TimeForms::default() };
    let span = |start: &str, end: &str| Interval::stored(at(start), at(end));
    assert_eq!(moved(next_day), span("2026-03-30T08:00:00Z", "2026-03-30T08:45:00Z"));
    assert_eq!(moved(longer), span("2026-03-27T09:00:00Z", "2026-03-27T10:00:00Z"));
    assert_eq!(moved(later), span("2026-03-27T14:00:00Z", "2026-03-27T14:45:00Z"));
    let same = TimeForms { starts_at: read("2026-03-27T09:00Z"), ..TimeForms::default() };
    assert_eq!(same.interval(paris, current, at("2026-04-01T00:00:00Z")).ok(), current);
}
