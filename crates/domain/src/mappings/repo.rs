use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Mapping, MappingFilter, MappingKind, NamedMapping, Pair, Party, PartyId,
    access::{EndPermit, MappingScope},
};
use crate::{
    kernel::{MappingId, Page, PageRequest, UserId},
    ports::RepoResult,
};

/// Storage of mappings.
#[async_trait]
pub trait MappingRepo: Send {
    /// Makes the mapping, or finds the live one of the same pair; answers whether it was made now. Of several who do so at
    /// once one makes it and all get it. Other rooms call this for mappings that events make: both parties must exist.
    async fn ensure(&mut self, mapping: &Mapping) -> RepoResult<(Mapping, bool)>;
    /// Whether both are active.
    async fn are_active(&mut self, pair: Pair) -> RepoResult<bool>;
    /// Whether a mapping of this pair was ended after this instant.
    async fn ended_since(&mut self, pair: Pair, at: DateTime<Utc>) -> RepoResult<bool>;
    /// What there is to know of one end of a mapping.
    async fn party(&mut self, party: PartyId) -> RepoResult<Option<Party>>;
    /// Verifies a doctor or hospital; patients need none.
    async fn verify(&mut self, party: PartyId, now: DateTime<Utc>) -> RepoResult<()>;
    /// A live mapping within the scope.
    async fn find(&mut self, kind: MappingKind, scope: MappingScope, id: MappingId)
    -> RepoResult<Option<NamedMapping>>;
    /// Live mappings within the scope, newest first.
    async fn list(
        &mut self,
        kind: MappingKind,
        scope: MappingScope,
        filter: &MappingFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<NamedMapping>>;
    /// Ends a mapping; answers whether it was live.
    async fn end(&mut self, permit: &EndPermit, kind: MappingKind, by: UserId, now: DateTime<Utc>) -> RepoResult<bool>;
}
