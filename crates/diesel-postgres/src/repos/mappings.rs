use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    kernel::TextEnum,
    mappings::{MappingRepo, UserPatientRelation},
    ports::RepoResult,
};

use crate::{backend::db, error::conflict_on, schema::user_patient_relations, session::DbSession};

#[async_trait]
impl MappingRepo for DbSession {
    async fn insert_relation(&mut self, relation: &UserPatientRelation) -> RepoResult<()> {
        use user_patient_relations as r;
        let row = (
            r::id.eq(db(relation.id)),
            r::user_id.eq(db(relation.user_id)),
            r::patient_id.eq(db(relation.patient_id)),
            r::relation.eq(relation.relation.as_str()),
            r::granted_by.eq(db(relation.granted_by)),
            r::created_at.eq(relation.created_at),
            r::updated_at.eq(relation.updated_at),
        );
        diesel::insert_into(r::table)
            .values(row)
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["relation"]))?;
        Ok(())
    }
}
