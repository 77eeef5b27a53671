//! One module per room: its operations, their bodies and how these become domain input.

mod accounts;
mod appointments;
mod assistant;
mod audit;
mod auth;
mod case_histories;
mod chats;
mod doctors;
mod documents;
mod hospitals;
mod invitations;
mod jobs;
mod mappings;
mod operations;
mod patients;
mod portal;
mod privacy;
mod reports;
mod specialties;
mod suggestions;

use crate::api::Api;

/// Every operation below `/api/v1`.
pub fn api() -> Api {
    let mut api = Api::default();
    auth::routes(&mut api);
    assistant::routes(&mut api);
    case_histories::routes(&mut api);
    documents::routes(&mut api);
    reports::routes(&mut api);
    appointments::routes(&mut api);
    suggestions::routes(&mut api);
    mappings::routes(&mut api);
    chats::routes(&mut api);
    accounts::routes(&mut api);
    privacy::routes(&mut api);
    hospitals::routes(&mut api);
    doctors::routes(&mut api);
    specialties::routes(&mut api);
    patients::routes(&mut api);
    invitations::routes(&mut api);
    audit::routes(&mut api);
    jobs::routes(&mut api);
    api
}

/// Every operation outside `/api/v1`.
pub fn outside() -> Api {
    let mut api = Api::default();
    operations::routes(&mut api);
    portal::routes(&mut api);
    privacy::portal(&mut api);
    api
}
