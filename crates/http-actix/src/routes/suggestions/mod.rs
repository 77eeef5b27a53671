//! Medical problem suggestions of doctors.

mod body;

use actix_web::web::Data;
use domain::{
    kernel::{Check, SuggestionId, parse},
    suggestions::access,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use self::body::{FeedbackFields, SuggestionBody, SuggestionFields};
use crate::{
    api::{Api, Gate},
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created, created_or_found, listed, ok},
    extract::{Body, Paging, PagingParams, Path, Query, SignedIn},
    op,
    wire::Services,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(access::MAY_READ), list_suggestions));
    api.add(op!(Gate::Roles(access::MAY_WRITE), add_suggestion).requires(&["problem"]));
    api.add(op!(Gate::Roles(access::MAY_READ), get_suggestion));
    api.add(op!(Gate::Roles(access::MAY_WRITE), change_suggestion));
    api.add(op!(Gate::Roles(access::MAY_WRITE), remove_suggestion));
    api.add(op!(Gate::Roles(access::MAY_READ), rate_suggestion).requires(&["rating|helpful|comment"]));
}

/// Which suggestions are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuggestionFilter {
    /// Of this doctor.
    doctor_id: Option<Uuid>,
    /// With this text in problem or description.
    q: Option<String>,
    /// Another name of `q`.
    search: Option<String>,
}

/// The suggestions that the caller sees, newest first: a doctor his own and those colleagues share, a patient those of
/// the treating doctors.
#[utoipa::path(get, path = "/suggestions", tag = "suggestions", params(SuggestionFilter, PagingParams),
    responses((status = 200, description = "The suggestions", body = ListEnvelope<SuggestionBody>)))]
pub async fn list_suggestions(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(filter): Query<SuggestionFilter>,
    Paging(page): Paging,
) -> Answer<Listed<SuggestionBody>> {
    let mut check = Check::default();
    let search = check.synonym(("q", filter.q), ("search", filter.search));
    let search = check.optional(search.field, search.value, parse::short_text);
    check.build(|| Some(()))?;
    let doctor = filter.doctor_id.map(Into::into);
    let found = services.suggestions.list(&caller, doctor, search.as_deref(), &page).await?;
    Ok(listed("suggestions", &page, found.map(Into::into)))
}

/// Write a suggestion.
#[utoipa::path(post, path = "/suggestions", tag = "suggestions", request_body = SuggestionFields,
    responses((status = 201, description = "It was written", body = Envelope<SuggestionBody>)))]
pub async fn add_suggestion(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<SuggestionFields>,
) -> Answer<One<SuggestionBody>> {
    let added = services.suggestions.add(&caller, fields.read_new()?).await?;
    Ok(created("suggestion added", format!("/api/v1/suggestions/{}", added.id), added.into()))
}

/// One suggestion.
#[utoipa::path(get, path = "/suggestions/{suggestion_id}", tag = "suggestions", params(("suggestion_id" = Uuid, Path)),
    responses((status = 200, description = "The suggestion", body = Envelope<SuggestionBody>)))]
pub async fn get_suggestion(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<SuggestionId>,
) -> Answer<One<SuggestionBody>> {
    Ok(ok("suggestion", services.suggestions.get(&caller, id).await?.into()))
}

/// Change a suggestion; only the fields present.
#[utoipa::path(method(put, patch), path = "/suggestions/{suggestion_id}", tag = "suggestions",
    params(("suggestion_id" = Uuid, Path)), request_body = SuggestionFields,
    responses((status = 200, description = "It was changed", body = Envelope<SuggestionBody>)))]
pub async fn change_suggestion(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<SuggestionId>,
    Body(fields): Body<SuggestionFields>,
) -> Answer<One<SuggestionBody>> {
    let change = fields.read_change()?;
    Ok(ok("suggestion changed", services.suggestions.change(&caller, id, change).await?.into()))
}

/// Remove a suggestion with its feedback.
#[utoipa::path(delete, path = "/suggestions/{suggestion_id}", tag = "suggestions",
    params(("suggestion_id" = Uuid, Path)),
    responses((status = 200, description = "It was removed", body = Envelope<Nothing>)))]
pub async fn remove_suggestion(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<SuggestionId>,
) -> Answer<One<Nothing>> {
    services.suggestions.remove(&caller, id).await?;
    Ok(ok("suggestion removed", Nothing))
}

/// Say what one thinks of a suggestion. A second time replaces the first.
#[utoipa::path(post, path = "/suggestions/{suggestion_id}/feedback", tag = "suggestions",
    params(("suggestion_id" = Uuid, Path)), request_body = FeedbackFields,
    responses((status = 201, description = "It was kept", body = Envelope<SuggestionBody>),
        (status = 200, description = "It replaced the earlier one", body = Envelope<SuggestionBody>)))]
pub async fn rate_suggestion(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<SuggestionId>,
    Body(fields): Body<FeedbackFields>,
) -> Answer<One<SuggestionBody>> {
    let (rated, first) = services.suggestions.rate(&caller, id, &fields.read()?).await?;
    Ok(created_or_found(first, "feedback kept", format!("/api/v1/suggestions/{id}"), rated.into()))
}
