//! Accounts: the own one for everybody, all of them for administrators. Opening one belongs to sign-up.

mod body;

use actix_web::web::Data;
use domain::{
    accounts::access,
    kernel::{Check, UserId, parse},
};

use self::body::{AccountChange, AccountStanding, TierFields, UserFields, UserSearch};
use super::auth::UserBody;
use crate::{
    api::{Api, Gate},
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, listed, ok},
    extract::{Body, Paging, PagingParams, Parts, Path, Query, SignedIn},
    op,
    wire::Services,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), list_users).alias("/users/list"));
    api.add(op!(Gate::ANY, own_account).alias("/users/profile"));
    api.add(op!(Gate::ANY, change_own_account).alias("/users/profile"));
    api.add(op!(Gate::ANY, one_user));
    api.add(op!(Gate::ANY, change_user));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), deactivate_user));
    api.add(op!(Gate::Roles(access::MAY_ADMINISTER), set_tier).requires(&["tier"]));
}

/// All accounts, newest first.
#[utoipa::path(get, path = "/users", tag = "users", params(UserSearch, PagingParams),
    responses((status = 200, description = "The accounts", body = ListEnvelope<UserBody>)))]
pub async fn list_users(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(search): Query<UserSearch>,
    Paging(page): Paging,
) -> Answer<Listed<UserBody>> {
    let found = services.accounts.list(&caller, &search.read()?, &page).await?;
    Ok(listed("users", &page, found.map(UserBody::from)))
}

/// The own account.
#[utoipa::path(get, path = "/users/me", tag = "users",
    responses((status = 200, description = "The account", body = Envelope<UserBody>)))]
pub async fn own_account(SignedIn(caller): SignedIn, services: Data<Services>) -> Answer<One<UserBody>> {
    let user = services.accounts.one(&caller, caller.actor.user()).await?;
    Ok(ok("your account", user.into()))
}

/// Change the own account: only the fields present, null clears. Fields that are not the own ones to change are ignored.
#[utoipa::path(method(put, patch), path = "/users/me", tag = "users", request_body = UserFields,
    responses((status = 200, description = "The account as it is now", body = Envelope<UserBody>)))]
pub async fn change_own_account(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<UserFields>,
) -> Answer<One<UserBody>> {
    let mut check = Check::default();
    let change = fields.read(&mut check);
    let change = check.build(|| Some(change))?;
    let user = services.accounts.change(&caller, caller.actor.user(), change, None).await?;
    Ok(ok("account changed", user.into()))
}

/// One account: the own one, or any for administrators.
#[utoipa::path(get, path = "/users/{user_id}", tag = "users", params(("user_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The account", body = Envelope<UserBody>)))]
pub async fn one_user(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<UserId>,
) -> Answer<One<UserBody>> {
    Ok(ok("user", services.accounts.one(&caller, id).await?.into()))
}

/// Change an account: only the fields present, null clears. An administrator may also deactivate it or activate it again.
#[utoipa::path(method(put, patch), path = "/users/{user_id}", tag = "users", params(("user_id" = uuid::Uuid, Path)),
    request_body = AccountChange,
    responses((status = 200, description = "The account as it is now", body = Envelope<UserBody>)))]
pub async fn change_user(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<UserId>,
    parts: Parts,
) -> Answer<One<UserBody>> {
    let mut check = Check::default();
    let change = parts.read::<UserFields>()?.read(&mut check);
    let standing = parts.read::<AccountStanding>()?.read(&mut check);
    let standing = access::administer_accounts(&caller.actor).is_ok().then_some(standing);
    let change = check.build(|| Some(change))?;
    let user = services.accounts.change(&caller, id, change, standing).await?;
    Ok(ok("account changed", user.into()))
}

/// Deactivate an account. Its sessions end at once; nothing that it recorded is lost. Doing it again is fine.
#[utoipa::path(delete, path = "/users/{user_id}", tag = "users", params(("user_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The account, deactivated", body = Envelope<UserBody>)))]
pub async fn deactivate_user(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<UserId>,
) -> Answer<One<UserBody>> {
    Ok(ok("account deactivated", services.accounts.deactivate(&caller, id).await?.into()))
}

/// Let an account make more requests in an hour (premium), or as many as usual (standard).
#[utoipa::path(put, path = "/admin/users/{user_id}/tier", tag = "users", params(("user_id" = uuid::Uuid, Path)),
    request_body = TierFields,
    responses((status = 200, description = "The account as it is now", body = Envelope<UserBody>)))]
pub async fn set_tier(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<UserId>,
    Body(fields): Body<TierFields>,
) -> Answer<One<UserBody>> {
    let mut check = Check::default();
    let tier = check.required("tier", fields.tier, parse::word);
    let tier = check.build(|| tier)?;
    Ok(ok("tier set", services.accounts.set_tier(&caller, id, tier).await?.into()))
}
