//! Mappings: who works where, who treats whom, who acts for whom. They end, they are never erased, and what has ended
//! gives no access.

pub mod access;
mod pair;
mod relation;
mod repo;
mod service;

pub use pair::{Mapping, MappingFilter, MappingKind, NamedMapping, Pair, Party, PartyId};
pub use relation::{Relation, UserPatientRelation};
pub use repo::MappingRepo;
pub use service::Mappings;
