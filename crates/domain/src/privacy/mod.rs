//! Personal data: taking along all that is kept about oneself, and having it erased. What the law keeps stays, without the
//! name.

pub mod access;
mod anonymous;
mod erasure;
mod erasure_repo;
mod export;
mod export_repo;
mod section;

pub(crate) use anonymous::patient as anonymise_patient;
pub use erasure::Erasure;
pub use erasure_repo::{CareEnded, ErasureRepo, Leaving};
pub use export::{Export, Exports, Piece};
pub use export_repo::{ExportRepo, ExportedRow};
pub use section::{Section, Subject};
