use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    accounts::{AccountRepo, User, UserFilter, access::ChangeAccount},
    kernel::{Page, PageRequest, Permit, Role, TextEnum, UserId, like_pattern},
    ports::{RepoError, RepoResult},
};
use uuid::Uuid;

use super::page::{after_id, page_of, rows_wanted};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, failed, word},
    prepared::Prepare,
    schema::users,
    session::DbSession,
};

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = users, check_for_backend(Db))]
pub struct UserRow {
    id: DbUuid,
    email: Option<String>,
    phone: Option<String>,
    name: String,
    first_name: Option<String>,
    last_name: Option<String>,
    role: String,
    contact: Option<String>,
    address: Option<String>,
    profile_id: Option<DbUuid>,
    tier: String,
    is_active: bool,
    is_verified: bool,
    second_factor: bool,
    locale: Option<String>,
    last_sign_in_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<UserRow> for User {
    type Error = RepoError;
    fn try_from(row: UserRow) -> RepoResult<Self> {
        let user: UserId = id(row.id);
        Ok(Self {
            id: user,
            email: row.email,
            phone: row.phone,
            name: row.name,
            first_name: row.first_name,
            last_name: row.last_name,
            role: word(&row.role, "users", "role", user)?,
            contact: row.contact,
            address: row.address,
            profile_id: row.profile_id.map(id),
            tier: word(&row.tier, "users", "tier", user)?,
            is_active: row.is_active,
            is_verified: row.is_verified,
            second_factor: row.second_factor,
            locale: row.locale,
            last_sign_in_at: row.last_sign_in_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The columns that a change may write; the password hash is never among them.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_default_value = false, treat_none_as_null = true)]
struct UserColumns<'a> {
    id: DbUuid,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    name: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    role: &'a str,
    contact: Option<&'a str>,
    address: Option<&'a str>,
    profile_id: Option<DbUuid>,
    tier: &'a str,
    is_active: bool,
    is_verified: bool,
    second_factor: bool,
    locale: Option<&'a str>,
    last_sign_in_at: Option<DateTime<Utc>>,
    search_key: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl<'a> From<&'a User> for UserColumns<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: db(user.id),
            email: user.email.as_deref(),
            phone: user.phone.as_deref(),
            name: &user.name,
            first_name: user.first_name.as_deref(),
            last_name: user.last_name.as_deref(),
            role: user.role.as_str(),
            contact: user.contact.as_deref(),
            address: user.address.as_deref(),
            profile_id: user.profile_id.map(db),
            tier: user.tier.as_str(),
            is_active: user.is_active,
            is_verified: user.is_verified,
            second_factor: user.second_factor,
            locale: user.locale.as_deref(),
            last_sign_in_at: user.last_sign_in_at,
            search_key: user.search_key(),
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

/// Narrows a boxed query of `users` to those that pass the filter.
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter) = ($query, $filter);
        if let Some(role) = filter.role {
            query = query.filter(users::role.eq(role.as_str()));
        }
        if let Some(is_active) = filter.is_active {
            query = query.filter(users::is_active.eq(is_active));
        }
        if let Some(search) = &filter.search {
            query = query.filter(users::search_key.like(like_pattern(search)).escape('\\'));
        }
        query
    }};
}

#[async_trait]
impl AccountRepo for DbSession {
    async fn find(&mut self, id: UserId) -> RepoResult<Option<User>> {
        let row: Option<UserRow> = users::table
            .find(db(id))
            .select(UserRow::as_select())
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(User::try_from).transpose()
    }

    async fn find_for_change(&mut self, id: UserId) -> RepoResult<Option<User>> {
        let query = users::table.find(db(id)).select(UserRow::as_select());
        let row: Option<UserRow> = lock_row!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(User::try_from).transpose()
    }

    async fn list(&mut self, filter: &UserFilter, page: &PageRequest) -> RepoResult<Page<User>> {
        let conn = self.conn()?;
        let total = if page.wants_total() {
            let all = filtered!(users::table.select(diesel::dsl::count_star()).into_boxed::<Db>(), filter);
            Some(all.first(conn).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = filtered!(users::table.select(UserRow::as_select()).into_boxed(), filter);
        if let Some(after) = page.after() {
            query = query.filter(users::id.lt(db(after.id)));
        }
        let query = query.order(users::id.desc()).limit(rows_wanted(page)).offset(page.offset());
        let rows: Vec<UserRow> = query.load(conn).await.map_err(failed)?;
        page_of(rows, page, total, |row: &UserRow| after_id(row.id), User::try_from)
    }

    async fn insert(&mut self, user: &User, password_hash: Option<&str>) -> RepoResult<()> {
        diesel::insert_into(users::table)
            .values((UserColumns::from(user), users::password_hash.eq(password_hash)))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["email", "phone"]))?;
        Ok(())
    }

    async fn update(&mut self, permit: &Permit<ChangeAccount, UserId>, user: &User) -> RepoResult<()> {
        diesel::update(users::table.find(db(permit.id())))
            .set(UserColumns::from(user))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["email", "phone"]))?;
        Ok(())
    }

    async fn deactivate(&mut self, permit: &Permit<ChangeAccount, UserId>, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(users::table.find(db(permit.id())))
            .set((users::is_active.eq(false), users::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn with_profile(&mut self, profile: Uuid) -> RepoResult<Vec<UserId>> {
        let accounts: Vec<DbUuid> = users::table
            .filter(users::profile_id.eq(db(profile)))
            .order(users::id)
            .select(users::id)
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(accounts.into_iter().map(id).collect())
    }

    async fn lock_active_admins(&mut self) -> RepoResult<Vec<UserId>> {
        let admins = users::table
            .filter(users::role.eq(Role::Admin.as_str()))
            .filter(users::is_active.eq(true))
            .order(users::id)
            .select(users::id);
        let admins: Vec<DbUuid> = lock_row!(admins).load(self.conn()?).await.map_err(failed)?;
        Ok(admins.into_iter().map(id).collect())
    }

    async fn has_admin(&mut self) -> RepoResult<bool> {
        let admins = users::table.filter(users::role.eq(Role::Admin.as_str())).filter(users::is_active.eq(true));
        diesel::select(diesel::dsl::exists(admins)).get_result(self.conn()?).await.map_err(failed)
    }
}
