use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    case_histories::{CaseHistory, CaseHistoryRepo, CaseHistoryVersion, access::WriteCaseHistory},
    documents::{Document, DocumentCategory, DocumentScope},
    kernel::{CaseHistoryId, Cursor, DocumentId, Page, PageRequest, PatientId, Permit, TextEnum},
    ports::RepoResult,
};

use super::{
    documents::{DocumentRow, words},
    page::{readable, rows_wanted},
    scope::within_patients,
};
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch, lock_row},
    error::{conflict_on, failed},
    schema::{case_histories, case_history_documents, documents, patients},
    session::DbSession,
};

diesel::alias!(case_histories as first_version: FirstVersion, case_histories as chosen: Chosen);

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_histories, check_for_backend(Db))]
struct VersionRow {
    id: DbUuid,
    patient_id: DbUuid,
    version: i32,
    summary: String,
    author_user_id: DbUuid,
    created_at: DateTime<Utc>,
}

impl From<VersionRow> for CaseHistoryVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            id: id(row.id),
            patient_id: id(row.patient_id),
            number: row.version,
            summary: row.summary,
            author: id(row.author_user_id),
            created_at: row.created_at,
        }
    }
}

type Joined = (VersionRow, DateTime<Utc>, Option<DocumentRow>);

/// One case history from the rows of each version, which stand together.
fn gathered(rows: Vec<Joined>) -> RepoResult<Vec<CaseHistory>> {
    let mut histories: Vec<CaseHistory> = Vec::new();
    for (version, opened_at, document) in rows {
        let version = CaseHistoryVersion::from(version);
        let document = readable(document, Document::try_from)?;
        match histories.last_mut().filter(|last| last.version.id == version.id) {
            Some(last) => last.documents.extend(document),
            None => histories.push(CaseHistory { version, documents: document, opened_at }),
        }
    }
    Ok(histories)
}

impl DbSession {
    /// The newest versions below a number, each with its documents.
    async fn versions_below(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        below: i32,
        (limit, offset): (i64, i64),
    ) -> RepoResult<Vec<CaseHistory>> {
        let wanted = chosen
            .filter(chosen.field(case_histories::patient_id).eq(db(patient)))
            .filter(chosen.field(case_histories::version).lt(below))
            .order(chosen.field(case_histories::version).desc())
            .select(chosen.field(case_histories::id))
            .limit(limit)
            .offset(offset);
        let shown = documents::id
            .eq(case_history_documents::document_id)
            .and(documents::deleted_at.is_null())
            .and(documents::category.eq_any(words(scope.categories)));
        let first = first_version
            .field(case_histories::patient_id)
            .eq(case_histories::patient_id)
            .and(first_version.field(case_histories::version).eq(1));
        let query = case_histories::table
            .inner_join(first_version.on(first))
            .left_join(case_history_documents::table.on(case_history_documents::case_history_id.eq(case_histories::id)))
            .left_join(documents::table.on(shown))
            .filter(case_histories::patient_id.eq(db(patient)))
            .filter(case_histories::id.eq_any(wanted))
            .order((case_histories::version.desc(), documents::id.asc()))
            .select((
                VersionRow::as_select(),
                first_version.field(case_histories::created_at),
                Option::<DocumentRow>::as_select(),
            ))
            .into_boxed();
        let query = within_patients!(query, case_histories::patient_id, scope.patients);
        gathered(query.load(self.conn()?).await.map_err(failed)?)
    }
}

#[async_trait]
impl CaseHistoryRepo for DbSession {
    async fn case_history(&mut self, scope: DocumentScope, patient: PatientId) -> RepoResult<Option<CaseHistory>> {
        Ok(self.versions_below(scope, patient, i32::MAX, (1, 0)).await?.into_iter().next())
    }

    async fn versions(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        page: &PageRequest,
        before: Option<i32>,
    ) -> RepoResult<Option<Page<CaseHistory>>> {
        let total: Option<i64> = if page.wants_total() {
            let counted = case_histories::table
                .filter(case_histories::patient_id.eq(db(patient)))
                .select(diesel::dsl::count_star())
                .into_boxed();
            let counted = within_patients!(counted, case_histories::patient_id, scope.patients);
            Some(counted.first(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let part = (rows_wanted(page), page.offset());
        let items = self.versions_below(scope, patient, before.unwrap_or(i32::MAX), part).await?;
        // Below a cursor and beyond the last page there may be nothing; elsewhere it means that there is none at all.
        if items.is_empty() && before.is_none() && total.unwrap_or_default() == 0 {
            return Ok(None);
        }
        let cursor = |one: &CaseHistory| Cursor::by_text(one.version.number.to_string(), one.version.id);
        Ok(Some(Page::from_rows(items, page, total, cursor)))
    }

    async fn lock_current(&mut self, patient: PatientId) -> RepoResult<Option<CaseHistoryVersion>> {
        let held: Option<DbUuid> = lock_row!(patients::table.find(db(patient)).select(patients::id))
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        let Some(held) = held else { return Ok(None) };
        let row: Option<VersionRow> = case_histories::table
            .filter(case_histories::patient_id.eq(held))
            .order(case_histories::version.desc())
            .select(VersionRow::as_select())
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        Ok(row.map(CaseHistoryVersion::from))
    }

    async fn insert_version(
        &mut self,
        _permit: &Permit<WriteCaseHistory, PatientId>,
        version: &CaseHistoryVersion,
    ) -> RepoResult<()> {
        use case_histories as ch;
        let row = (
            ch::id.eq(db(version.id)),
            ch::patient_id.eq(db(version.patient_id)),
            ch::version.eq(version.number),
            ch::summary.eq(&version.summary),
            ch::author_user_id.eq(db(version.author)),
            ch::created_at.eq(version.created_at),
        );
        diesel::insert_into(ch::table)
            .values(row)
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["version"]))?;
        Ok(())
    }

    async fn attach(&mut self, version: CaseHistoryId, added: &[DocumentId], now: DateTime<Utc>) -> RepoResult<()> {
        use case_history_documents as chd;
        let rows: Vec<_> = added
            .iter()
            .map(|document| {
                (chd::case_history_id.eq(db(version)), chd::document_id.eq(db(*document)), chd::created_at.eq(now))
            })
            .collect();
        let conn = self.conn()?;
        insert_batch!(conn, chd::table, &rows).map_err(|error| conflict_on(error, &["document"]))?;
        Ok(())
    }

    async fn attached(&mut self, patient: PatientId, version: Option<CaseHistoryId>) -> RepoResult<Vec<DocumentId>> {
        let live = documents::table
            .filter(documents::patient_id.eq(db(patient)))
            .filter(documents::deleted_at.is_null())
            .order(documents::id)
            .select(documents::id);
        let found: Result<Vec<DbUuid>, diesel::result::Error> = if let Some(version) = version {
            let attached = case_history_documents::table
                .filter(case_history_documents::case_history_id.eq(db(version)))
                .select(case_history_documents::document_id);
            live.filter(documents::id.eq_any(attached)).load(self.conn()?).await
        } else {
            let category = DocumentCategory::CaseHistory.as_str();
            live.filter(documents::category.eq(category)).load(self.conn()?).await
        };
        Ok(found.map_err(failed)?.into_iter().map(id).collect())
    }
}
