use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    kernel::{Check, Outcome, TextEnum, parse},
    reports::{NewReport, ReportChange, ReportWithDocuments},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{extract::Field, routes::documents::DocumentBody};

/// A report's fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReportFields {
    /// Its title.
    #[schema(value_type = Option<String>, example = "Blood count")]
    pub title: Field<String>,
    /// `lab_test`, `blood_test`, `urine_test`, imaging, `x_ray`, `ct_scan`, mri, ultrasound, ecg, pathology, prescription,
    /// consultation, referral, surgery, `discharge_summary`, vaccination, certificate or other.
    #[schema(value_type = Option<String>, example = "blood_test")]
    pub report_type: Field<String>,
    /// More about it, at most 20,000 characters.
    #[schema(value_type = Option<String>, example = "Haemoglobin 13.1 g/dl")]
    pub description: Field<String>,
    /// The day it is of.
    #[schema(value_type = Option<String>, example = "2026-03-02")]
    pub report_date: Field<String>,
}

impl ReportFields {
    /// A report to be entered.
    pub fn read_new(self) -> Outcome<NewReport> {
        let mut check = Check::default();
        let title = check.required("title", self.title, parse::name);
        let report_type = check.required("report_type", self.report_type, parse::word);
        let description = check.optional("description", self.description, parse::long_text);
        let report_date = check.optional("report_date", self.report_date, parse::date);
        check.build(|| Some(NewReport { title: title?, report_type: report_type?, description, report_date }))
    }
    /// What changes about one.
    pub fn read_change(self) -> Outcome<ReportChange> {
        let mut check = Check::default();
        let change = ReportChange {
            title: check.replace("title", self.title, parse::name),
            report_type: check.replace("report_type", self.report_type, parse::word),
            description: check.change("description", self.description, parse::long_text),
            report_date: check.change("report_date", self.report_date, parse::date),
        };
        check.build(|| Some(change))
    }
}

/// One titled medical document set.
#[derive(Serialize, ToSchema)]
pub struct ReportBody {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub patient_id: Uuid,
    /// Its title.
    #[schema(example = "Blood count")]
    pub title: String,
    /// What it is about.
    #[schema(example = "blood_test")]
    pub report_type: &'static str,
    /// More about it.
    pub description: Option<String>,
    /// The day it is of.
    pub report_date: Option<NaiveDate>,
    /// The account that entered it.
    pub author_user_id: Uuid,
    /// Its documents, oldest first.
    pub documents: Vec<DocumentBody>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<ReportWithDocuments> for ReportBody {
    fn from(ReportWithDocuments { report, documents }: ReportWithDocuments) -> Self {
        Self {
            id: report.id.into(),
            patient_id: report.patient_id.into(),
            title: report.title,
            report_type: report.report_type.as_str(),
            description: report.description,
            report_date: report.report_date,
            author_user_id: report.author.into(),
            documents: documents.into_iter().map(Into::into).collect(),
            created_at: report.created_at,
            updated_at: report.updated_at,
        }
    }
}
