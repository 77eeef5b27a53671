use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    kernel::{Cursor, Page, PageRequest, Permit, SpecialtyId, like_pattern},
    ports::{RepoError, RepoResult},
    specialties::{Specialty, SpecialtyRepo, access::ChangeSpecialty},
};
use uuid::Uuid;

use super::page::{page_of, rows_wanted};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, failed},
    prepared::Prepare,
    schema::specialties,
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = specialties, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
struct SpecialtyRow {
    id: DbUuid,
    name: String,
    search_key: String,
    description: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&Specialty> for SpecialtyRow {
    fn from(specialty: &Specialty) -> Self {
        Self {
            id: db(specialty.id),
            name: specialty.name.clone(),
            search_key: specialty.search_key(),
            description: specialty.description.clone(),
            created_at: specialty.created_at,
            updated_at: specialty.updated_at,
        }
    }
}

impl TryFrom<SpecialtyRow> for Specialty {
    type Error = RepoError;
    fn try_from(row: SpecialtyRow) -> RepoResult<Self> {
        Ok(Self {
            id: id(row.id),
            name: row.name,
            description: row.description,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The one unique column besides the id is the folded name.
const NAME: &[&str] = &["search_key"];

fn named(error: diesel::result::Error) -> RepoError {
    match conflict_on(error, NAME) {
        RepoError::Conflict("search_key") => RepoError::Conflict("name"),
        other => other,
    }
}

#[async_trait]
impl SpecialtyRepo for DbSession {
    async fn find(&mut self, specialty: SpecialtyId) -> RepoResult<Option<Specialty>> {
        let query = specialties::table.find(db(specialty)).select(SpecialtyRow::as_select());
        let row: Option<SpecialtyRow> = query.first(self.conn()?).await.optional().map_err(failed)?;
        row.map(Specialty::try_from).transpose()
    }

    async fn find_for_change(&mut self, specialty: SpecialtyId) -> RepoResult<Option<Specialty>> {
        let query = specialties::table.find(db(specialty)).select(SpecialtyRow::as_select());
        let row: Option<SpecialtyRow> = lock_row!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(Specialty::try_from).transpose()
    }

    async fn list(&mut self, search: Option<&str>, page: &PageRequest) -> RepoResult<Page<Specialty>> {
        let pattern = like_pattern(search.unwrap_or_default());
        let found = specialties::table.filter(specialties::search_key.like(pattern).escape('\\'));
        let conn = self.conn()?;
        let total =
            if page.wants_total() { Some(found.clone().count().get_result(conn).await.map_err(failed)?) } else { None };
        let mut query = found.select(SpecialtyRow::as_select()).into_boxed();
        if let Some(key) = page.after().and_then(|after| after.key.clone()) {
            query = query.filter(specialties::search_key.gt(key));
        }
        let query = query.order(specialties::search_key).limit(rows_wanted(page)).offset(page.offset());
        let rows: Vec<SpecialtyRow> = query.load(conn).await.map_err(failed)?;
        let cursor = |row: &SpecialtyRow| Cursor::by_text(row.search_key.as_str(), id::<Uuid>(row.id));
        page_of(rows, page, total, cursor, Specialty::try_from)
    }

    async fn insert(&mut self, _: &Permit<ChangeSpecialty, SpecialtyId>, specialty: &Specialty) -> RepoResult<()> {
        let row = SpecialtyRow::from(specialty);
        diesel::insert_into(specialties::table).values(row).execute(self.conn()?).await.map_err(named)?;
        Ok(())
    }

    async fn update(&mut self, permit: &Permit<ChangeSpecialty, SpecialtyId>, specialty: &Specialty) -> RepoResult<()> {
        let row = SpecialtyRow::from(specialty);
        let one = specialties::table.find(db(permit.id()));
        diesel::update(one).set(row).prepared().execute(self.conn()?).await.map_err(named)?;
        Ok(())
    }

    async fn delete(&mut self, permit: &Permit<ChangeSpecialty, SpecialtyId>) -> RepoResult<bool> {
        let deleted = diesel::delete(specialties::table.find(db(permit.id()))).execute(self.conn()?).await;
        match deleted.map_err(failed) {
            Ok(rows) => Ok(rows == 1),
            Err(RepoError::Conflict(_)) => Err(RepoError::Conflict("doctors")),
            Err(other) => Err(other),
        }
    }
}
