use super::{Specialty, SpecialtyChange, access};
use crate::{
    kernel::{Caller, Core, Cursor, Error, Outcome, Page, PageRequest, SpecialtyId},
    ports::RepoError,
};

/// The use cases of specialties.
#[derive(Clone)]
pub struct Specialties {
    core: Core,
}

impl Specialties {
    /// From its ports.
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// Specialties with this in their name, by name; for everybody.
    pub async fn list(&self, search: Option<&str>, page: &PageRequest) -> Outcome<Page<Specialty>> {
        page.after().map(Cursor::text).transpose()?;
        Ok(self.core.store.read().await?.specialties().list(search, page).await?)
    }

    /// One specialty; for everybody.
    pub async fn one(&self, id: SpecialtyId) -> Outcome<Specialty> {
        let specialty = self.core.store.read().await?.specialties().find(id).await?;
        specialty.ok_or_else(|| Error::not_found("specialty"))
    }

    /// Adds one.
    pub async fn add(&self, caller: &Caller, name: String, description: Option<String>) -> Outcome<Specialty> {
        let (id, now): (SpecialtyId, _) = (self.core.fresh.id(), self.core.fresh.now());
        let permit = access::change_specialty(&caller.actor, id)?;
        let specialty = Specialty { id, name, description, created_at: now, updated_at: now };
        let mut work = self.core.store.begin().await?;
        work.specialties().insert(&permit, &specialty).await.map_err(refused)?;
        work.commit(caller.audit("specialty.add").on(id)).await?;
        Ok(specialty)
    }

    /// Changes what is given.
    pub async fn change(&self, caller: &Caller, id: SpecialtyId, change: SpecialtyChange) -> Outcome<Specialty> {
        let permit = access::change_specialty(&caller.actor, id)?;
        let mut work = self.core.store.begin().await?;
        let found = work.specialties().find_for_change(id).await?;
        let mut specialty = found.ok_or_else(|| Error::not_found("specialty"))?;
        let fields = change.apply(&mut specialty, self.core.fresh.now());
        work.specialties().update(&permit, &specialty).await.map_err(refused)?;
        work.commit(caller.audit("specialty.change").on(id).changed(fields)).await?;
        Ok(specialty)
    }

    /// Deletes one that no doctor has.
    pub async fn delete(&self, caller: &Caller, id: SpecialtyId) -> Outcome<()> {
        let permit = access::change_specialty(&caller.actor, id)?;
        let mut work = self.core.store.begin().await?;
        if !work.specialties().delete(&permit).await.map_err(refused)? {
            return Err(Error::not_found("specialty"));
        }
        work.commit(caller.audit("specialty.delete").on(id)).await?;
        Ok(())
    }
}

fn refused(error: RepoError) -> Error {
    match error {
        RepoError::Conflict("name") => Error::conflict("a specialty of this name exists already"),
        RepoError::Conflict("doctors") => Error::conflict("doctors still have this specialty; take it from them first"),
        RepoError::Conflict(_) | RepoError::Retry | RepoError::Corrupt(_) | RepoError::Unavailable(_) => error.into(),
    }
}
