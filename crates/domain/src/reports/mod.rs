//! Reports: titled medical documents about a patient, each a set of files with a few words.

pub mod access;
mod entity;
mod repo;
mod service;

pub use entity::{NewReport, Report, ReportChange, ReportType, ReportWithDocuments};
pub use repo::{ReportFilter, ReportRepo};
pub use service::Reports;
