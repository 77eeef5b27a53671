use super::{
    FamilyMember, Relation, UserPatientRelation,
    access::{self, RelationScope},
};
use crate::{
    kernel::{Caller, Core, Error, Event, Outcome, Page, PageRequest, PatientId, RelationId, Role, UserId},
    patients::{NewPatient, PatientScope, registration},
    ports::{RepoError, UnitOfWork},
};

/// To whom an account is to be related.
#[derive(Clone, Debug, PartialEq)]
pub enum Related {
    /// A new patient.
    New(Box<NewPatient>),
    /// A patient who exists.
    Known(PatientId),
    /// The account's own person, who exists.
    Own,
}

/// The use cases of relations between accounts and patients.
#[derive(Clone)]
pub struct Families {
    core: Core,
}

impl Families {
    /// From its ports.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// Relates an account to a patient. A family adds new members only, and finds its own ones again; an administrator
    /// relates any patient account to any patient. Answers whether the relation was made now.
    pub async fn relate(
        &self,
        caller: &Caller,
        user: Option<UserId>,
        relation: Relation,
        to: Related,
    ) -> Outcome<(UserPatientRelation, bool)> {
        let first = self.relate_once(caller, user, relation, to.clone()).await;
        // Who lost against the same request finds what the winner made.
        let done = match first {
            Err(Error::Repo(RepoError::Conflict(_))) => self.relate_once(caller, user, relation, to).await,
            done => done,
        };
        done.map_err(|error| if let Error::Repo(error) = error { taken(error) } else { error })
    }

    async fn relate_once(
        &self,
        caller: &Caller,
        user: Option<UserId>,
        relation: Relation,
        to: Related,
    ) -> Outcome<(UserPatientRelation, bool)> {
        let scope = access::relations(&caller.actor);
        let user = match (scope, user) {
            (RelationScope::Of(own), None) => own,
            (RelationScope::Of(own), Some(user)) if own == user => own,
            (RelationScope::Of(_), Some(_)) => return Err(Error::unknown("user", "user_id")),
            (RelationScope::All, Some(user)) => user,
            (RelationScope::All, None) => return Err(Error::invalid("user_id", "is required")),
        };
        let mut work = self.core.store.begin().await?;
        if scope == RelationScope::All {
            check_account(&mut *work, user).await?;
        }
        let patient_id = match to {
            Related::Own => return known(work.relations().own(user).await?, relation),
            Related::Known(patient) => {
                let live = work.relations().of_pair(user, patient).await?;
                if live.is_some() {
                    return known(live, relation);
                }
                let reach = if scope == RelationScope::All { PatientScope::All } else { PatientScope::Nobody };
                if !work.patients().is_in_scope(reach, patient).await? {
                    return Err(Error::unknown("patient", "patient_id"));
                }
                patient
            }
            Related::New(new) => self.add(&mut *work, caller, *new).await?,
        };
        let now = self.core.fresh.now();
        let made = UserPatientRelation {
            id: self.core.fresh.id(),
            user_id: user,
            patient_id,
            relation,
            granted_by: caller.actor.user(),
            created_at: now,
            updated_at: now,
        };
        work.relations().insert(&made).await?;
        work.commit(caller.audit("user_patient_relation.create").on(made.id).patient(patient_id)).await?;
        Ok((made, true))
    }

    async fn add(&self, work: &mut dyn UnitOfWork, caller: &Caller, new: NewPatient) -> Outcome<PatientId> {
        let now = self.core.fresh.now();
        registration::check_new(&new, now)?;
        Ok(registration::add_patient(work, &self.core, caller, new, None, now).await?)
    }

    /// Says anew what a patient is to the account. The own person stays the own person.
    pub async fn change(&self, caller: &Caller, id: RelationId, relation: Relation) -> Outcome<UserPatientRelation> {
        let mut work = self.core.store.begin().await?;
        let mut found = find(&mut *work, caller, id).await?;
        if found.relation == relation {
            return Ok(found);
        }
        if found.relation == Relation::Own {
            return Err(Error::conflict("the relation self cannot become another one"));
        }
        let now = self.core.fresh.now();
        work.relations().set(&access::change_relation(id), relation, now).await.map_err(taken)?;
        (found.relation, found.updated_at) = (relation, now);
        let entry = caller.audit("user_patient_relation.update").on(id).patient(found.patient_id).changed(["relation"]);
        work.commit(entry).await?;
        Ok(found)
    }

    /// Ends a relation: the account no longer acts for the patient. The own person, and the last relation of a patient with
    /// clinical data, cannot be dropped.
    pub async fn end(&self, caller: &Caller, id: RelationId) -> Outcome<()> {
        let mut work = self.core.store.begin().await?;
        let UserPatientRelation { patient_id, user_id, relation, .. } = find(&mut *work, caller, id).await?;
        // Two who drop their relations at once come one after the other here, so that one of them stays.
        work.patients().lock(patient_id).await?.ok_or(Error::not_found("relation"))?;
        if relation == Relation::Own && access::relations(&caller.actor) != RelationScope::All {
            return Err(Error::conflict("the relation to your own record cannot be dropped"));
        }
        if !work.relations().others_act_for(patient_id, user_id).await?
            && work.patients().has_clinical_data(patient_id).await?
        {
            return Err(Error::conflict("this is the last relation of a patient with clinical data"));
        }
        let (by, now) = (caller.actor.user(), self.core.fresh.now());
        work.relations().end(&access::change_relation(id), by, now).await?;
        work.commit(caller.audit("user_patient_relation.end").on(id).patient(patient_id)).await?;
        self.core.events.publish(Event::RelationEnded { user: user_id, patient: patient_id }).await;
        Ok(())
    }

    /// The active patients for whom an account acts, with the relation.
    pub async fn list(&self, caller: &Caller, user: UserId, page: &PageRequest) -> Outcome<Page<FamilyMember>> {
        let page = page.by_id()?;
        match access::relations(&caller.actor) {
            RelationScope::Of(own) if own != user => return Err(Error::not_found("user")),
            RelationScope::Of(_) | RelationScope::All => {}
        }
        let mut session = self.core.store.read().await?;
        let found = session.relations().family_of(user, page).await?;
        if found.items.is_empty() && caller.actor.user() != user && session.accounts().find(user).await?.is_none() {
            return Err(Error::not_found("user"));
        }
        drop(session);
        let telling = found.items.iter().filter(|member| member.patient.tells_of_health());
        self.core.shown(caller, "patients", telling.map(|member| member.patient.id)).await;
        Ok(found)
    }
}

async fn find(work: &mut dyn UnitOfWork, caller: &Caller, id: RelationId) -> Outcome<UserPatientRelation> {
    let found = work.relations().find(access::relations(&caller.actor), id).await?;
    found.ok_or(Error::not_found("relation"))
}

async fn check_account(work: &mut dyn UnitOfWork, user: UserId) -> Outcome<()> {
    let account = work.accounts().find(user).await?.ok_or(Error::unknown("user", "user_id"))?;
    if account.role == Role::Patient {
        Ok(())
    } else {
        Err(Error::conflict("only accounts of the role patient act for patients"))
    }
}

/// The relation that was asked for exists already, under this or under another word.
fn known(live: Option<UserPatientRelation>, relation: Relation) -> Outcome<(UserPatientRelation, bool)> {
    match live {
        Some(live) if live.relation == relation => Ok((live, false)),
        Some(_) => Err(Error::conflict("this patient is related to the account already, in another way")),
        None => Err(Error::invalid("patient", "give either patient or patient_id")),
    }
}

fn taken(error: RepoError) -> Error {
    match error {
        RepoError::Conflict(_) => {
            Error::conflict("the account has this patient already, or one of them has a relation self already")
        }
        RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
