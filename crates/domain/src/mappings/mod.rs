//! Mappings: who works where, who treats whom, who acts for whom. They end, they are never erased, and what has ended
//! gives no access.

pub mod access;
mod family;
mod pair;
mod relation;
mod relation_repo;
mod repo;
mod service;

pub use family::{Families, Related};
pub use pair::{Mapping, MappingFilter, MappingKind, NamedMapping, Pair, Party, PartyId};
pub use relation::{FamilyMember, Relation, UserPatientRelation};
pub use relation_repo::RelationRepo;
pub use repo::MappingRepo;
pub use service::Mappings;
pub(crate) use service::{ensure, mapped};
