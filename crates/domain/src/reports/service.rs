use super::{NewReport, Report, ReportChange, ReportFilter, ReportType, ReportWithDocuments, access::UseReports};
use crate::{
    documents::DocumentScope,
    kernel::{Caller, Core, Error, Outcome, Page, PageRequest, PatientId, ReportId},
    patients::access::admit,
};

/// The use cases of reports.
#[derive(Clone)]
pub struct Reports {
    core: Core,
}

impl Reports {
    /// From what use cases share.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// A patient's reports, newest first.
    pub async fn list(
        &self,
        caller: &Caller,
        patient: PatientId,
        report_type: Option<ReportType>,
        page: &PageRequest,
    ) -> Outcome<Page<ReportWithDocuments>> {
        let (scope, filter) = (DocumentScope::of(&caller.actor), ReportFilter { report_type });
        let found = self.core.store.read().await?.reports().reports_of(scope, patient, filter, page.by_id()?).await?;
        let found = found.ok_or_else(|| Error::not_found("patient"))?;
        self.core.shown(caller, "reports", [patient]).await;
        Ok(found)
    }

    /// One report.
    pub async fn find(&self, caller: &Caller, patient: PatientId, report: ReportId) -> Outcome<ReportWithDocuments> {
        let scope = DocumentScope::of(&caller.actor);
        let found = self.core.store.read().await?.reports().report(scope, patient, report).await?;
        let found = found.ok_or_else(|| Error::not_found("report"))?;
        self.core.shown(caller, "report", [patient]).await;
        Ok(found)
    }

    /// Enters a report.
    pub async fn add(&self, caller: &Caller, patient: PatientId, new: NewReport) -> Outcome<ReportWithDocuments> {
        let now = self.core.fresh.now();
        let report = Report {
            id: self.core.fresh.id(),
            patient_id: patient,
            title: new.title,
            report_type: new.report_type,
            description: new.description,
            report_date: new.report_date,
            author: caller.actor.user(),
            created_at: now,
            updated_at: now,
        };
        let mut work = self.core.store.begin().await?;
        let permit = admit::<UseReports>(&mut *work, &caller.actor, patient).await?;
        work.reports().insert_report(&permit, &report).await?;
        work.commit(caller.audit("report.create").on(report.id).patient(patient)).await?;
        Ok(ReportWithDocuments { report, documents: Vec::new() })
    }

    /// Changes a report.
    pub async fn change(
        &self,
        caller: &Caller,
        patient: PatientId,
        report: ReportId,
        change: ReportChange,
    ) -> Outcome<ReportWithDocuments> {
        let mut work = self.core.store.begin().await?;
        let permit = admit::<UseReports>(&mut *work, &caller.actor, patient).await?;
        let found = work.reports().lock_report(patient, report).await?;
        let mut changed = found.ok_or_else(|| Error::not_found("report"))?;
        let fields = change.apply(&mut changed, self.core.fresh.now());
        if fields.is_empty() {
            drop(work);
        } else {
            work.reports().save_report(&permit, &changed).await?;
            work.commit(caller.audit("report.change").on(report).patient(patient).changed(fields)).await?;
        }
        self.find(caller, patient, report).await
    }
}
