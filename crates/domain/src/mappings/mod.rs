//! Mappings: who works where, who treats whom, who acts for whom. They end, they are never erased, and what has ended
//! gives no access.

mod entity;
mod repo;

pub use entity::{Relation, UserPatientRelation};
pub use repo::MappingRepo;
