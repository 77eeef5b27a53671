use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    documents::Document,
    kernel::{Change, Changed, PatientId, ReportId, UserId, text_enum},
};

text_enum! {
    /// What a report is about.
    pub enum ReportType {
        /// A laboratory test.
        LabTest = "lab_test",
        /// A blood test.
        BloodTest = "blood_test",
        /// A urine test.
        UrineTest = "urine_test",
        /// Imaging of any kind.
        Imaging = "imaging",
        /// An X-ray.
        XRay = "x_ray",
        /// Computed tomography.
        CtScan = "ct_scan",
        /// Magnetic resonance imaging.
        Mri = "mri",
        /// Ultrasound.
        Ultrasound = "ultrasound",
        /// An electrocardiogram.
        Ecg = "ecg",
        /// Pathology.
        Pathology = "pathology",
        /// A prescription.
        Prescription = "prescription",
        /// A consultation.
        Consultation = "consultation",
        /// A referral.
        Referral = "referral",
        /// An operation.
        Surgery = "surgery",
        /// A discharge summary.
        DischargeSummary = "discharge_summary",
        /// A vaccination.
        Vaccination = "vaccination",
        /// A certificate.
        Certificate = "certificate",
        /// Anything else.
        Other = "other",
    }
}

/// One titled medical document set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// Whose.
    pub patient_id: PatientId,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub report_type: ReportType,
    /// More about it.
    pub description: Option<String>,
    /// The day it is of.
    pub report_date: Option<NaiveDate>,
    /// Who entered it.
    pub author: UserId,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A report as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportWithDocuments {
    /// The report.
    pub report: Report,
    /// Its documents, oldest first; deleted ones are left out.
    pub documents: Vec<Document>,
}

/// A report to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Report")]
pub struct NewReport {
    pub title: String,
    pub report_type: ReportType,
    pub description: Option<String>,
    pub report_date: Option<NaiveDate>,
}

/// What a caller may change about a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Report")]
pub struct ReportChange {
    pub title: Option<String>,
    pub report_type: Option<ReportType>,
    pub description: Change<String>,
    pub report_date: Change<NaiveDate>,
}

impl ReportChange {
    /// Applies it and answers the names of the fields that changed.
    pub fn apply(self, report: &mut Report, now: DateTime<Utc>) -> Vec<&'static str> {
        let mut changed = Changed::default();
        changed.replace("title", &mut report.title, self.title);
        changed.replace("report_type", &mut report.report_type, self.report_type);
        changed.change("description", &mut report.description, self.description);
        changed.change("report_date", &mut report.report_date, self.report_date);
        let fields = changed.fields();
        if !fields.is_empty() {
            report.updated_at = now;
        }
        fields
    }
}
