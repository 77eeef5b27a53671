use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::access::EraseOwn;
use crate::{
    accounts::User,
    doctors::access::ChangeDoctor,
    kernel::{AppointmentId, DoctorId, MappingId, PatientId, Permit, RelationId, UserId},
    patients::{Patient, access::ChangePermit},
    ports::RepoResult,
};

/// Who leaves.
#[derive(Debug)]
pub enum Leaving<'a> {
    /// A patient.
    Patient(&'a ChangePermit),
    /// A doctor.
    Doctor(&'a Permit<ChangeDoctor, DoctorId>),
}

/// What ended with somebody's leaving that others have to know of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CareEnded {
    /// Treatments that were live.
    pub treatments: Vec<(MappingId, DoctorId, PatientId)>,
    /// Visits that will not take place.
    pub visits: Vec<(AppointmentId, PatientId)>,
}

/// Storage as an erasure changes it. Whoever does several of these takes the locks first: the account's, then the
/// patients'.
#[async_trait]
pub trait ErasureRepo: Send {
    /// The account, locked until the end of the unit of work. Others may still refer to it.
    async fn hold_account(&mut self, permit: &Permit<EraseOwn, UserId>) -> RepoResult<Option<User>>;
    /// The patients for whom the account acts, locked in the order of their ids. Others may still refer to them.
    async fn hold_family(&mut self, permit: &Permit<EraseOwn, UserId>) -> RepoResult<Vec<Patient>>;
    /// Ends what ties somebody to others: treatments, registrations or workplaces, invitations to act for a patient, and
    /// visits that are still to come, with the chats closed.
    async fn end_care(&mut self, leaving: &Leaving<'_>, by: UserId, now: DateTime<Utc>) -> RepoResult<CareEnded>;
    /// Deletes what of a patient's record nobody but the family has seen: the private collection, interviews that were sent
    /// to no doctor, and what a client kept beside appointments. The objects of the collection are the sweep's to remove.
    async fn delete_private(&mut self, permit: &ChangePermit) -> RepoResult<()>;
    /// Deletes the facts of a patient, where all of them are the family's own statements.
    async fn delete_statements(&mut self, permit: &ChangePermit) -> RepoResult<()>;
    /// Ends the account's relations to all patients; answers which, and to whom.
    async fn end_relations(
        &mut self,
        permit: &Permit<EraseOwn, UserId>,
        now: DateTime<Utc>,
    ) -> RepoResult<Vec<(RelationId, PatientId)>>;
    /// Revokes the invitations that the account made and those that wait for it at this address, and puts another address in
    /// the place of its own wherever it was invited.
    async fn void_invitations(
        &mut self,
        permit: &Permit<EraseOwn, UserId>,
        address: &str,
        in_its_place: &str,
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
    /// Deletes what belongs to the account alone: its passwords, past ones too, from where it signed in, answers kept for
    /// repeated requests, and which chats it had put away.
    async fn delete_traces(&mut self, permit: &Permit<EraseOwn, UserId>) -> RepoResult<()>;
}
