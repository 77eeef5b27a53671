//! As whom an account acts: its role, and what stands behind it.

use chrono::{DateTime, Utc};
use domain::{
    auth::LiveSession,
    kernel::{Actor, Role, UserId},
    ports::RepoResult,
};

use crate::{
    backend::{DbUuid, id},
    error::{corrupt, word},
};

/// Joins accounts with what decides as whom they act.
macro_rules! with_standing {
    ($accounts:expr) => {
        $accounts
            .left_join(doctors::table.on(doctors::id.nullable().eq(users::profile_id)))
            .left_join(staff_members::table.on(staff_members::user_id.eq(users::id)))
            .left_join(
                hospitals::table.on(hospitals::id
                    .nullable()
                    .eq(users::profile_id)
                    .or(hospitals::id.nullable().eq(staff_members::hospital_id.nullable()))),
            )
    };
}
pub(super) use with_standing;

/// The columns of [`StandingRow`], of accounts joined with their standing.
macro_rules! standing_columns {
    () => {
        (
            users::id,
            users::role,
            users::profile_id,
            doctors::is_verified.nullable(),
            (hospitals::is_verified, hospitals::is_active).nullable(),
            staff_members::hospital_id.nullable(),
        )
    };
}
pub(super) use standing_columns;

/// A query of [`LiveRow`]s: of the live sessions that fit.
macro_rules! live {
    ($session:expr, $now:expr) => {
        with_standing!(sessions::table.inner_join(users::table))
            .filter($session)
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt($now))
            .filter(users::is_active.eq(true))
            .select(((sessions::id, sessions::created_at, sessions::expires_at), users::tier, standing_columns!()))
    };
}
pub(super) use live;

/// Everything that decides as whom an account acts: user, role, profile, whether the doctor is verified, whether the hospital
/// behind the account or where its person works is verified and active, and that workplace.
pub(super) type StandingRow = (DbUuid, String, Option<DbUuid>, Option<bool>, Option<(bool, bool)>, Option<DbUuid>);

/// A live session with its begin and end, the tier of its account, and as whom that acts.
pub(super) type LiveRow = ((DbUuid, DateTime<Utc>, DateTime<Utc>), String, StandingRow);

/// None where the account acts for nobody.
pub(super) fn live_session(((session, _, expires_at), tier, standing): LiveRow) -> RepoResult<Option<LiveSession>> {
    let Some(actor) = actor(standing)? else { return Ok(None) };
    let tier = word(&tier, "users", "tier", actor.user())?;
    Ok(Some(LiveSession { session: id(session), actor, tier, expires_at }))
}

/// None for the staff of a hospital that is not verified or no longer there: they act for nobody.
pub(super) fn actor((user, role, profile, doctor, hospital, workplace): StandingRow) -> RepoResult<Option<Actor>> {
    let user: UserId = id(user);
    let missing = || corrupt("users", "profile_id", user);
    Ok(Some(match word::<Role>(&role, "users", "role", user)? {
        Role::Admin => Actor::Admin { user },
        Role::Patient => Actor::Patient { user },
        Role::Doctor => {
            Actor::Doctor { user, doctor: profile.map(id).ok_or_else(missing)?, verified: doctor.ok_or_else(missing)? }
        }
        Role::Hospital => Actor::Hospital {
            user,
            hospital: profile.map(id).ok_or_else(missing)?,
            verified: hospital.ok_or_else(missing)?.0,
        },
        Role::Nurse | Role::Receptionist if hospital.ok_or_else(missing)? != (true, true) => return Ok(None),
        Role::Nurse => Actor::Nurse { user, hospital: workplace.map(id).ok_or_else(missing)? },
        Role::Receptionist => Actor::Receptionist { user, hospital: workplace.map(id).ok_or_else(missing)? },
    }))
}
