//! One module per room: its operations, their bodies and how these become domain input.

mod auth;
mod chats;
mod doctors;
mod hospitals;
mod mappings;
mod patients;
mod suggestions;

use crate::api::Api;

/// Every operation below `/api/v1`.
pub fn api() -> Api {
    let mut api = Api::default();
    auth::routes(&mut api);
    suggestions::routes(&mut api);
    mappings::routes(&mut api);
    api
}
