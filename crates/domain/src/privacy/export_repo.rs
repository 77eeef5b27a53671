use async_trait::async_trait;
use serde_json::Value;
use uuid::Uuid;

use super::{Section, access::ExportOwn};
use crate::{
    kernel::{Permit, UserId},
    ports::RepoResult,
};

/// A row as it is taken along.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportedRow {
    /// Its id, by which the rows of a section are ordered.
    pub id: Uuid,
    /// A JSON object with its fields. No hash and no secret is among them.
    pub fields: Value,
}

/// Storage as whoever takes the own data along reads it.
#[async_trait]
pub trait ExportRepo: Send {
    /// The next rows of a section by id, at most `limit`, in one query. Those of patients only while the account acts for
    /// the patient.
    async fn section(
        &mut self,
        section: Section,
        permit: &Permit<ExportOwn, UserId>,
        after: Option<Uuid>,
        limit: u16,
    ) -> RepoResult<Vec<ExportedRow>>;
}
