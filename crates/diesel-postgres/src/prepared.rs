//! Statements that a connection prepares once. Diesel prepares every UPDATE anew, which costs a round trip and the planning,
//! because its SET may name other columns each time.

use diesel::{
    QueryResult,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

use crate::backend::Db;

/// A statement whose prepared form stays with the connection, found again by its text.
pub struct Prepared<Q>(Q);

/// For statements with few texts: one for each combination of columns that they set. Never for a list of binds whose length
/// varies.
pub trait Prepare: Sized {
    /// This statement, prepared once.
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}
impl<Q: QueryFragment<Db>> Prepare for Q {}

impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q: QueryFragment<Db>> QueryFragment<Db> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
    fn is_safe_to_cache_prepared(&self, _: &Db) -> QueryResult<bool> {
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;

    use super::*;
    use crate::schema::chats;

    #[test]
    fn an_update_is_prepared_once_only_because_it_says_so() {
        let backend = Db::default();
        let update = || diesel::update(chats::table).set(chats::next_sequence.eq(1));
        assert!(!update().is_safe_to_cache_prepared(&backend).unwrap());
        assert!(update().prepared().is_safe_to_cache_prepared(&backend).unwrap());
    }
}
