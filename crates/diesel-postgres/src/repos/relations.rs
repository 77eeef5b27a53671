use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    kernel::{Page, PageRequest, PatientId, RelationId, TextEnum, UserId},
    mappings::{
        FamilyMember, Relation, RelationRepo, UserPatientRelation,
        access::{RelationPermit, RelationScope},
    },
    patients::{Patient, access::ChangePermit},
    ports::{RepoError, RepoResult},
};

use super::{
    page::{after_id, page_of, rows_wanted},
    patients::PatientRow,
};
use crate::{
    backend::{Db, DbUuid, db, id},
    error::{conflict_on, failed, word},
    prepared::Prepare,
    schema::{patients, user_patient_relations as r},
    session::DbSession,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = r, check_for_backend(Db))]
struct RelationRow {
    id: DbUuid,
    user_id: DbUuid,
    patient_id: DbUuid,
    relation: String,
    granted_by: DbUuid,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<RelationRow> for UserPatientRelation {
    type Error = RepoError;
    fn try_from(row: RelationRow) -> RepoResult<Self> {
        let relation: RelationId = id(row.id);
        Ok(Self {
            id: relation,
            user_id: id(row.user_id),
            patient_id: id(row.patient_id),
            relation: word(&row.relation, "user_patient_relations", "relation", relation)?,
            granted_by: id(row.granted_by),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The live relations, as rows.
macro_rules! live {
    () => {
        r::table.filter(r::ended_at.is_null()).select(RelationRow::as_select())
    };
}

fn read(row: QueryResult<RelationRow>) -> RepoResult<Option<UserPatientRelation>> {
    row.optional().map_err(failed)?.map(UserPatientRelation::try_from).transpose()
}

#[async_trait]
impl RelationRepo for DbSession {
    async fn insert(&mut self, relation: &UserPatientRelation) -> RepoResult<()> {
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

    async fn find(&mut self, scope: RelationScope, relation: RelationId) -> RepoResult<Option<UserPatientRelation>> {
        let mut query = live!().filter(r::id.eq(db(relation))).into_boxed();
        if let RelationScope::Of(user) = scope {
            query = query.filter(r::user_id.eq(db(user)));
        }
        read(query.first(self.conn()?).await)
    }

    async fn of_pair(&mut self, user: UserId, patient: PatientId) -> RepoResult<Option<UserPatientRelation>> {
        let query = live!().filter(r::user_id.eq(db(user))).filter(r::patient_id.eq(db(patient)));
        read(query.first(self.conn()?).await)
    }

    async fn own(&mut self, user: UserId) -> RepoResult<Option<UserPatientRelation>> {
        let query = live!().filter(r::user_id.eq(db(user))).filter(r::relation.eq(Relation::Own.as_str()));
        read(query.first(self.conn()?).await)
    }

    async fn set(&mut self, permit: &RelationPermit, relation: Relation, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(r::table.find(db(permit.id())).filter(r::ended_at.is_null()))
            .set((r::relation.eq(relation.as_str()), r::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["relation"]))?;
        Ok(())
    }

    async fn end(&mut self, permit: &RelationPermit, by: UserId, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(r::table.find(db(permit.id())).filter(r::ended_at.is_null()))
            .set((r::ended_at.eq(now), r::ended_by.eq(db(by)), r::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn end_of_pair(
        &mut self,
        permit: &ChangePermit,
        user: UserId,
        by: UserId,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        let live = r::table
            .filter(r::user_id.eq(db(user)))
            .filter(r::patient_id.eq(db(permit.id())))
            .filter(r::ended_at.is_null());
        diesel::update(live)
            .set((r::ended_at.eq(now), r::ended_by.eq(db(by)), r::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn of_patient(&mut self, patient: PatientId) -> RepoResult<Vec<UserPatientRelation>> {
        let query = live!().filter(r::patient_id.eq(db(patient))).order(r::id);
        let rows: Vec<RelationRow> = query.load(self.conn()?).await.map_err(failed)?;
        rows.into_iter().map(UserPatientRelation::try_from).collect()
    }

    async fn others_act_for(&mut self, patient: PatientId, user: UserId) -> RepoResult<bool> {
        let others = r::table
            .filter(r::patient_id.eq(db(patient)))
            .filter(r::user_id.ne(db(user)))
            .filter(r::ended_at.is_null());
        diesel::select(diesel::dsl::exists(others)).get_result(self.conn()?).await.map_err(failed)
    }

    async fn family_of(&mut self, user: UserId, page: &PageRequest) -> RepoResult<Page<FamilyMember>> {
        let conn = self.conn()?;
        let family = || {
            r::table
                .inner_join(patients::table)
                .filter(r::user_id.eq(db(user)))
                .filter(r::ended_at.is_null())
                .filter(patients::is_active.eq(true))
        };
        let total =
            if page.wants_total() { Some(family().count().get_result(conn).await.map_err(failed)?) } else { None };
        let mut query = family().select((RelationRow::as_select(), PatientRow::as_select())).into_boxed();
        if let Some(cursor) = page.after() {
            query = query.filter(r::id.gt(db(cursor.id)));
        }
        let rows: Vec<(RelationRow, PatientRow)> =
            query.order(r::id.asc()).limit(rows_wanted(page)).offset(page.offset()).load(conn).await.map_err(failed)?;
        let member = |(relation, patient): (RelationRow, PatientRow)| {
            Ok(FamilyMember {
                relation: UserPatientRelation::try_from(relation)?,
                patient: Patient::try_from(patient)?,
            })
        };
        page_of(rows, page, total, |(relation, _)| after_id(relation.id), member)
    }
}
