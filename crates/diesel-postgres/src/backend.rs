//! What is PostgreSQL's own: types of ids and instants, row locks, batches, transactions.

use diesel::QueryResult;
use diesel_async::{AsyncConnection, TransactionManager, pooled_connection::deadpool::Object};

/// The diesel backend.
pub type Db = diesel::pg::Pg;
/// One connection.
pub type Conn = diesel_async::AsyncPgConnection;
/// A connection borrowed from the pool.
pub type Pooled = Object<Conn>;
/// How an id is bound and read.
pub type DbUuid = uuid::Uuid;

/// Column types under the names that `schema` uses.
pub mod types {
    /// An id.
    pub type Id = diesel::sql_types::Uuid;
    /// An instant.
    pub type Instant = diesel::sql_types::Timestamptz;
}

/// A typed id as it is bound.
pub fn db(id: impl Into<uuid::Uuid>) -> DbUuid {
    id.into()
}
/// A read id, typed.
pub fn id<Id: From<uuid::Uuid>>(id: DbUuid) -> Id {
    id.into()
}

/// Begins a transaction.
pub async fn begin(conn: &mut Conn) -> QueryResult<()> {
    <Conn as AsyncConnection>::TransactionManager::begin_transaction(conn).await
}

/// Locks the rows of a query until the end of the transaction.
macro_rules! lock_row {
    ($query:expr) => {
        $query.for_update()
    };
}
pub(crate) use lock_row;

/// The same, but other transactions may still refer to the rows by foreign keys: for rows whose id stays.
macro_rules! lock_row_keeping_key {
    ($query:expr) => {
        $query.for_no_key_update()
    };
}
pub(crate) use lock_row_keeping_key;

/// Inserts rows, in one statement where the engine can.
macro_rules! insert_batch {
    ($conn:expr, $table:expr, $rows:expr) => {
        diesel::insert_into($table).values($rows).execute($conn).await
    };
}
pub(crate) use insert_batch;
