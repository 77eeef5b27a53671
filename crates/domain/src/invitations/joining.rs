use chrono::{DateTime, Utc};

use super::{Invitation, Offer, access};
use crate::{
    accounts::User,
    doctors::{self, Doctor},
    kernel::{AuditEntry, Core, DoctorId, Error, Event, HospitalId, Origin, Outcome, PatientId, Role, UserId},
    mappings::{self, Mapping, Pair, PartyId, Relation, UserPatientRelation},
    patients::Patient,
    ports::{RepoError, UnitOfWork},
    privacy::anonymise_patient,
};

/// Somebody takes what was offered.
pub(super) struct Joining<'a> {
    pub(super) core: &'a Core,
    pub(super) invitation: &'a Invitation,
    pub(super) inviter: &'a User,
    pub(super) user: &'a User,
    pub(super) origin: &'a Origin,
    pub(super) now: DateTime<Utc>,
}

impl Joining<'_> {
    /// The entry of something that the account does hereby.
    pub(super) fn audit(&self, action: &'static str) -> AuditEntry {
        AuditEntry::by(action, Some((self.user.id, self.user.role)), self.origin)
    }

    /// That the account was opened.
    pub(super) fn signed_up(&self) -> AuditEntry {
        let entry = self.audit("user.sign_up").on(self.user.id);
        match self.user.profile_id.filter(|_| self.user.role == Role::Patient) {
            Some(own) => entry.patient(own.into()),
            None => entry,
        }
    }

    /// Gives a new account what was offered.
    pub(super) async fn open(&self, work: &mut dyn UnitOfWork) -> Outcome<()> {
        match (self.invitation.offer, self.user.profile_id) {
            (Offer::Staff { hospital, .. }, None) => {
                work.hospitals().add_staff(self.core.fresh.id(), self.user.id, hospital, self.now).await?;
            }
            (Offer::Staff { hospital, .. }, Some(profile)) => {
                let doctor = self.new_doctor(profile.into());
                work.doctors().insert(&doctor).await?;
                self.employ(work, hospital, doctor.id).await?;
            }
            (Offer::Claim { patient, relation, .. } | Offer::Family { patient, relation }, profile) => {
                // Whoever comes for a relative has an own record too, as after any sign-up.
                if let Some(own) = profile.map(PatientId).filter(|own| *own != patient) {
                    work.patients().insert(&self.new_patient(own)).await?;
                    work.relations().insert(&self.relation(own, Relation::Own, self.user.id)).await?;
                }
                self.relate(work, patient, relation).await?;
            }
        }
        Ok(())
    }

    /// Verified by an administrator's word alone.
    fn new_doctor(&self, id: DoctorId) -> Doctor {
        let zone = self.core.settings.default_timezone.clone();
        let mut doctor = Doctor::new(id, Some(self.user.id), self.user.name.clone(), zone, self.now);
        doctor.first_name.clone_from(&self.user.first_name);
        doctor.last_name.clone_from(&self.user.last_name);
        doctor.is_verified = self.inviter.role == Role::Admin;
        doctor
    }

    fn new_patient(&self, id: PatientId) -> Patient {
        let mut patient = Patient::new(id, self.user.name.clone(), self.now);
        patient.first_name.clone_from(&self.user.first_name);
        patient.last_name.clone_from(&self.user.last_name);
        patient
    }

    fn relation(&self, patient_id: PatientId, relation: Relation, granted_by: UserId) -> UserPatientRelation {
        UserPatientRelation {
            id: self.core.fresh.id(),
            user_id: self.user.id,
            patient_id,
            relation,
            granted_by,
            created_at: self.now,
            updated_at: self.now,
        }
    }

    /// Adds what was offered to an account that exists. Answers the relation to the patient, and what others may want to
    /// hear of.
    pub(super) async fn add(&self, work: &mut dyn UnitOfWork) -> Outcome<(Option<UserPatientRelation>, Option<Event>)> {
        match self.invitation.offer {
            Offer::Staff { hospital, .. } => {
                let profile = self.user.profile_id.filter(|_| self.user.role == Role::Doctor);
                let doctor = profile.map(DoctorId).ok_or_else(|| Error::conflict("this account is no doctor's"))?;
                self.employ(work, hospital, doctor).await?;
                Ok((None, self.verify(work, doctor).await?))
            }
            Offer::Claim { patient, relation, .. } | Offer::Family { patient, relation } => {
                let given_up = if relation == Relation::Own { self.give_up_own(work).await? } else { None };
                let related = self.relate(work, patient, relation).await?;
                let Some(own) = given_up else { return Ok((Some(related), None)) };
                let ended = Event::RelationEnded { user: self.user.id, patient: own.id };
                self.complete(work, patient, own).await?;
                Ok((Some(related), Some(ended)))
            }
        }
    }

    async fn employ(&self, work: &mut dyn UnitOfWork, hospital: HospitalId, doctor: DoctorId) -> Outcome<()> {
        let pair = Pair::HospitalDoctor(hospital, doctor);
        let wanted = Mapping { id: self.core.fresh.id(), pair, created_by: self.inviter.id, created_at: self.now };
        let (mapping, is_new) = mappings::ensure(work, &wanted).await?;
        if is_new {
            let changed = self.audit("doctor.change");
            doctors::follow_hospital(work, &changed, hospital, Some(doctor), self.now).await?;
            work.also(self.audit("hospital_doctor_mapping.create").on(mapping.id));
        }
        Ok(())
    }

    /// An administrator who maps a doctor verifies the profile; so does one who invites.
    async fn verify(&self, work: &mut dyn UnitOfWork, doctor: DoctorId) -> Outcome<Option<Event>> {
        let known = work.mappings().party(PartyId::Doctor(doctor)).await?;
        if self.inviter.role != Role::Admin || known.is_none_or(|known| known.is_verified) {
            return Ok(None);
        }
        work.mappings().verify(PartyId::Doctor(doctor), self.now).await?;
        work.also(self.audit("doctor.change").on(doctor).changed(["is_verified"]));
        Ok(Some(Event::UserChanged { user: self.user.id }))
    }

    /// Whoever signed up before the hospital offered the record has an own one already. While that is blank, the one that is
    /// offered takes its place, and nobody is two patients. Answers what the own one told.
    async fn give_up_own(&self, work: &mut dyn UnitOfWork) -> Outcome<Option<Patient>> {
        let Some(own) = work.relations().own(self.user.id).await? else { return Ok(None) };
        let id = own.patient_id;
        let mut patient = work.patients().lock(id).await?.ok_or(Error::not_found("patient"))?;
        let is_shared = work.relations().others_act_for(id, self.user.id).await?;
        if is_shared || says_something(&patient) || !work.patients().is_blank(id).await? {
            return Err(Error::conflict(
                "your account has a record of its own that is in use; ask the hospital to register you by that one",
            ));
        }
        let permit = access::give_up_own(id);
        let told = patient.clone();
        work.relations().end_of_pair(&permit, self.user.id, self.user.id, self.now).await?;
        anonymise_patient(&mut patient, false, self.now);
        work.patients().update(&permit, &patient).await?;
        work.also(self.audit("user_patient_relation.end").on(own.id).patient(id));
        work.also(self.audit("patient.give_up").on(id).patient(id));
        Ok(Some(told))
    }

    /// What the own record told and the one in its place leaves open is kept there.
    async fn complete(&self, work: &mut dyn UnitOfWork, patient: PatientId, told: Patient) -> Outcome<()> {
        let mut kept = work.patients().lock(patient).await?.ok_or(Error::not_found("patient"))?;
        let changed = kept.completed_by(told).apply(&mut kept, self.now);
        if !changed.is_empty() {
            work.patients().update(&access::complete(patient), &kept).await?;
            work.also(self.audit("patient.update").on(patient).patient(patient).changed(changed));
        }
        Ok(())
    }

    async fn relate(
        &self,
        work: &mut dyn UnitOfWork,
        patient: PatientId,
        relation: Relation,
    ) -> Outcome<UserPatientRelation> {
        if work.relations().of_pair(self.user.id, patient).await?.is_some() {
            return Err(Error::conflict("you act for this patient already"));
        }
        let made = self.relation(patient, relation, self.inviter.id);
        work.relations().insert(&made).await.map_err(taken)?;
        work.also(self.audit("user_patient_relation.create").on(made.id).patient(patient));
        Ok(made)
    }
}

/// Whether the record itself says something that a doctor may go by.
fn says_something(patient: &Patient) -> bool {
    !patient.medical_history.is_empty()
        || patient.blood_group.is_some()
        || patient.height_cm.is_some()
        || patient.weight_kg.is_some()
}

/// Each account has one own person, and each person one own account.
fn taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict(_) => {
            Error::conflict("the account has a record of its own already; an administrator can help")
        }
        RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_a_doctor_may_go_by_is_not_given_up() {
        let mut patient = Patient::new(PatientId(Uuid::nil()), "Nadia".into(), DateTime::UNIX_EPOCH);
        (patient.contact, patient.city) = (Some("+1".into()), Some("Oran".into()));
        assert!(!says_something(&patient));
        patient.weight_kg = Some(60.0);
        assert!(says_something(&patient));
    }
}
