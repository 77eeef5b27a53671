use async_trait::async_trait;

use super::UserPatientRelation;
use crate::ports::RepoResult;

/// Storage of mappings and relations.
#[async_trait]
pub trait MappingRepo: Send {
    /// Adds a relation. A live one of the same pair, or a second `self`, is a conflict on `relation`.
    async fn insert_relation(&mut self, relation: &UserPatientRelation) -> RepoResult<()>;
}
