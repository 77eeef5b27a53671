use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{dsl::exists, prelude::*};
use diesel_async::RunQueryDsl;
use domain::{
    kernel::{Cursor, MappingId, Page, PageRequest, Role, TextEnum, UserId},
    mappings::{
        Mapping, MappingFilter, MappingKind, MappingRepo, NamedMapping, Pair, Party, PartyId,
        access::{EndPermit, MappingScope},
    },
    ports::{RepoError, RepoResult},
};

use super::page::rows_wanted;
use crate::{
    backend::{Conn, DbUuid, db, id},
    error::{conflict_on, failed},
    prepared::Prepare,
    schema::{
        doctor_patient_mappings, doctors, hospital_doctor_mappings, hospital_patient_mappings, hospitals, patients,
        user_patient_relations as family, users,
    },
    session::DbSession,
};

/// Id, first, second, who made it, when, both names: the same for every kind.
type Row = (DbUuid, DbUuid, DbUuid, DbUuid, DateTime<Utc>, String, String);

fn named(kind: MappingKind, row: Row) -> NamedMapping {
    let (mapping, first, second, created_by, created_at, first_name, second_name) = row;
    let pair = Pair::of(kind, id(first), id(second));
    let mapping = Mapping { id: id(mapping), pair, created_by: id(created_by), created_at };
    NamedMapping { mapping, first_name, second_name }
}

/// The patients for whom an account acts.
macro_rules! family_of {
    ($user:expr) => {
        family::table
            .filter(family::user_id.eq(db($user)))
            .filter(family::ended_at.is_null())
            .select(family::patient_id)
    };
}

macro_rules! none {
    () => {
        diesel::dsl::sql::<diesel::sql_types::Bool>("1 = 0")
    };
}

/// The live hospital–doctor mappings of a scope.
macro_rules! live_hospital_doctors {
    ($scope:expr, $filter:expr) => {{
        use hospital_doctor_mappings as m;
        let mut query =
            m::table.inner_join(hospitals::table).inner_join(doctors::table).filter(m::ended_at.is_null()).into_boxed();
        query = match $scope {
            MappingScope::All => query,
            MappingScope::Hospital(hospital) => query.filter(m::hospital_id.eq(db(hospital))),
            MappingScope::Doctor(doctor) => query.filter(m::doctor_id.eq(db(doctor))),
            MappingScope::Family(_) => query
                .filter(hospitals::is_verified.eq(true))
                .filter(doctors::is_verified.eq(true))
                .filter(doctors::is_active.eq(true)),
            MappingScope::Nobody => query.filter(none!()),
        };
        if let Some(hospital) = $filter.hospital {
            query = query.filter(m::hospital_id.eq(db(hospital)));
        }
        if let Some(doctor) = $filter.doctor {
            query = query.filter(m::doctor_id.eq(db(doctor)));
        }
        query
    }};
}

/// The live hospital–patient mappings of a scope.
macro_rules! live_hospital_patients {
    ($scope:expr, $filter:expr) => {{
        use doctor_patient_mappings as treated;
        use hospital_patient_mappings as m;
        let mut query = m::table
            .inner_join(hospitals::table)
            .inner_join(patients::table)
            .filter(m::ended_at.is_null())
            .into_boxed();
        query = match $scope {
            MappingScope::All => query,
            MappingScope::Hospital(hospital) => query.filter(m::hospital_id.eq(db(hospital))),
            MappingScope::Doctor(doctor) => query.filter(
                m::patient_id.eq_any(
                    treated::table
                        .filter(treated::doctor_id.eq(db(doctor)))
                        .filter(treated::ended_at.is_null())
                        .select(treated::patient_id),
                ),
            ),
            MappingScope::Family(user) => query.filter(m::patient_id.eq_any(family_of!(user))),
            MappingScope::Nobody => query.filter(none!()),
        };
        if let Some(hospital) = $filter.hospital {
            query = query.filter(m::hospital_id.eq(db(hospital)));
        }
        if let Some(patient) = $filter.patient {
            query = query.filter(m::patient_id.eq(db(patient)));
        }
        query
    }};
}

/// The live doctor–patient mappings of a scope.
macro_rules! live_doctor_patients {
    ($scope:expr, $filter:expr) => {{
        use doctor_patient_mappings as m;
        use hospital_patient_mappings as registered;
        let mut query =
            m::table.inner_join(doctors::table).inner_join(patients::table).filter(m::ended_at.is_null()).into_boxed();
        query = match $scope {
            MappingScope::All => query,
            MappingScope::Hospital(hospital) => query.filter(
                m::patient_id.eq_any(
                    registered::table
                        .filter(registered::hospital_id.eq(db(hospital)))
                        .filter(registered::ended_at.is_null())
                        .select(registered::patient_id),
                ),
            ),
            MappingScope::Doctor(doctor) => query.filter(m::doctor_id.eq(db(doctor))),
            MappingScope::Family(user) => query.filter(m::patient_id.eq_any(family_of!(user))),
            MappingScope::Nobody => query.filter(none!()),
        };
        if let Some(doctor) = $filter.doctor {
            query = query.filter(m::doctor_id.eq(db(doctor)));
        }
        if let Some(patient) = $filter.patient {
            query = query.filter(m::patient_id.eq(db(patient)));
        }
        query
    }};
}

/// `$work!(table, first id, second id, first name, second name, live query)` for the tables of this kind.
macro_rules! by_kind {
    ($kind:expr, $work:ident) => {
        match $kind {
            MappingKind::HospitalDoctor => {
                $work!(hospital_doctor_mappings, hospital_id, doctor_id, hospitals, doctors, live_hospital_doctors)
            }
            MappingKind::HospitalPatient => {
                $work!(hospital_patient_mappings, hospital_id, patient_id, hospitals, patients, live_hospital_patients)
            }
            MappingKind::DoctorPatient => {
                $work!(doctor_patient_mappings, doctor_id, patient_id, doctors, patients, live_doctor_patients)
            }
        }
    };
}

async fn insert(conn: &mut Conn, mapping: &Mapping, first: DbUuid, second: DbUuid) -> QueryResult<usize> {
    macro_rules! insert {
        ($m:ident, $first:ident, $second:ident, $a:ident, $b:ident, $live:ident) => {
            diesel::insert_into($m::table)
                .values((
                    $m::id.eq(db(mapping.id)),
                    $m::$first.eq(first),
                    $m::$second.eq(second),
                    $m::created_by.eq(db(mapping.created_by)),
                    $m::created_at.eq(mapping.created_at),
                    $m::updated_at.eq(mapping.created_at),
                ))
                .on_conflict_do_nothing()
                .execute(conn)
                .await
        };
    }
    by_kind!(mapping.pair.kind(), insert)
}

async fn live(
    conn: &mut Conn,
    kind: MappingKind,
    first: DbUuid,
    second: DbUuid,
) -> QueryResult<Option<(DbUuid, DbUuid, DateTime<Utc>)>> {
    macro_rules! live {
        ($m:ident, $first:ident, $second:ident, $a:ident, $b:ident, $live:ident) => {
            $m::table
                .filter($m::$first.eq(first))
                .filter($m::$second.eq(second))
                .filter($m::ended_at.is_null())
                .select(($m::id, $m::created_by, $m::created_at))
                .first(conn)
                .await
                .optional()
        };
    }
    by_kind!(kind, live)
}

#[async_trait]
impl MappingRepo for DbSession {
    async fn ensure(&mut self, mapping: &Mapping) -> RepoResult<(Mapping, bool)> {
        let (first, second) = mapping.pair.ids();
        let (first, second) = (db(first), db(second));
        let conn = self.conn()?;
        let made =
            insert(conn, mapping, first, second).await.map_err(|error| conflict_on(error, &["doctor", "patient"]))?;
        if made == 1 {
            return Ok((*mapping, true));
        }
        let known = live(conn, mapping.pair.kind(), first, second).await.map_err(failed)?;
        // Between the two statements it was ended: the pair may be mapped anew.
        let (known, created_by, created_at) = known.ok_or(RepoError::Retry)?;
        let known = Mapping { id: id(known), pair: mapping.pair, created_by: id(created_by), created_at };
        Ok((known, false))
    }

    async fn are_active(&mut self, pair: Pair) -> RepoResult<bool> {
        let hospital = |id| hospitals::table.find(db(id)).filter(hospitals::is_active.eq(true));
        let doctor = |id| doctors::table.find(db(id)).filter(doctors::is_active.eq(true));
        let patient = |id| patients::table.find(db(id)).filter(patients::is_active.eq(true));
        let conn = self.conn()?;
        match pair {
            Pair::HospitalDoctor(h, d) => {
                diesel::select(exists(hospital(h)).and(exists(doctor(d)))).get_result(conn).await
            }
            Pair::HospitalPatient(h, p) => {
                diesel::select(exists(hospital(h)).and(exists(patient(p)))).get_result(conn).await
            }
            Pair::DoctorPatient(d, p) => {
                diesel::select(exists(doctor(d)).and(exists(patient(p)))).get_result(conn).await
            }
        }
        .map_err(failed)
    }

    async fn ended_since(&mut self, pair: Pair, at: DateTime<Utc>) -> RepoResult<bool> {
        let (first, second) = pair.ids();
        let conn = self.conn()?;
        macro_rules! ended {
            ($m:ident, $first:ident, $second:ident, $a:ident, $b:ident, $live:ident) => {{
                let ended = $m::table
                    .filter($m::$first.eq(db(first)))
                    .filter($m::$second.eq(db(second)))
                    .filter($m::ended_at.gt(at));
                diesel::select(diesel::dsl::exists(ended)).get_result(conn).await
            }};
        }
        by_kind!(pair.kind(), ended).map_err(failed)
    }

    async fn party(&mut self, party: PartyId) -> RepoResult<Option<Party>> {
        let conn = self.conn()?;
        let found: QueryResult<(String, Option<DbUuid>, bool, bool)> = match party {
            PartyId::Hospital(hospital) => {
                let account =
                    users::profile_id.eq(hospitals::id.nullable()).and(users::role.eq(Role::Hospital.as_str()));
                hospitals::table
                    .left_join(users::table.on(account))
                    .filter(hospitals::id.eq(db(hospital)))
                    .select((hospitals::name, users::id.nullable(), hospitals::is_verified, hospitals::is_active))
                    .first(conn)
                    .await
            }
            PartyId::Doctor(doctor) => {
                doctors::table
                    .find(db(doctor))
                    .select((doctors::name, doctors::user_id, doctors::is_verified, doctors::is_active))
                    .first(conn)
                    .await
            }
            PartyId::Patient(patient) => patients::table
                .find(db(patient))
                .select((patients::name, patients::is_active))
                .first(conn)
                .await
                .map(|(name, is_active)| (name, None, true, is_active)),
        };
        let found = found.optional().map_err(failed)?;
        Ok(found.map(|(name, user, is_verified, is_active)| Party { name, user: user.map(id), is_verified, is_active }))
    }

    async fn verify(&mut self, party: PartyId, now: DateTime<Utc>) -> RepoResult<()> {
        let conn = self.conn()?;
        let done = match party {
            PartyId::Hospital(hospital) => {
                diesel::update(hospitals::table.find(db(hospital)))
                    .set((hospitals::is_verified.eq(true), hospitals::updated_at.eq(now)))
                    .prepared()
                    .execute(conn)
                    .await
            }
            PartyId::Doctor(doctor) => {
                diesel::update(doctors::table.find(db(doctor)))
                    .set((doctors::is_verified.eq(true), doctors::updated_at.eq(now)))
                    .execute(conn)
                    .await
            }
            PartyId::Patient(_) => Ok(0),
        };
        done.map(drop).map_err(failed)
    }

    async fn find(
        &mut self,
        kind: MappingKind,
        scope: MappingScope,
        mapping: MappingId,
    ) -> RepoResult<Option<NamedMapping>> {
        let conn = self.conn()?;
        let any = MappingFilter::default();
        macro_rules! find {
            ($m:ident, $first:ident, $second:ident, $a:ident, $b:ident, $live:ident) => {
                $live!(scope, any)
                    .filter($m::id.eq(db(mapping)))
                    .select(($m::id, $m::$first, $m::$second, $m::created_by, $m::created_at, $a::name, $b::name))
                    .first::<Row>(conn)
                    .await
            };
        }
        let row = by_kind!(kind, find).optional().map_err(failed)?;
        Ok(row.map(|row| named(kind, row)))
    }

    async fn list(
        &mut self,
        kind: MappingKind,
        scope: MappingScope,
        filter: &MappingFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<NamedMapping>> {
        let conn = self.conn()?;
        macro_rules! count {
            ($m:ident, $first:ident, $second:ident, $a:ident, $b:ident, $live:ident) => {
                $live!(scope, filter).count().get_result::<i64>(conn).await
            };
        }
        macro_rules! rows {
            ($m:ident, $first:ident, $second:ident, $a:ident, $b:ident, $live:ident) => {{
                let mut query = $live!(scope, filter);
                if let Some(cursor) = page.after() {
                    query = query.filter($m::id.lt(db(cursor.id)));
                }
                query
                    .order($m::id.desc())
                    .limit(rows_wanted(page))
                    .offset(page.offset())
                    .select(($m::id, $m::$first, $m::$second, $m::created_by, $m::created_at, $a::name, $b::name))
                    .load::<Row>(conn)
                    .await
            }};
        }
        let total = if page.wants_total() { Some(by_kind!(kind, count).map_err(failed)?) } else { None };
        let rows = by_kind!(kind, rows).map_err(failed)?;
        let rows = rows.into_iter().map(|row| named(kind, row)).collect();
        Ok(Page::from_rows(rows, page, total, |row: &NamedMapping| Cursor::by_id(row.mapping.id)))
    }

    async fn end(&mut self, permit: &EndPermit, kind: MappingKind, by: UserId, now: DateTime<Utc>) -> RepoResult<bool> {
        let conn = self.conn()?;
        macro_rules! end {
            ($m:ident, $first:ident, $second:ident, $a:ident, $b:ident, $live:ident) => {
                diesel::update($m::table.find(db(permit.id())).filter($m::ended_at.is_null()))
                    .set(($m::ended_at.eq(now), $m::ended_by.eq(db(by)), $m::updated_at.eq(now)))
                    .prepared()
                    .execute(conn)
                    .await
            };
        }
        Ok(by_kind!(kind, end).map_err(failed)? == 1)
    }
}
