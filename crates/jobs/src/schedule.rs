//! When a job is tried again, and when one that comes back comes back.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::kernel::{Job, JobRow};

const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(3);

/// Jobs that come back by themselves.
pub const RECURRING: [Job; 2] = [Job::PurgeExpired, Job::SweepOrphanFiles];

/// When a job that has failed is tried again: after 1, 2, 4 … minutes, at most 6 hours; never, once that would be more than
/// three days after it was asked for. One that is soon over is tried four times as often, and comes once more when it is
/// over, to be put aside as too late.
pub fn again_at(row: &JobRow, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let doublings = u32::try_from(row.attempts - 1).unwrap_or(0).min(12);
    let wait = (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT);
    match row.job.expires_at() {
        Some(over) if over - row.created_at < GIVEN_UP_AFTER => Some((now + wait / 4).min(over)),
        Some(_) | None => Some(now + wait).filter(|again| *again - row.created_at <= GIVEN_UP_AFTER),
    }
}

/// When a job comes back after `now`; none for those that are asked for each time.
pub fn comes_back_at(job: &Job, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match job {
        Job::AnalyseAppointment { .. } | Job::SendCode { .. } | Job::SendMail { .. } | Job::SendSms { .. } => None,
        Job::PurgeExpired => Some(next(now, TimeDelta::hours(1), TimeDelta::zero())),
        Job::SweepOrphanFiles => Some(next(now, TimeDelta::days(1), TimeDelta::hours(3))),
    }
}

/// The next instant after `now` that lies whole periods after midnight UTC and `offset`.
fn next(now: DateTime<Utc>, period: TimeDelta, offset: TimeDelta) -> DateTime<Utc> {
    let mut at = now.date_naive().and_time(NaiveTime::MIN).and_utc() + offset;
    while at <= now {
        at += period;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    fn row(job: Job, created_at: DateTime<Utc>, attempts: i32) -> JobRow {
        JobRow { id: domain::kernel::JobId(uuid::Uuid::nil()), job, attempts, created_at }
    }

    #[test]
    fn regression_23_waits_double_up_to_six_hours_and_end_after_three_days() {
        let asked = at("2026-03-02T08:00:00Z");
        let wait = |attempts| again_at(&row(Job::PurgeExpired, asked, attempts), asked).unwrap() - asked;
        assert_eq!([wait(1), wait(2), wait(5)].map(|wait| wait.num_minutes()), [1, 2, 16]);
        assert_eq!([wait(10), wait(1_000)].map(|wait| wait.num_hours()), [6, 6]);
        let (mut now, mut tries) = (asked, 0);
        while let Some(again) = again_at(&row(Job::PurgeExpired, asked, tries + 1), now) {
            (now, tries) = (again, tries + 1);
        }
        assert!(now - asked > TimeDelta::hours(60) && now - asked <= TimeDelta::days(3));
    }

    #[test]
    fn what_is_soon_over_is_tried_sooner_and_comes_back_when_it_is_over() {
        let asked = at("2026-03-02T08:00:00Z");
        let mail =
            |minutes| Job::SendMail { sealed: String::new(), expires_at: Some(asked + TimeDelta::minutes(minutes)) };
        let waits =
            [1, 2, 3].map(|tries| (again_at(&row(mail(10), asked, tries), asked).unwrap() - asked).num_seconds());
        assert_eq!(waits, [15, 30, 60]);
        let over = asked + TimeDelta::minutes(10);
        assert_eq!(again_at(&row(mail(10), asked, 9), asked), Some(over));
        assert_eq!(again_at(&row(mail(10), asked, 9), over + TimeDelta::seconds(15)), Some(over), "it hung too long");
        assert!(again_at(&row(mail(60 * 24 * 7), asked, 1), asked).unwrap() - asked == TimeDelta::minutes(1));
    }

    #[test]
    fn what_comes_back_does_so_on_the_hour_and_at_three() {
        let came_back = |job: Job, now: &str| comes_back_at(&job, at(now));
        assert_eq!(came_back(Job::PurgeExpired, "2026-03-02T08:00:00Z"), Some(at("2026-03-02T09:00:00Z")));
        assert_eq!(came_back(Job::PurgeExpired, "2026-03-02T23:59:59Z"), Some(at("2026-03-03T00:00:00Z")));
        assert_eq!(came_back(Job::SweepOrphanFiles, "2026-03-02T02:00:00Z"), Some(at("2026-03-02T03:00:00Z")));
        assert_eq!(came_back(Job::SweepOrphanFiles, "2026-03-02T03:00:00Z"), Some(at("2026-03-03T03:00:00Z")));
    }
}
