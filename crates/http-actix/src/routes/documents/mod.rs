//! Documents: uploads, lists, downloads, links.

mod attachment;
mod body;
mod content;
mod operations;
mod receive;

pub use body::{DocumentBody, UploadForm};
pub use receive::receive;

use domain::documents::access::{MAY_ADD, MAY_READ};

use crate::{
    api::{Api, Gate},
    op,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(MAY_READ), operations::list_documents));
    api.add(op!(Gate::Roles(MAY_READ), operations::get_document));
    api.add(op!(Gate::Roles(MAY_ADD), operations::delete_document));
    api.add(op!(Gate::Roles(MAY_READ), content::download_document));
    api.add(op!(Gate::Roles(MAY_READ), content::link_document));
    api.add(op!(Gate::Public, content::document_content));
}
