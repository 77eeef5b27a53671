use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    idempotency::{Claim, IdempotencyRepo, StoredAnswer, StoredKey},
    kernel::UserId,
    ports::{RepoError, RepoResult},
};
use serde_json::Value;

use crate::{
    backend::{Db, db},
    error::{corrupt, failed},
    prepared::Prepare,
    schema::idempotency_keys::{self, dsl},
    session::DbSession,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = idempotency_keys, check_for_backend(Db))]
struct KeyRow {
    key: String,
    request_hash: String,
    status_code: Option<i32>,
    response: Option<Value>,
    location: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl TryFrom<KeyRow> for StoredKey {
    type Error = RepoError;
    fn try_from(row: KeyRow) -> RepoResult<Self> {
        let key = row.key;
        let unreadable = || corrupt("idempotency_keys", "status_code", &key);
        let answer = match (row.status_code, row.response) {
            (None, _) => None,
            (Some(status), Some(body)) => {
                let status = u16::try_from(status).map_err(|_| unreadable())?;
                Some(StoredAnswer { status, body, location: row.location })
            }
            (Some(_), None) => return Err(unreadable()),
        };
        Ok(Self { request_hash: row.request_hash, claimed_at: row.created_at, expires_at: row.expires_at, answer })
    }
}

#[async_trait]
impl IdempotencyRepo for DbSession {
    async fn claim(&mut self, claim: &Claim) -> RepoResult<bool> {
        let row = (
            dsl::user_id.eq(db(claim.user)),
            dsl::key.eq(&claim.key),
            dsl::request_hash.eq(&claim.request_hash),
            dsl::created_at.eq(claim.claimed_at),
            dsl::expires_at.eq(claim.expires_at()),
        );
        let inserted = diesel::insert_into(idempotency_keys::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(inserted == 1)
    }

    async fn known(&mut self, user: UserId, key: &str) -> RepoResult<Option<StoredKey>> {
        let row: Option<KeyRow> = idempotency_keys::table
            .find((db(user), key))
            .select(KeyRow::as_select())
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(StoredKey::try_from).transpose()
    }

    async fn take_over(&mut self, claim: &Claim, claimed_at: DateTime<Utc>) -> RepoResult<bool> {
        let standing = idempotency_keys::table.find((db(claim.user), &claim.key));
        let taken = diesel::update(standing.filter(dsl::created_at.eq(claimed_at)))
            .set((
                dsl::request_hash.eq(&claim.request_hash),
                dsl::status_code.eq(None::<i32>),
                dsl::response.eq(None::<Value>),
                dsl::location.eq(None::<String>),
                dsl::created_at.eq(claim.claimed_at),
                dsl::expires_at.eq(claim.expires_at()),
            ))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(taken == 1)
    }

    async fn complete(&mut self, claim: &Claim, answer: &StoredAnswer) -> RepoResult<bool> {
        let standing = idempotency_keys::table.find((db(claim.user), &claim.key));
        let unanswered = standing.filter(dsl::status_code.is_null()).filter(dsl::created_at.eq(claim.claimed_at));
        let completed = diesel::update(unanswered)
            .set((
                dsl::status_code.eq(i32::from(answer.status)),
                dsl::response.eq(&answer.body),
                dsl::location.eq(&answer.location),
            ))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(completed == 1)
    }

    async fn release(&mut self, claim: &Claim) -> RepoResult<()> {
        let standing = idempotency_keys::table.find((db(claim.user), &claim.key));
        let unanswered = standing.filter(dsl::status_code.is_null()).filter(dsl::created_at.eq(claim.claimed_at));
        diesel::delete(unanswered).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }
}
