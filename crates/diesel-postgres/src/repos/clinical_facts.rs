use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::{
    kernel::{ClinicalFactId, TextEnum},
    patients::ClinicalFact,
    ports::{RepoError, RepoResult},
};

use crate::{
    backend::{Db, DbUuid, db, id},
    error::word,
    schema::clinical_facts,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = clinical_facts, check_for_backend(Db))]
pub struct FactRow {
    id: DbUuid,
    patient_id: DbUuid,
    kind: String,
    text: String,
    source: String,
    recorded_by: DbUuid,
    recorded_at: DateTime<Utc>,
}

impl TryFrom<FactRow> for ClinicalFact {
    type Error = RepoError;
    fn try_from(row: FactRow) -> RepoResult<Self> {
        let fact: ClinicalFactId = id(row.id);
        Ok(Self {
            id: fact,
            patient_id: id(row.patient_id),
            kind: word(&row.kind, "clinical_facts", "kind", fact)?,
            text: row.text,
            source: word(&row.source, "clinical_facts", "source", fact)?,
            recorded_by: id(row.recorded_by),
            recorded_at: row.recorded_at,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = clinical_facts, treat_none_as_default_value = false)]
pub struct NewFactRow<'a> {
    id: DbUuid,
    patient_id: DbUuid,
    kind: &'a str,
    text: &'a str,
    source: &'a str,
    recorded_by: DbUuid,
    recorded_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl<'a> From<&'a ClinicalFact> for NewFactRow<'a> {
    fn from(fact: &'a ClinicalFact) -> Self {
        Self {
            id: db(fact.id),
            patient_id: db(fact.patient_id),
            kind: fact.kind.as_str(),
            text: &fact.text,
            source: fact.source.as_str(),
            recorded_by: db(fact.recorded_by),
            recorded_at: fact.recorded_at,
            created_at: fact.recorded_at,
            updated_at: fact.recorded_at,
        }
    }
}
