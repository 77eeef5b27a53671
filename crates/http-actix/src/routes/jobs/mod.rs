//! Work in the background, for administrators.

mod body;

use actix_web::web::Data;
use domain::{jobs::access, kernel::JobId};

use self::body::{JobBody, JobQuery};
use crate::{
    api::{Api, Gate},
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, listed, ok},
    extract::{Paging, PagingParams, Path, Query, SignedIn},
    op,
    wire::Services,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(access::MAY_TEND), list_jobs));
    api.add(op!(Gate::Roles(access::MAY_TEND), retry_job));
}

/// Jobs, newest first: what waits, what is done or came too late (kept for a week), and what was given up. What a job carries is not shown.
#[utoipa::path(get, path = "/admin/jobs", tag = "administration", params(JobQuery, PagingParams),
    responses((status = 200, description = "The jobs", body = ListEnvelope<JobBody>)))]
pub async fn list_jobs(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<JobQuery>,
    Paging(page): Paging,
) -> Answer<Listed<JobBody>> {
    let found = services.jobs.list(&caller, &query.read()?, &page).await?;
    Ok(listed("jobs", &page, found.map(Into::into)))
}

/// Have a job that was given up tried again, at once.
#[utoipa::path(post, path = "/admin/jobs/{job_id}/retry", tag = "administration", params(("job_id" = Uuid, Path)),
    responses((status = 200, description = "It waits to be tried", body = Envelope<JobBody>),
        (status = 409, description = "It was not given up, or the same job waits already.")))]
pub async fn retry_job(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<JobId>,
) -> Answer<One<JobBody>> {
    Ok(ok("the job is tried again", services.jobs.retry(&caller, id).await?.into()))
}
