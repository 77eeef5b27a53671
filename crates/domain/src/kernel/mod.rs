//! The shared vocabulary of every room: ids, time, pages, permits, errors and audit entries.
//! It stays small; what only one room needs lives in that room.

mod actor;
mod audit;
mod core;
mod error;
mod event;
mod fresh;
mod ids;
mod input;
mod job;
mod listening;
mod money;
mod page;
mod permit;
mod text;

pub use actor::{Actor, Caller, Origin, Role, Roles};
pub use audit::AuditEntry;
pub use core::{Core, Settings, retry_conflicts};
pub use error::{Error, FieldIssue, Outcome};
pub use event::{Event, EventTopic};
pub use fresh::Fresh;
pub use ids::*;
pub use input::{Change, Changed, Check, Named, parse};
pub use job::{Job, JobRow, JobTopic};
pub use listening::Listening;
pub use money::Money;
pub use page::{Cursor, Page, PageRequest, Position};
pub use permit::Permit;
pub use text::{TextEnum, UnknownText, field_pattern, fold, hex, like_pattern, search_key, text_enum};
