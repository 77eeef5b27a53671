use async_trait::async_trait;

use super::{Specialty, access::ChangeSpecialty};
use crate::{
    kernel::{Page, PageRequest, Permit, SpecialtyId},
    ports::RepoResult,
};

/// Storage of specialties.
#[async_trait]
pub trait SpecialtyRepo: Send {
    /// The specialty with this id.
    async fn find(&mut self, id: SpecialtyId) -> RepoResult<Option<Specialty>>;
    /// The same, locked until the end of the unit of work.
    async fn find_for_change(&mut self, id: SpecialtyId) -> RepoResult<Option<Specialty>>;
    /// Specialties with this in their name, by name.
    async fn list(&mut self, search: Option<&str>, page: &PageRequest) -> RepoResult<Page<Specialty>>;
    /// Adds one. A used name is a conflict on `name`.
    async fn insert(&mut self, permit: &Permit<ChangeSpecialty, SpecialtyId>, specialty: &Specialty) -> RepoResult<()>;
    /// Writes a changed one. A used name is a conflict on `name`.
    async fn update(&mut self, permit: &Permit<ChangeSpecialty, SpecialtyId>, specialty: &Specialty) -> RepoResult<()>;
    /// Deletes it and answers whether it was there. One that doctors have is a conflict on `doctors`.
    async fn delete(&mut self, permit: &Permit<ChangeSpecialty, SpecialtyId>) -> RepoResult<bool>;
}
