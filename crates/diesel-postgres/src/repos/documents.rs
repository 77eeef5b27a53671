use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{dsl::count, prelude::*};
use diesel_async::RunQueryDsl;
use domain::{
    documents::{
        ContentType, Document, DocumentCategory, DocumentFilter, DocumentRepo, DocumentScope, SafeFileName,
        access::{AddDocuments, DeleteDocument},
    },
    kernel::{DocumentId, Page, PageRequest, PatientId, Permit, ReportId, TextEnum},
    ports::{RepoError, RepoResult},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    page::{after_id, page_of, rows_wanted},
    scope::within_patients,
};
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch},
    error::{conflict_on, corrupt, failed, word},
    prepared::Prepare,
    schema::{documents, patients, reports},
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = documents, treat_none_as_default_value = false, check_for_backend(Db))]
pub struct DocumentRow {
    id: DbUuid,
    patient_id: DbUuid,
    category: String,
    case_history_id: Option<DbUuid>,
    report_id: Option<DbUuid>,
    message_id: Option<DbUuid>,
    file_name: String,
    content_type: String,
    size: i64,
    sha256: String,
    storage_key: String,
    tags: Value,
    remark: Option<String>,
    uploaded_by: String,
    uploaded_by_user_id: DbUuid,
    upload_timestamp: DateTime<Utc>,
    scan_status: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<DocumentRow> for Document {
    type Error = RepoError;
    fn try_from(row: DocumentRow) -> RepoResult<Self> {
        let document: DocumentId = id(row.id);
        let broken = |column| corrupt("documents", column, document);
        Ok(Self {
            id: document,
            patient_id: id(row.patient_id),
            category: word(&row.category, "documents", "category", document)?,
            case_history_id: row.case_history_id.map(id),
            report_id: row.report_id.map(id),
            message_id: row.message_id.map(id),
            file_name: SafeFileName::parse(&row.file_name),
            content_type: ContentType::from_mime(&row.content_type).ok_or_else(|| broken("content_type"))?,
            size: u64::try_from(row.size).map_err(|_| broken("size"))?,
            sha256: row.sha256,
            storage_key: row.storage_key,
            tags: serde_json::from_value(row.tags).map_err(|_| broken("tags"))?,
            remark: row.remark,
            uploaded_by: word(&row.uploaded_by, "documents", "uploaded_by", document)?,
            uploaded_by_user_id: id(row.uploaded_by_user_id),
            upload_timestamp: row.upload_timestamp,
            scan_status: word(&row.scan_status, "documents", "scan_status", document)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl TryFrom<&Document> for DocumentRow {
    type Error = RepoError;
    fn try_from(document: &Document) -> RepoResult<Self> {
        Ok(Self {
            id: db(document.id),
            patient_id: db(document.patient_id),
            category: document.category.as_str().to_owned(),
            case_history_id: document.case_history_id.map(db),
            report_id: document.report_id.map(db),
            message_id: document.message_id.map(db),
            file_name: document.file_name.as_str().to_owned(),
            content_type: document.content_type.mime().to_owned(),
            size: i64::try_from(document.size).map_err(|_| corrupt("documents", "size", document.id))?,
            sha256: document.sha256.clone(),
            storage_key: document.storage_key.clone(),
            tags: json!(document.tags),
            remark: document.remark.clone(),
            uploaded_by: document.uploaded_by.as_str().to_owned(),
            uploaded_by_user_id: db(document.uploaded_by_user_id),
            upload_timestamp: document.upload_timestamp,
            scan_status: document.scan_status.as_str().to_owned(),
            created_at: document.created_at,
            updated_at: document.updated_at,
        })
    }
}

/// The stored words of categories.
pub fn words(categories: &[DocumentCategory]) -> Vec<&'static str> {
    categories.iter().map(|category| category.as_str()).collect()
}

/// Where a list ordered by descending ids goes on: before this id.
pub fn upper_end(page: &PageRequest) -> DbUuid {
    db(page.after().map_or(Uuid::max(), |cursor| cursor.id))
}

/// The rows of one parent with its documents by left join: no row means that the parent is not there, a row without a
/// document that it has none.
fn found(rows: Vec<Option<DocumentRow>>) -> Option<Vec<DocumentRow>> {
    if rows.is_empty() { None } else { Some(rows.into_iter().flatten().collect()) }
}

impl DbSession {
    /// A patient's documents and, where it is wanted, how many there are.
    async fn documents_of_patient(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        categories: &[&'static str],
        page: &PageRequest,
    ) -> RepoResult<(Vec<Option<DocumentRow>>, Option<i64>)> {
        macro_rules! listed {
            () => {
                documents::patient_id
                    .eq(patients::id)
                    .and(documents::deleted_at.is_null())
                    .and(documents::category.eq_any(categories))
            };
        }
        let total: Option<i64> = if page.wants_total() {
            let counting = patients::table
                .left_join(documents::table.on(listed!()))
                .filter(patients::id.eq(db(patient)))
                .group_by(patients::id)
                .select(count(documents::id.nullable()))
                .into_boxed();
            within_patients!(counting, patients::id, scope.patients)
                .first(self.conn()?)
                .await
                .optional()
                .map_err(failed)?
        } else {
            None
        };
        let query = patients::table
            .left_join(documents::table.on(listed!().and(documents::id.lt(upper_end(page)))))
            .filter(patients::id.eq(db(patient)))
            .order(documents::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .select(Option::<DocumentRow>::as_select())
            .into_boxed();
        let query = within_patients!(query, patients::id, scope.patients);
        Ok((query.load(self.conn()?).await.map_err(failed)?, total))
    }

    /// The same of a report.
    async fn documents_of_report(
        &mut self,
        scope: DocumentScope,
        (patient, report): (PatientId, ReportId),
        categories: &[&'static str],
        page: &PageRequest,
    ) -> RepoResult<(Vec<Option<DocumentRow>>, Option<i64>)> {
        macro_rules! listed {
            () => {
                documents::report_id
                    .eq(reports::id.nullable())
                    .and(documents::deleted_at.is_null())
                    .and(documents::category.eq_any(categories))
            };
        }
        let total: Option<i64> = if page.wants_total() {
            let counting = reports::table
                .left_join(documents::table.on(listed!()))
                .filter(reports::id.eq(db(report)))
                .filter(reports::patient_id.eq(db(patient)))
                .group_by(reports::id)
                .select(count(documents::id.nullable()))
                .into_boxed();
            within_patients!(counting, reports::patient_id, scope.patients)
                .first(self.conn()?)
                .await
                .optional()
                .map_err(failed)?
        } else {
            None
        };
        let query = reports::table
            .left_join(documents::table.on(listed!().and(documents::id.lt(upper_end(page)))))
            .filter(reports::id.eq(db(report)))
            .filter(reports::patient_id.eq(db(patient)))
            .order(documents::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .select(Option::<DocumentRow>::as_select())
            .into_boxed();
        let query = within_patients!(query, reports::patient_id, scope.patients);
        Ok((query.load(self.conn()?).await.map_err(failed)?, total))
    }
}

#[async_trait]
impl DocumentRepo for DbSession {
    async fn document(&mut self, scope: DocumentScope, document: DocumentId) -> RepoResult<Option<Document>> {
        let query = documents::table
            .filter(documents::id.eq(db(document)))
            .filter(documents::deleted_at.is_null())
            .filter(documents::category.eq_any(words(scope.categories)))
            .select(DocumentRow::as_select())
            .into_boxed();
        let row: Option<DocumentRow> = within_patients!(query, documents::patient_id, scope.patients)
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(Document::try_from).transpose()
    }

    async fn documents_of(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        filter: &DocumentFilter,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<Document>>> {
        let categories = words(&filter.categories);
        let (rows, total) = match filter.report {
            Some(report) => self.documents_of_report(scope, (patient, report), &categories, page).await?,
            None => self.documents_of_patient(scope, patient, &categories, page).await?,
        };
        // A page beyond the end has no row; that the parent is there is known from the count.
        let items = match (found(rows), total) {
            (None, Some(_)) => Vec::new(),
            (None, None) => return Ok(None),
            (Some(items), _) => items,
        };
        page_of(items, page, total, |row| after_id(row.id), Document::try_from).map(Some)
    }

    async fn known_among(
        &mut self,
        patient: PatientId,
        categories: &[DocumentCategory],
        wanted: &[DocumentId],
    ) -> RepoResult<Vec<DocumentId>> {
        let wanted: Vec<DbUuid> = wanted.iter().copied().map(db).collect();
        let known: Vec<DbUuid> = documents::table
            .filter(documents::id.eq_any(wanted))
            .filter(documents::patient_id.eq(db(patient)))
            .filter(documents::deleted_at.is_null())
            .filter(documents::category.eq_any(words(categories)))
            .select(documents::id)
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(known.into_iter().map(id).collect())
    }

    async fn insert_documents(
        &mut self,
        _permit: &Permit<AddDocuments, PatientId>,
        added: &[Document],
    ) -> RepoResult<()> {
        let rows = added.iter().map(DocumentRow::try_from).collect::<RepoResult<Vec<_>>>()?;
        let conn = self.conn()?;
        insert_batch!(conn, documents::table, &rows)
            .map_err(|error| conflict_on(error, &["storage_key", "report", "patient"]))?;
        Ok(())
    }

    async fn delete_document(
        &mut self,
        permit: &Permit<DeleteDocument, DocumentId>,
        now: DateTime<Utc>,
    ) -> RepoResult<bool> {
        let live = documents::table.find(db(permit.id())).filter(documents::deleted_at.is_null());
        let deleted = diesel::update(live)
            .set((documents::deleted_at.eq(now), documents::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(deleted == 1)
    }

    async fn keys_in_use(&mut self, keys: &[String]) -> RepoResult<Vec<String>> {
        documents::table
            .filter(documents::storage_key.eq_any(keys))
            .select(documents::storage_key)
            .load(self.conn()?)
            .await
            .map_err(failed)
    }
}
