//! Case histories and their documents.

mod body;
mod operations;

use domain::{
    case_histories::access::{MAY_READ, MAY_WRITE},
    documents::access::{MAY_ADD, MAY_READ as MAY_READ_DOCUMENTS},
};

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(MAY_READ), operations::get_case_history));
    api.add(op!(Gate::Roles(MAY_WRITE), operations::create_case_history));
    api.add(op!(Gate::Roles(MAY_WRITE), operations::change_case_history));
    api.add(op!(Gate::Roles(MAY_READ), operations::list_case_history_versions));
    api.add(op!(Gate::Roles(MAY_READ_DOCUMENTS), operations::list_case_history_documents));
    api.add(op!(Gate::Roles(MAY_ADD), operations::upload_case_history_documents));
}
