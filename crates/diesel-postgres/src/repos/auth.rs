mod standing;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    accounts::User,
    auth::{AccountName, AuthRepo, Credential, LiveSession, NewSession, RefreshUse, SessionKind, SessionView},
    kernel::{Actor, Cursor, Outcome, Page, PageRequest, SessionId, TextEnum, UserId},
    ports::{RepoError, RepoResult},
};

use self::standing::{LiveRow, StandingRow, live, standing_columns, with_standing};
use super::{
    accounts::UserRow,
    page::{after_id, page_of, rows_wanted},
};
use crate::{
    backend::{Db, DbUuid, db, id},
    error::failed,
    prepared::Prepare,
    schema::{doctors, hospitals, password_history, refresh_tokens, sessions, staff_members, users},
    session::DbSession,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(Db))]
struct SessionRow {
    id: DbUuid,
    device: Option<String>,
    ip: Option<String>,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<SessionRow> for SessionView {
    type Error = RepoError;
    fn try_from(row: SessionRow) -> RepoResult<Self> {
        Ok(Self {
            id: id(row.id),
            device: row.device,
            ip: row.ip,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        })
    }
}

/// A boxed query of a user's live sessions.
macro_rules! live_of {
    ($query:expr, $user:expr, $now:expr) => {
        $query
            .filter(sessions::user_id.eq(db($user)))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt($now))
            .into_boxed()
    };
}

/// Addresses that are taken for the places at which somebody signs in.
const ADDRESSES_REMEMBERED: i64 = 100;

/// A boxed query of the account with this name.
macro_rules! named {
    ($query:expr, $name:expr) => {
        match $name {
            AccountName::Email(address) => $query.filter(users::email.eq(address)).into_boxed::<Db>(),
            AccountName::Phone(number) => $query.filter(users::phone.eq(number)).into_boxed::<Db>(),
            AccountName::Id(user) => $query.filter(users::id.eq(db(*user))).into_boxed::<Db>(),
        }
    };
}

fn credential(row: Option<(UserRow, Option<String>)>) -> RepoResult<Option<Credential>> {
    row.map(|(user, password_hash)| Ok(Credential { user: User::try_from(user)?, password_hash })).transpose()
}

#[async_trait]
impl AuthRepo for DbSession {
    async fn credential(&mut self, name: &AccountName) -> RepoResult<Option<Credential>> {
        let query = named!(users::table, name).select((UserRow::as_select(), users::password_hash));
        let row = query.first(self.conn()?).await.optional().map_err(failed)?;
        credential(row)
    }

    async fn addresses_of(&mut self, name: &AccountName) -> RepoResult<Vec<String>> {
        let there = named!(users::table.inner_join(sessions::table), name).filter(sessions::ip.is_not_null());
        let addresses = there.select(sessions::ip.assume_not_null()).distinct().limit(ADDRESSES_REMEMBERED);
        addresses.load(self.conn()?).await.map_err(failed)
    }

    async fn recent_password_hashes(&mut self, user: UserId) -> RepoResult<Vec<String>> {
        let current: Option<Option<String>> = users::table
            .find(db(user))
            .select(users::password_hash)
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        let earlier: Vec<String> = password_history::table
            .filter(password_history::user_id.eq(db(user)))
            .order(password_history::id.desc())
            .limit(4)
            .select(password_history::password_hash)
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(current.flatten().into_iter().chain(earlier).collect())
    }

    async fn set_password(
        &mut self,
        user: UserId,
        old: Option<&str>,
        hash: &str,
        now: DateTime<Utc>,
    ) -> RepoResult<bool> {
        let account = diesel::update(users::table)
            .filter(users::id.eq(db(user)))
            .set((users::password_hash.eq(hash), users::updated_at.eq(now)))
            .into_boxed();
        let still = match old {
            Some(old) => account.filter(users::password_hash.eq(old)),
            None => account.filter(users::password_hash.is_null()),
        };
        let changed = still.prepared().execute(self.conn()?).await.map_err(failed)?;
        if changed == 0 {
            return Ok(false);
        }
        let Some(old) = old else { return Ok(true) };
        let row = (
            password_history::id.eq(db(self.fresh().id::<uuid::Uuid>())),
            password_history::user_id.eq(db(user)),
            password_history::password_hash.eq(old),
            password_history::created_at.eq(now),
        );
        diesel::insert_into(password_history::table).values(row).execute(self.conn()?).await.map_err(failed)?;
        Ok(true)
    }

    async fn replace_hash(&mut self, user: UserId, old: &str, hash: &str, now: DateTime<Utc>) -> RepoResult<bool> {
        let still = users::table.find(db(user)).filter(users::password_hash.eq(old));
        let replaced = diesel::update(still)
            .set((users::password_hash.eq(hash), users::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(replaced == 1)
    }

    async fn note_sign_in(
        &mut self,
        user: UserId,
        password_hash: Option<&str>,
        phone: Option<&str>,
        now: DateTime<Utc>,
    ) -> RepoResult<bool> {
        let mut account = diesel::update(users::table)
            .filter(users::id.eq(db(user)))
            .filter(users::is_active.eq(true))
            .set(users::last_sign_in_at.eq(now))
            .into_boxed();
        if let Some(hash) = password_hash {
            account = account.filter(users::password_hash.eq(hash));
        }
        if let Some(phone) = phone {
            account = account.filter(users::phone.eq(phone));
        }
        Ok(account.prepared().execute(self.conn()?).await.map_err(failed)? == 1)
    }

    async fn mark_verified(&mut self, user: UserId, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(users::table.find(db(user)))
            .set((users::is_verified.eq(true), users::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn take_over(&mut self, user: UserId, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(users::table.find(db(user)).filter(users::is_verified.eq(false)))
            .set((users::is_verified.eq(true), users::phone.eq(None::<String>), users::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn open_session(&mut self, session: &NewSession, secret_hash: &str) -> RepoResult<()> {
        let cookie_hash = Some(secret_hash).filter(|_| session.kind == SessionKind::Cookie);
        let row = (
            sessions::id.eq(db(session.id)),
            sessions::user_id.eq(db(session.user_id)),
            sessions::kind.eq(session.kind.as_str()),
            sessions::device.eq(session.device.as_deref()),
            sessions::ip.eq(session.ip.as_deref()),
            sessions::last_seen_at.eq(session.created_at),
            sessions::expires_at.eq(session.expires_at),
            sessions::created_at.eq(session.created_at),
            sessions::updated_at.eq(session.created_at),
            sessions::cookie_hash.eq(cookie_hash),
        );
        diesel::insert_into(sessions::table).values(row).execute(self.conn()?).await.map_err(failed)?;
        match session.kind {
            SessionKind::Bearer => self.insert_refresh(session.id, secret_hash, session.created_at).await,
            SessionKind::Cookie => Ok(()),
        }
    }

    async fn actor(&mut self, user: UserId) -> RepoResult<Option<Actor>> {
        let query = with_standing!(users::table)
            .filter(users::id.eq(db(user)))
            .filter(users::is_active.eq(true))
            .select(standing_columns!());
        let row: Option<StandingRow> = query.first(self.conn()?).await.optional().map_err(failed)?;
        row.map_or(Ok(None), standing::actor)
    }

    async fn live_session(&mut self, session: SessionId, now: DateTime<Utc>) -> RepoResult<Option<LiveSession>> {
        let query = live!(sessions::id.eq(db(session)), now);
        let row: Option<LiveRow> = query.first(self.conn()?).await.optional().map_err(failed)?;
        row.map_or(Ok(None), standing::live_session)
    }

    async fn live_cookie(
        &mut self,
        secret_hash: &str,
        now: DateTime<Utc>,
    ) -> RepoResult<Option<(LiveSession, DateTime<Utc>)>> {
        let query = live!(sessions::cookie_hash.eq(secret_hash), now);
        let row: Option<LiveRow> = query.first(self.conn()?).await.optional().map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let (_, opened_at, _) = row.0;
        Ok(standing::live_session(row)?.map(|live| (live, opened_at)))
    }

    async fn cookies_ending_before(
        &mut self,
        ids: &[SessionId],
        end: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> RepoResult<Vec<(SessionId, DateTime<Utc>, DateTime<Utc>)>> {
        let ids: Vec<DbUuid> = ids.iter().copied().map(db).collect();
        let ending: Vec<(DbUuid, DateTime<Utc>, DateTime<Utc>)> = sessions::table
            .filter(sessions::id.eq_any(ids))
            .filter(sessions::kind.eq(SessionKind::Cookie.as_str()))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt(now))
            .filter(sessions::expires_at.lt(end))
            .select((sessions::id, sessions::created_at, sessions::expires_at))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(ending.into_iter().map(|(session, opened_at, expires_at)| (id(session), opened_at, expires_at)).collect())
    }

    async fn prolong(&mut self, session: SessionId, until: DateTime<Utc>, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(sessions::table.find(db(session)).filter(sessions::revoked_at.is_null()))
            .set((sessions::last_seen_at.eq(now), sessions::expires_at.eq(until), sessions::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn live_among(&mut self, ids: &[SessionId], now: DateTime<Utc>) -> RepoResult<Vec<SessionId>> {
        let ids: Vec<DbUuid> = ids.iter().copied().map(db).collect();
        let live: Vec<DbUuid> = sessions::table
            .inner_join(users::table)
            .filter(sessions::id.eq_any(ids))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt(now))
            .filter(users::is_active.eq(true))
            .select(sessions::id)
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(live.into_iter().map(id).collect())
    }

    async fn use_refresh(&mut self, hash: &str, now: DateTime<Utc>) -> RepoResult<RefreshUse> {
        let known: Option<(DbUuid, DbUuid, Option<DateTime<Utc>>, DateTime<Utc>)> = refresh_tokens::table
            .inner_join(sessions::table)
            .filter(refresh_tokens::hash.eq(hash))
            .select((sessions::id, sessions::user_id, sessions::revoked_at, sessions::expires_at))
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        let Some((session, user, None, expires_at)) = known else { return Ok(RefreshUse::Unknown) };
        if expires_at <= now {
            return Ok(RefreshUse::Unknown);
        }
        let live = refresh_tokens::table.find(hash).filter(refresh_tokens::used_at.is_null());
        let won = diesel::update(live)
            .set(refresh_tokens::used_at.eq(now))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        if won == 1 {
            Ok(RefreshUse::Fresh { session: id(session), user: id(user) })
        } else {
            Ok(RefreshUse::Reused { session: id(session), user: id(user) })
        }
    }

    async fn add_refresh(
        &mut self,
        session: SessionId,
        hash: &str,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> RepoResult<bool> {
        let live = sessions::table.find(db(session)).filter(sessions::revoked_at.is_null());
        let prolonged = diesel::update(live)
            .set((sessions::last_seen_at.eq(now), sessions::expires_at.eq(expires_at), sessions::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        if prolonged == 1 {
            self.insert_refresh(session, hash, now).await?;
        }
        Ok(prolonged == 1)
    }

    async fn end_session(&mut self, session: SessionId, user: Option<UserId>, now: DateTime<Utc>) -> RepoResult<bool> {
        let mut live = diesel::update(sessions::table)
            .filter(sessions::id.eq(db(session)))
            .filter(sessions::revoked_at.is_null())
            .set((sessions::revoked_at.eq(now), sessions::updated_at.eq(now)))
            .into_boxed();
        if let Some(user) = user {
            live = live.filter(sessions::user_id.eq(db(user)));
        }
        let ended = live.execute(self.conn()?).await.map_err(failed)?;
        Ok(ended == 1)
    }

    async fn end_sessions_of(
        &mut self,
        user: UserId,
        except: Option<SessionId>,
        now: DateTime<Utc>,
    ) -> RepoResult<usize> {
        let mut live = diesel::update(sessions::table)
            .filter(sessions::user_id.eq(db(user)))
            .filter(sessions::revoked_at.is_null())
            .set((sessions::revoked_at.eq(now), sessions::updated_at.eq(now)))
            .into_boxed();
        if let Some(except) = except {
            live = live.filter(sessions::id.ne(db(except)));
        }
        live.execute(self.conn()?).await.map_err(failed)
    }

    async fn list_sessions_of(
        &mut self,
        user: UserId,
        now: DateTime<Utc>,
        page: &PageRequest,
    ) -> Outcome<Page<SessionView>> {
        let last = page.after().map(Cursor::id_alone).transpose()?;
        let total = if page.wants_total() {
            let count = live_of!(sessions::table.count(), user, now);
            Some(count.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = live_of!(sessions::table.select(SessionRow::as_select()), user, now)
            .order(sessions::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset());
        if let Some(last) = last {
            query = query.filter(sessions::id.lt(db(last)));
        }
        let rows: Vec<SessionRow> = query.load(self.conn()?).await.map_err(failed)?;
        Ok(page_of(rows, page, total, |row: &SessionRow| after_id(row.id), SessionView::try_from)?)
    }

    async fn sessions_of(&mut self, user: UserId, now: DateTime<Utc>) -> RepoResult<Vec<SessionView>> {
        let newest = live_of!(sessions::table.select(SessionRow::as_select()), user, now).order(sessions::id.desc());
        let rows: Vec<SessionRow> = newest.limit(100).load(self.conn()?).await.map_err(failed)?;
        rows.into_iter().map(SessionView::try_from).collect()
    }
}

impl DbSession {
    async fn insert_refresh(&mut self, session: SessionId, hash: &str, now: DateTime<Utc>) -> RepoResult<()> {
        let row = (
            refresh_tokens::hash.eq(hash),
            refresh_tokens::session_id.eq(db(session)),
            refresh_tokens::issued_at.eq(now),
        );
        diesel::insert_into(refresh_tokens::table).values(row).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }
}
