use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::count, prelude::*};
use diesel_async::RunQueryDsl;
use domain::{
    documents::{Document, DocumentScope},
    kernel::{Page, PageRequest, PatientId, Permit, ReportId, TextEnum},
    ports::{RepoError, RepoResult},
    reports::{Report, ReportFilter, ReportRepo, ReportType, ReportWithDocuments, access::UseReports},
};

use super::{
    documents::{DocumentRow, upper_end, words},
    page::{after_id, page_of, readable, rows_wanted},
    scope::within_patients,
};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, failed, word},
    prepared::Prepare,
    schema::{documents, patients, reports},
    session::DbSession,
};

diesel::alias!(reports as chosen: Chosen);

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = reports, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
struct ReportRow {
    id: DbUuid,
    patient_id: DbUuid,
    title: String,
    report_type: String,
    description: Option<String>,
    report_date: Option<NaiveDate>,
    author_user_id: DbUuid,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&Report> for ReportRow {
    fn from(report: &Report) -> Self {
        Self {
            id: db(report.id),
            patient_id: db(report.patient_id),
            title: report.title.clone(),
            report_type: report.report_type.as_str().to_owned(),
            description: report.description.clone(),
            report_date: report.report_date,
            author_user_id: db(report.author),
            created_at: report.created_at,
            updated_at: report.updated_at,
        }
    }
}

impl TryFrom<ReportRow> for Report {
    type Error = RepoError;
    fn try_from(row: ReportRow) -> RepoResult<Self> {
        let report: ReportId = id(row.id);
        Ok(Self {
            id: report,
            patient_id: id(row.patient_id),
            title: row.title,
            report_type: word(&row.report_type, "reports", "report_type", report)?,
            description: row.description,
            report_date: row.report_date,
            author: id(row.author_user_id),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A report's row with those of its documents.
type Gathered = (ReportRow, Vec<DocumentRow>);

/// One report from the rows of each, which stand together.
fn gathered(rows: impl IntoIterator<Item = (ReportRow, Option<DocumentRow>)>) -> Vec<Gathered> {
    let mut gathered: Vec<Gathered> = Vec::new();
    for (report, document) in rows {
        match gathered.last_mut().filter(|(last, _)| last.id == report.id) {
            Some((_, documents)) => documents.extend(document),
            None => gathered.push((report, document.into_iter().collect())),
        }
    }
    gathered
}

fn with_documents((report, documents): Gathered) -> RepoResult<ReportWithDocuments> {
    Ok(ReportWithDocuments { report: report.try_into()?, documents: readable(documents, Document::try_from)? })
}

/// The documents of a report that the scope shows, for the join.
macro_rules! shown_documents {
    ($scope:expr) => {
        documents::report_id
            .eq(reports::id.nullable())
            .and(documents::deleted_at.is_null())
            .and(documents::category.eq_any(words($scope.categories)))
    };
}

/// The words of the types that a filter lets through.
fn types(filter: ReportFilter) -> Vec<&'static str> {
    let passes = |one: &ReportType| filter.report_type.is_none_or(|wanted| wanted == *one);
    ReportType::WORDS.iter().filter(|(_, one)| passes(one)).map(|(word, _)| *word).collect()
}

impl DbSession {
    /// How many reports the patient has; none where the patient is out of scope.
    async fn count_reports(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        filter: ReportFilter,
    ) -> RepoResult<Option<i64>> {
        let of_patient = reports::patient_id.eq(patients::id).and(reports::report_type.eq_any(types(filter)));
        let query = patients::table
            .left_join(reports::table.on(of_patient))
            .filter(patients::id.eq(db(patient)))
            .group_by(patients::id)
            .select(count(reports::id.nullable()))
            .into_boxed();
        let query = within_patients!(query, patients::id, scope.patients);
        query.first(self.conn()?).await.optional().map_err(failed)
    }
}

#[async_trait]
impl ReportRepo for DbSession {
    async fn report(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        report: ReportId,
    ) -> RepoResult<Option<ReportWithDocuments>> {
        let query = reports::table
            .left_join(documents::table.on(shown_documents!(scope)))
            .filter(reports::id.eq(db(report)))
            .filter(reports::patient_id.eq(db(patient)))
            .order(documents::id.asc())
            .select((ReportRow::as_select(), Option::<DocumentRow>::as_select()))
            .into_boxed();
        let query = within_patients!(query, reports::patient_id, scope.patients);
        let rows: Vec<(ReportRow, Option<DocumentRow>)> = query.load(self.conn()?).await.map_err(failed)?;
        gathered(rows).into_iter().next().map(with_documents).transpose()
    }

    async fn reports_of(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        filter: ReportFilter,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<ReportWithDocuments>>> {
        let total = if page.wants_total() { self.count_reports(scope, patient, filter).await? } else { None };
        let wanted = chosen
            .filter(chosen.field(reports::patient_id).eq(db(patient)))
            .filter(chosen.field(reports::id).lt(upper_end(page)))
            .filter(chosen.field(reports::report_type).eq_any(types(filter)))
            .order(chosen.field(reports::id).desc())
            .select(chosen.field(reports::id))
            .limit(rows_wanted(page))
            .offset(page.offset());
        let query = patients::table
            .left_join(reports::table.on(reports::patient_id.eq(patients::id).and(reports::id.eq_any(wanted))))
            .left_join(documents::table.on(shown_documents!(scope)))
            .filter(patients::id.eq(db(patient)))
            .order((reports::id.desc(), documents::id.asc()))
            .select((Option::<ReportRow>::as_select(), Option::<DocumentRow>::as_select()))
            .into_boxed();
        let query = within_patients!(query, patients::id, scope.patients);
        let rows: Vec<(Option<ReportRow>, Option<DocumentRow>)> = query.load(self.conn()?).await.map_err(failed)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let items = gathered(rows.into_iter().filter_map(|(report, document)| Some((report?, document))));
        page_of(items, page, total, |(report, _)| after_id(report.id), with_documents).map(Some)
    }

    async fn has_report(&mut self, patient: PatientId, report: ReportId) -> RepoResult<bool> {
        let one = reports::table.find(db(report)).filter(reports::patient_id.eq(db(patient)));
        diesel::select(diesel::dsl::exists(one)).get_result(self.conn()?).await.map_err(failed)
    }

    async fn lock_report(&mut self, patient: PatientId, report: ReportId) -> RepoResult<Option<Report>> {
        let one = reports::table.find(db(report)).filter(reports::patient_id.eq(db(patient)));
        let row: Option<ReportRow> =
            lock_row!(one.select(ReportRow::as_select())).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(Report::try_from).transpose()
    }

    async fn insert_report(&mut self, _permit: &Permit<UseReports, PatientId>, report: &Report) -> RepoResult<()> {
        diesel::insert_into(reports::table)
            .values(ReportRow::from(report))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["patient"]))?;
        Ok(())
    }

    async fn save_report(&mut self, _permit: &Permit<UseReports, PatientId>, report: &Report) -> RepoResult<()> {
        diesel::update(reports::table.find(db(report.id)))
            .set(ReportRow::from(report))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["patient"]))?;
        Ok(())
    }
}
