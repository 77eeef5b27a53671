//! Doctors as lists show them: with specialties and chat, filtered and ordered, in one query.

use chrono::{DateTime, Utc};
use domain::{
    chats::ChatSummary,
    doctors::{Doctor, DoctorRecord},
    kernel::DoctorId,
    ports::RepoResult,
};

use super::DoctorRow;
use crate::{
    backend::{DbUuid, id},
    error::corrupt,
};

/// A profile, its specialties as JSON, and the viewer's chat: id, whether active, unread messages, last message.
pub type RecordRow = (DoctorRow, String, Option<(DbUuid, bool, i32, Option<DateTime<Utc>>)>);

/// Reads a row.
pub fn record((doctor, specialties, chat): RecordRow) -> RepoResult<DoctorRecord> {
    let doctor_id: DoctorId = id(doctor.id);
    Ok(DoctorRecord {
        doctor: Doctor::try_from(doctor)?,
        specialties: serde_json::from_str(&specialties).map_err(|_| corrupt("doctors", "specialties", doctor_id))?,
        chat: chat.map(|(chat, is_active, unread_count, last_message_at)| ChatSummary {
            id: id(chat),
            is_active,
            unread_count,
            last_message_at,
        }),
    })
}

/// The boxed query of [`RecordRow`]s, with the chats of the viewer's own patient.
macro_rules! recorded {
    ($viewer:expr) => {{
        use $crate::schema::{chats, user_patient_relations as family};
        let viewer: Option<UserId> = $viewer;
        let own_patient = family::table
            .filter(family::user_id.eq(db(viewer.map_or_else(uuid::Uuid::nil, Into::into))))
            .filter(family::relation.eq("self"))
            .filter(family::ended_at.is_null())
            .select(family::patient_id);
        doctors::table
            .left_join(chats::table.on(chats::doctor_id.eq(doctors::id).and(chats::patient_id.eq_any(own_patient))))
            .select((
                DoctorRow::as_select(),
                diesel::dsl::sql::<diesel::sql_types::Text>($crate::tuned::SPECIALTIES_OF_DOCTOR),
                (chats::id, chats::is_active_for_patient, chats::unread_for_patient, chats::last_message_at).nullable(),
            ))
            .into_boxed::<Db>()
    }};
}
pub(super) use recorded;

/// Narrows a boxed query over `doctors` to those in the scope that pass the filter.
macro_rules! filtered {
    ($query:expr, $scope:expr, $filter:expr) => {{
        use domain::{
            doctors::SpecialtySearch,
            kernel::{field_pattern, like_pattern},
        };
        use $crate::{
            repos::scope::hospital_conditions,
            schema::{doctor_specialties as has, hospital_doctor_mappings as works, hospitals, specialties},
        };
        let (mut query, filter): (_, &DoctorFilter) = ($query, $filter);
        let listed = doctors::is_verified.eq(true).and(doctors::is_active.eq(true));
        query = match $scope {
            DoctorScope::All => query,
            DoctorScope::Listed => query.filter(listed),
            DoctorScope::ListedAnd(own) => query.filter(listed.or(doctors::id.eq(db(own)))),
        };
        let field = |index: usize, part: &str| field_pattern(index, Doctor::SEARCH_FIELDS, part);
        if let Some(search) = &filter.search {
            query = query.filter(doctors::search_key.like(like_pattern(search)).escape('\\'));
        }
        if let Some(name) = &filter.name {
            query = query.filter(doctors::search_key.like(field(0, name)).escape('\\'));
        }
        if let Some(city) = &filter.city {
            query = query.filter(doctors::search_key.like(field(3, city)).escape('\\'));
        }
        query = match &filter.specialty {
            None => query,
            Some(SpecialtySearch::Id(specialty)) => query.filter(
                doctors::id.eq_any(has::table.filter(has::specialty_id.eq(db(*specialty))).select(has::doctor_id)),
            ),
            Some(SpecialtySearch::Name(name)) => query.filter(
                doctors::search_key.like(field(1, name)).escape('\\').or(doctors::id.eq_any(
                    has::table
                        .inner_join(specialties::table)
                        .filter(specialties::search_key.like(like_pattern(name)).escape('\\'))
                        .select(has::doctor_id),
                )),
            ),
        };
        if let Some(rating) = filter.min_rating {
            query = query.filter(doctors::avg_rating.ge(rating));
        }
        if let Some((scope, hospital)) = filter.hospital {
            let (verified, own) = hospital_conditions(scope);
            query = query.filter(
                doctors::id.eq_any(
                    works::table
                        .inner_join(hospitals::table)
                        .filter(works::hospital_id.eq(db(hospital)))
                        .filter(works::ended_at.is_null())
                        .filter(hospitals::is_active.eq(true))
                        .filter(hospitals::is_verified.eq_any(verified).or(hospitals::id.eq(own)))
                        .select(works::doctor_id),
                ),
            );
        }
        if let Some(is_verified) = filter.is_verified {
            query = query.filter(doctors::is_verified.eq(is_verified));
        }
        if let Some(is_active) = filter.is_active {
            query = query.filter(doctors::is_active.eq(is_active));
        }
        query
    }};
}
pub(super) use filtered;

/// Orders a boxed query over `doctors` and starts it after the order's row.
macro_rules! ordered {
    ($query:expr, $order:expr) => {{
        let (query, order): (_, &DoctorOrder) = ($query, $order);
        match order {
            DoctorOrder::Newest(after) => {
                let query = query.order(doctors::id.desc());
                match after {
                    None => query,
                    Some(last) => query.filter(doctors::id.lt(db(*last))),
                }
            }
            DoctorOrder::Name(after) => {
                // As much of it as an index entry has room for: `domain::doctors::NAME_KEY_LENGTH`.
                let name = || diesel::dsl::sql::<diesel::sql_types::Text>("SUBSTR(doctors.search_key, 1, 200)");
                let query = query.order((name().asc(), doctors::id.asc()));
                match after {
                    None => query,
                    Some((key, last)) => {
                        query.filter(name().gt(key.clone()).or(name().eq(key.clone()).and(doctors::id.gt(db(*last)))))
                    }
                }
            }
            DoctorOrder::Rating(after) => {
                let query = query.order((doctors::avg_rating.desc(), doctors::id.desc()));
                match after {
                    None => query,
                    Some((rating, last)) => query.filter(
                        doctors::avg_rating
                            .lt(*rating)
                            .or(doctors::avg_rating.eq(*rating).and(doctors::id.lt(db(*last)))),
                    ),
                }
            }
            DoctorOrder::Experience(after) => {
                // Word for word the index's expression, so -1 and not a bound `domain::doctors::EXPERIENCE_UNSAID`.
                let years = || diesel::dsl::sql::<diesel::sql_types::Integer>("COALESCE(doctors.experience_years, -1)");
                let query = query.order((years().desc(), doctors::id.desc()));
                match after {
                    None => query,
                    Some((least, last)) => {
                        query.filter(years().lt(*least).or(years().eq(*least).and(doctors::id.lt(db(*last)))))
                    }
                }
            }
        }
    }};
}
pub(super) use ordered;
