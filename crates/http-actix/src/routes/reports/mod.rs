//! Reports and their documents.

mod body;
mod operations;

use domain::reports::access::MAY_USE;

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(MAY_USE), operations::list_reports));
    api.add(op!(Gate::Roles(MAY_USE), operations::create_report).requires(&["title", "report_type"]));
    api.add(op!(Gate::Roles(MAY_USE), operations::get_report));
    api.add(op!(Gate::Roles(MAY_USE), operations::change_report));
    api.add(op!(Gate::Roles(MAY_USE), operations::list_report_documents));
    api.add(op!(Gate::Roles(MAY_USE), operations::upload_report_documents));
}
