use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    invitations::{
        Invitation, InvitationKind, InvitationRepo, Offer, Replaced, SentInvitation,
        access::{AcceptPermit, InvitationScope, RevokePermit},
    },
    kernel::{InvitationId, Page, PageRequest, PatientId, TextEnum, UserId},
    ports::{RepoError, RepoResult},
};

use super::page::{after_id, page_of, rows_wanted};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, corrupt, failed, word},
    prepared::Prepare,
    schema::{invitations as i, users},
    session::DbSession,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = i, check_for_backend(Db))]
struct InvitationRow {
    id: DbUuid,
    kind: String,
    email: String,
    role: Option<String>,
    hospital_id: Option<DbUuid>,
    patient_id: Option<DbUuid>,
    relation: Option<String>,
    invited_by: DbUuid,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl InvitationRow {
    fn offer(&self) -> RepoResult<Offer> {
        let row: InvitationId = id(self.id);
        let missing = |column| move || corrupt("invitations", column, row);
        let patient = || self.patient_id.map(id).ok_or_else(missing("patient_id"));
        let relation = || {
            let text = self.relation.as_deref().ok_or_else(missing("relation"))?;
            word(text, "invitations", "relation", row)
        };
        Ok(match word(&self.kind, "invitations", "kind", row)? {
            InvitationKind::Staff => Offer::Staff {
                hospital: self.hospital_id.map(id).ok_or_else(missing("hospital_id"))?,
                role: word(self.role.as_deref().unwrap_or_default(), "invitations", "role", row)?,
            },
            InvitationKind::Claim => {
                Offer::Claim { patient: patient()?, relation: relation()?, hospital: self.hospital_id.map(id) }
            }
            InvitationKind::Family => Offer::Family { patient: patient()?, relation: relation()? },
        })
    }
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = RepoError;
    fn try_from(row: InvitationRow) -> RepoResult<Self> {
        Ok(Self {
            offer: row.offer()?,
            id: id(row.id),
            email: row.email,
            invited_by: id(row.invited_by),
            expires_at: row.expires_at,
            accepted_at: row.accepted_at,
            revoked_at: row.revoked_at,
            created_at: row.created_at,
        })
    }
}

fn read(row: QueryResult<InvitationRow>) -> RepoResult<Option<Invitation>> {
    row.optional().map_err(failed)?.map(Invitation::try_from).transpose()
}

/// Narrows a boxed query to the live rows of a scope.
macro_rules! within {
    ($query:expr, $scope:expr, $now:expr) => {{
        let staff = i::kind.eq(InvitationKind::Staff.as_str());
        let to_patients = i::kind.ne(InvitationKind::Staff.as_str());
        let query =
            $query.filter(i::accepted_at.is_null()).filter(i::revoked_at.is_null()).filter(i::expires_at.gt($now));
        match $scope {
            InvitationScope::Staff => query.filter(staff),
            InvitationScope::StaffOf(hospital) => query.filter(staff).filter(i::hospital_id.eq(db(hospital))),
            InvitationScope::Patients => query.filter(to_patients),
            InvitationScope::SentBy(user) => query.filter(to_patients).filter(i::invited_by.eq(db(user))),
            InvitationScope::SentByOrTo(user) => {
                let address = diesel::alias!(users as addressed);
                let address = address
                    .filter(address.field(users::id).eq(db(user)))
                    .filter(address.field(users::is_verified).eq(true))
                    .select(address.field(users::email))
                    .single_value();
                query.filter(to_patients).filter(i::invited_by.eq(db(user)).or(i::email.nullable().eq(address)))
            }
            InvitationScope::Nobody => query.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("1 = 0")),
        }
    }};
}

/// The invitations that are neither accepted nor revoked and stand in the way of this one.
macro_rules! replaced {
    ($by:expr) => {{
        let open = i::table
            .filter(i::kind.eq($by.offer.kind().as_str()))
            .filter(i::accepted_at.is_null())
            .filter(i::revoked_at.is_null())
            .into_boxed();
        match $by.offer {
            Offer::Staff { hospital, .. } => {
                open.filter(i::hospital_id.eq(db(hospital))).filter(i::email.eq($by.email.clone()))
            }
            Offer::Claim { patient, .. } => open.filter(i::patient_id.eq(db(patient))),
            Offer::Family { patient, .. } => {
                open.filter(i::patient_id.eq(db(patient))).filter(i::email.eq($by.email.clone()))
            }
        }
    }};
}

#[async_trait]
impl InvitationRepo for DbSession {
    async fn replace(&mut self, by: &Invitation) -> RepoResult<Vec<Replaced>> {
        let conn = self.conn()?;
        let open = replaced!(by).select((i::id, i::email, i::created_at)).order(i::id);
        let open: Vec<(DbUuid, String, DateTime<Utc>)> = open.load(conn).await.map_err(failed)?;
        let mut replaced = Vec::new();
        for (row, email, created_at) in open {
            let revoked = diesel::update(i::table.find(row).filter(i::accepted_at.is_null()))
                .set((i::revoked_at.eq(by.created_at), i::updated_at.eq(by.created_at)))
                .prepared()
                .execute(conn)
                .await
                .map_err(failed)?;
            replaced.extend((revoked > 0).then(|| Replaced { id: id(row), email, created_at }));
        }
        Ok(replaced)
    }

    async fn insert(&mut self, invitation: &Invitation, token_hash: &str) -> RepoResult<()> {
        let relation = invitation.offer.relation();
        let row = (
            i::id.eq(db(invitation.id)),
            i::kind.eq(invitation.offer.kind().as_str()),
            i::email.eq(&invitation.email),
            i::role.eq(invitation.offer.staff_role().map(TextEnum::as_str)),
            i::hospital_id.eq(invitation.offer.hospital().map(db)),
            i::patient_id.eq(relation.map(|(patient, _)| db(patient))),
            i::relation.eq(relation.map(|(_, relation)| relation.as_str())),
            i::invited_by.eq(db(invitation.invited_by)),
            i::token_hash.eq(token_hash),
            i::expires_at.eq(invitation.expires_at),
            i::created_at.eq(invitation.created_at),
            i::updated_at.eq(invitation.created_at),
        );
        diesel::insert_into(i::table)
            .values(row)
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["invitation"]))?;
        Ok(())
    }

    async fn with_token(&mut self, token_hash: &str) -> RepoResult<Option<Invitation>> {
        let query = i::table.filter(i::token_hash.eq(token_hash)).select(InvitationRow::as_select());
        read(query.first(self.conn()?).await)
    }

    async fn lock_with_token(&mut self, token_hash: &str) -> RepoResult<Option<Invitation>> {
        let query = i::table.filter(i::token_hash.eq(token_hash)).select(InvitationRow::as_select());
        read(lock_row!(query).first(self.conn()?).await)
    }

    async fn find(
        &mut self,
        scope: InvitationScope,
        wanted: InvitationId,
        now: DateTime<Utc>,
    ) -> RepoResult<Option<Invitation>> {
        let query = within!(i::table.select(InvitationRow::as_select()).into_boxed(), scope, now);
        read(query.filter(i::id.eq(db(wanted))).first(self.conn()?).await)
    }

    async fn claim_of(&mut self, patient: PatientId, now: DateTime<Utc>) -> RepoResult<Option<Invitation>> {
        let claims = i::table
            .filter(i::patient_id.eq(db(patient)))
            .filter(i::kind.eq(InvitationKind::Claim.as_str()))
            .filter(i::accepted_at.is_null())
            .filter(i::revoked_at.is_null())
            .filter(i::expires_at.gt(now));
        read(claims.select(InvitationRow::as_select()).first(self.conn()?).await)
    }

    async fn list(
        &mut self,
        scope: InvitationScope,
        now: DateTime<Utc>,
        page: &PageRequest,
    ) -> RepoResult<Page<SentInvitation>> {
        let conn = self.conn()?;
        let total = if page.wants_total() {
            let count = within!(i::table.inner_join(users::table).count().into_boxed(), scope, now);
            Some(count.get_result(conn).await.map_err(failed)?)
        } else {
            None
        };
        let rows = i::table.inner_join(users::table).select((InvitationRow::as_select(), users::name)).into_boxed();
        let mut query = within!(rows, scope, now);
        if let Some(after) = page.after() {
            query = query.filter(i::id.lt(db(after.id)));
        }
        let rows: Vec<(InvitationRow, String)> = query
            .order(i::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset())
            .load(conn)
            .await
            .map_err(failed)?;
        let sent = |(row, from): (InvitationRow, String)| Ok(SentInvitation { invitation: row.try_into()?, from });
        page_of(rows, page, total, |(row, _)| after_id(row.id), sent)
    }

    async fn accept(&mut self, permit: &AcceptPermit, by: UserId, now: DateTime<Utc>) -> RepoResult<bool> {
        let live = i::table
            .find(db(permit.id()))
            .filter(i::accepted_at.is_null())
            .filter(i::revoked_at.is_null())
            .filter(i::expires_at.gt(now));
        let accepted = diesel::update(live)
            .set((i::accepted_at.eq(now), i::accepted_by.eq(db(by)), i::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(accepted > 0)
    }

    async fn revoke(&mut self, permit: &RevokePermit, now: DateTime<Utc>) -> RepoResult<bool> {
        let open = i::table.find(db(permit.id())).filter(i::accepted_at.is_null()).filter(i::revoked_at.is_null());
        let revoked = diesel::update(open)
            .set((i::revoked_at.eq(now), i::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(revoked > 0)
    }
}
