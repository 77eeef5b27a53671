use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use super::first_id_at;
use crate::kernel::{AuditId, Error, PatientId, Role, UserId, text_enum};

/// The action of what was opened, and the resource by which all of it is asked for.
const READ: &str = "read";
const ACCESS: &str = "access";

/// One entry of the trail, as it is shown. What was opened has one too: its action is `read`, its resource what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailEntry {
    /// Its id.
    pub id: AuditId,
    /// The account that acted; none for the system and for visitors.
    pub user_id: Option<UserId>,
    /// Its role then.
    pub role: Option<Role>,
    /// The patient for whom a relative acted.
    pub on_behalf_of: Option<PatientId>,
    /// A verb under a noun.
    pub action: String,
    /// The kind of resource.
    pub resource: String,
    /// Which one.
    pub resource_id: Option<Uuid>,
    /// The patient whose record was touched.
    pub patient_id: Option<PatientId>,
    /// The fields that changed.
    pub changes: Vec<String>,
    /// From where.
    pub ip_address: Option<String>,
    /// By which request.
    pub request_id: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Which actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionFilter {
    /// This one: `report.create`.
    Whole(String),
    /// Whatever is done by this verb: `create`.
    Verb(String),
}

impl ActionFilter {
    /// Reads `report.create` or `create`.
    pub fn parse(text: String) -> Result<Self, &'static str> {
        let word =
            |text: &str| (1..=100).contains(&text.len()) && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        match text.split_once('.') {
            Some((noun, verb)) if word(noun) && word(verb) => Ok(Self::Whole(text)),
            None if word(&text) => Ok(Self::Verb(text)),
            Some(_) | None => Err("must be an action such as report.create, or a verb such as create"),
        }
    }
}

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// Of this account.
    pub user: Option<UserId>,
    /// Of these actions.
    pub action: Option<ActionFilter>,
    /// Of this kind of resource.
    pub resource: Option<String>,
    /// About this patient.
    pub patient: Option<PatientId>,
    /// From the beginning of this day, UTC.
    pub from: Option<NaiveDate>,
    /// To the end of this day, UTC.
    pub to: Option<NaiveDate>,
}

impl TrailFilter {
    /// The days as ids, which begin with the time: from the first, and below the second.
    pub fn ids(&self) -> (Option<Uuid>, Option<Uuid>) {
        let start = |day: NaiveDate| first_id_at(day.and_time(NaiveTime::MIN).and_utc());
        let end = self.to.and_then(|day| day.checked_add_days(Days::new(1)));
        (self.from.map(start), end.map(start))
    }
    /// Whether it asks for what was opened, which stands in a log of its own: by the action `read`, or by no action and the
    /// resource `access`.
    pub fn asks_for_reads(&self) -> bool {
        match &self.action {
            Some(ActionFilter::Verb(verb)) => verb == READ,
            Some(ActionFilter::Whole(_)) => false,
            None => self.resource.as_deref() == Some(ACCESS),
        }
    }
    /// What must have been opened, where it asks for that.
    pub fn opened(&self) -> Option<&str> {
        self.resource.as_deref().filter(|resource| *resource != ACCESS)
    }
    /// Whether entries that only prove the log of reads are left out: they are many, and say nothing that is not there.
    pub const fn leaves_out_batches(&self) -> bool {
        self.action.is_none() && self.resource.is_none()
    }
    /// Refuses days in the wrong order.
    pub fn check(&self) -> Result<(), Error> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if to < from => Err(Error::invalid("to_date", "must not lie before from_date")),
            _ => Ok(()),
        }
    }
}

text_enum! {
    /// What was done with a record.
    pub enum AccessKind {
        /// It was opened.
        Read = "read",
        /// It was changed.
        Change = "change",
    }
}

/// That somebody opened or changed a patient's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordAccess {
    /// Its id, by which the log is ordered.
    pub id: Uuid,
    /// What was done.
    pub kind: AccessKind,
    /// The account; none for the system.
    pub user_id: Option<UserId>,
    /// Its name.
    pub user_name: Option<String>,
    /// Its role then.
    pub role: Option<Role>,
    /// The patient for whom a relative acted.
    pub on_behalf_of: Option<PatientId>,
    /// What was opened, or the action.
    pub what: String,
    /// How often within a moment.
    pub times: i32,
    /// When; the first time of several.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_a_verb_with_or_without_its_noun() {
        let parsed = |text: &str| ActionFilter::parse(text.to_owned());
        assert_eq!(parsed("report.create"), Ok(ActionFilter::Whole("report.create".into())));
        assert_eq!(parsed("set_status"), Ok(ActionFilter::Verb("set_status".into())));
        for bad in ["", ".", "report.", ".create", "a.b.c", "Create", "create ", "a%", "é", &"a".repeat(101)] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn reads_and_their_proofs_are_listed_when_they_are_asked_for() {
        let filter = |action: Option<&str>, resource: Option<&str>| TrailFilter {
            action: action.map(|action| ActionFilter::parse(action.to_owned()).unwrap()),
            resource: resource.map(str::to_owned),
            ..TrailFilter::default()
        };
        assert!(filter(Some("read"), None).asks_for_reads() && filter(None, Some("access")).asks_for_reads());
        assert_eq!(filter(Some("read"), Some("report")).opened(), Some("report"));
        assert_eq!((filter(Some("read"), Some("access")).opened(), filter(Some("read"), None).opened()), (None, None));
        for other in [filter(None, None), filter(Some("chat.read"), None), filter(Some("create"), Some("access"))] {
            assert!(!other.asks_for_reads(), "{other:?}");
        }
        assert!(filter(None, None).leaves_out_batches());
        assert!(!filter(Some("batch"), None).leaves_out_batches() && !filter(None, Some("x")).leaves_out_batches());
    }

    #[test]
    fn days_are_whole_and_in_their_order() {
        let day = |text: &str| text.parse().ok();
        let filter = TrailFilter { from: day("2026-03-02"), to: day("2026-03-02"), ..TrailFilter::default() };
        let (from, below) = filter.ids();
        let at = |text: &str| first_id_at(text.parse().unwrap());
        assert_eq!((from, below), (Some(at("2026-03-02T00:00:00Z")), Some(at("2026-03-03T00:00:00Z"))));
        assert!(filter.check().is_ok());
        assert!(TrailFilter { to: day("2026-03-01"), ..filter }.check().is_err());
        let last = TrailFilter { to: Some(NaiveDate::MAX), ..TrailFilter::default() };
        assert_eq!(last.ids(), (None, None));
    }
}
