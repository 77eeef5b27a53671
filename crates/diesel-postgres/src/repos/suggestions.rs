use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Double, Nullable},
};
use diesel_async::RunQueryDsl;
use domain::{
    kernel::{Cursor, DoctorId, Fresh, Outcome, Page, PageRequest, Permit, SuggestionId, UserId, fold, like_pattern},
    ports::RepoResult,
    suggestions::{Feedback, FeedbackTally, Suggestion, SuggestionRepo, SuggestionScope, access::WriteSuggestion},
};
use uuid::Uuid;

use super::page::rows_wanted;
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, failed},
    prepared::Prepare,
    schema::{
        doctor_patient_mappings as treated, hospital_doctor_mappings as works, suggestion_feedback as feedback,
        suggestions, user_patient_relations as family,
    },
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = suggestions, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
struct SuggestionRow {
    id: DbUuid,
    doctor_id: DbUuid,
    problem: String,
    description: Option<String>,
    shared: bool,
    search_key: String,
    created_by: DbUuid,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&Suggestion> for SuggestionRow {
    fn from(suggestion: &Suggestion) -> Self {
        let Suggestion { problem, description, .. } = suggestion.clone();
        let search_key = fold(&format!("{problem} {}", description.as_deref().unwrap_or_default()));
        Self {
            id: db(suggestion.id),
            doctor_id: db(suggestion.doctor_id),
            problem,
            description,
            shared: suggestion.shared,
            search_key,
            created_by: db(suggestion.created_by),
            created_at: suggestion.created_at,
            updated_at: suggestion.updated_at,
        }
    }
}

type Rated = (SuggestionRow, i64, Option<f64>);

fn suggestion((row, count, average_rating): Rated) -> Suggestion {
    Suggestion {
        id: id(row.id),
        doctor_id: id(row.doctor_id),
        problem: row.problem,
        description: row.description,
        shared: row.shared,
        created_by: id(row.created_by),
        created_at: row.created_at,
        updated_at: row.updated_at,
        feedback: FeedbackTally { count, average_rating },
    }
}

/// A boxed query of the rows in the scope.
macro_rules! within {
    ($query:expr, $scope:expr) => {{
        let query = $query;
        match $scope {
            SuggestionScope::All => query,
            SuggestionScope::Nobody => query.filter(sql::<diesel::sql_types::Bool>("1 = 0")),
            SuggestionScope::OwnAndShared(doctor) => {
                let own = diesel::alias!(works as own_works);
                let hospitals = own
                    .filter(own.field(works::doctor_id).eq(db(doctor)))
                    .filter(own.field(works::ended_at).is_null())
                    .select(own.field(works::hospital_id));
                let colleagues = works::table
                    .filter(works::ended_at.is_null())
                    .filter(works::hospital_id.eq_any(hospitals))
                    .select(works::doctor_id);
                query.filter(
                    suggestions::doctor_id
                        .eq(db(doctor))
                        .or(suggestions::shared.eq(true).and(suggestions::doctor_id.eq_any(colleagues))),
                )
            }
            SuggestionScope::OfTreatingDoctors(user) => {
                let patients = family::table
                    .filter(family::user_id.eq(db(user)))
                    .filter(family::ended_at.is_null())
                    .select(family::patient_id);
                let doctors = treated::table
                    .filter(treated::ended_at.is_null())
                    .filter(treated::patient_id.eq_any(patients))
                    .select(treated::doctor_id);
                query.filter(suggestions::doctor_id.eq_any(doctors))
            }
        }
    }};
}

/// The row with how it was received, in one query.
macro_rules! rated {
    () => {
        suggestions::table.select((
            SuggestionRow::as_select(),
            sql::<BigInt>(
                "(SELECT count(*) FROM suggestion_feedback WHERE suggestion_feedback.suggestion_id = suggestions.id)",
            ),
            sql::<Nullable<Double>>(
                "(SELECT CAST(avg(suggestion_feedback.rating) AS double precision) FROM suggestion_feedback \
                  WHERE suggestion_feedback.suggestion_id = suggestions.id)",
            ),
        ))
    };
}

#[async_trait]
impl SuggestionRepo for DbSession {
    async fn find(&mut self, scope: SuggestionScope, wanted: SuggestionId) -> RepoResult<Option<Suggestion>> {
        let query = within!(rated!().into_boxed(), scope).filter(suggestions::id.eq(db(wanted)));
        let row: Option<Rated> = query.first(self.conn()?).await.optional().map_err(failed)?;
        Ok(row.map(suggestion))
    }

    async fn list(
        &mut self,
        scope: SuggestionScope,
        doctor: Option<DoctorId>,
        search: Option<&str>,
        page: &PageRequest,
    ) -> Outcome<Page<Suggestion>> {
        let pattern = search.map(like_pattern);
        let total = if page.wants_total() {
            let mut count = within!(suggestions::table.count().into_boxed(), scope);
            if let Some(doctor) = doctor {
                count = count.filter(suggestions::doctor_id.eq(db(doctor)));
            }
            if let Some(pattern) = pattern.clone() {
                count = count.filter(suggestions::search_key.like(pattern).escape('\\'));
            }
            Some(count.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = within!(rated!().into_boxed(), scope)
            .order(suggestions::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset());
        if let Some(doctor) = doctor {
            query = query.filter(suggestions::doctor_id.eq(db(doctor)));
        }
        if let Some(pattern) = pattern {
            query = query.filter(suggestions::search_key.like(pattern).escape('\\'));
        }
        if let Some(after) = page.after() {
            query = query.filter(suggestions::id.lt(db(after.id)));
        }
        let rows: Vec<Rated> = query.load(self.conn()?).await.map_err(failed)?;
        let items = rows.into_iter().map(suggestion).collect();
        Ok(Page::from_rows(items, page, total, |row: &Suggestion| Cursor::by_id(row.id)))
    }

    async fn insert(&mut self, new: &Suggestion) -> RepoResult<()> {
        diesel::insert_into(suggestions::table)
            .values(SuggestionRow::from(new))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["doctor"]))?;
        Ok(())
    }

    async fn lock(&mut self, wanted: SuggestionId) -> RepoResult<()> {
        let row = suggestions::table.find(db(wanted)).select(suggestions::id);
        lock_row!(row).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }

    async fn save(&mut self, permit: Permit<WriteSuggestion, SuggestionId>, saved: &Suggestion) -> RepoResult<()> {
        diesel::update(suggestions::table.find(db(permit.id())))
            .set(SuggestionRow::from(saved))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn remove(&mut self, permit: Permit<WriteSuggestion, SuggestionId>) -> RepoResult<()> {
        diesel::delete(suggestions::table.find(db(permit.id()))).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }

    async fn rate(
        &mut self,
        fresh: &Fresh,
        rated: SuggestionId,
        user: UserId,
        given: &Feedback,
        now: DateTime<Utc>,
    ) -> RepoResult<bool> {
        let words = (
            feedback::helpful.eq(given.helpful),
            feedback::rating.eq(given.rating),
            feedback::comment.eq(given.comment.as_deref()),
        );
        let earlier =
            feedback::table.filter(feedback::suggestion_id.eq(db(rated))).filter(feedback::user_id.eq(db(user)));
        let changed = diesel::update(earlier).set(words).prepared().execute(self.conn()?).await.map_err(failed)?;
        if changed > 0 {
            return Ok(false);
        }
        let key = (
            feedback::id.eq(db(fresh.id::<Uuid>())),
            feedback::suggestion_id.eq(db(rated)),
            feedback::user_id.eq(db(user)),
            feedback::created_at.eq(now),
        );
        diesel::insert_into(feedback::table)
            .values((key, words))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["suggestion"]))?;
        Ok(true)
    }
}
