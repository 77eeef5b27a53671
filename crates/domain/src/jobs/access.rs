//! Who tends the work in the background.

use super::{JobEntry, JobState};
use crate::kernel::{Actor, Error, JobId, Outcome, Permit, Roles, UserId};

/// Roles that may ever see jobs and have them tried again.
pub const MAY_TEND: Roles = Roles::ADMIN;

/// The right to see jobs.
#[derive(Debug)]
pub struct TendJobs;
/// The right to have a job tried again.
#[derive(Debug)]
pub struct RetryJob;

/// Only administrators see what the server does in the background.
pub fn tend(actor: &Actor) -> Outcome<Permit<TendJobs, UserId>> {
    match actor {
        Actor::Admin { user } => Ok(Permit::grant(*user)),
        Actor::Hospital { .. }
        | Actor::Doctor { .. }
        | Actor::Nurse { .. }
        | Actor::Receptionist { .. }
        | Actor::Patient { .. } => Err(Error::forbidden("only administrators tend jobs")),
    }
}

/// What was given up may be tried again; what waits or is done may not.
pub fn retry(_: &Permit<TendJobs, UserId>, job: &JobEntry) -> Outcome<Permit<RetryJob, JobId>> {
    match job.state {
        JobState::Dead => Ok(Permit::grant(job.id)),
        JobState::Waiting => Err(Error::conflict("the job waits already; it is tried when it is due")),
        JobState::Done => Err(Error::conflict("the job is done")),
        JobState::Expired => Err(Error::conflict("the job came too late to be of any use")),
    }
}
