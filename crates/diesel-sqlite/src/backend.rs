//! What is SQLite's own: types of ids and instants, row locks (none: there is one writer), batches, transactions.

use diesel::{
    AsExpression, FromSqlRow, QueryResult,
    connection::AnsiTransactionManager,
    deserialize, serialize,
    sql_types::Text,
    sqlite::{Sqlite, SqliteConnection},
};
use diesel_async::pooled_connection::deadpool::Object;
use uuid::Uuid;

/// The diesel backend.
pub type Db = Sqlite;
/// One connection.
pub type Conn = diesel_async::sync_connection_wrapper::SyncConnectionWrapper<SqliteConnection>;
/// A connection borrowed from the pool.
pub type Pooled = Object<Conn>;

/// Column types under the names that `schema` uses.
pub mod types {
    /// An id.
    pub type Id = diesel::sql_types::Text;
    /// An instant.
    pub type Instant = diesel::sql_types::TimestamptzSqlite;
}

/// How an id is bound and read: as hyphenated text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow, serde::Serialize)]
#[serde(transparent)]
#[diesel(sql_type = Text)]
pub struct DbUuid(Uuid);

impl serialize::ToSql<Text, Sqlite> for DbUuid {
    fn to_sql<'b>(&'b self, out: &mut serialize::Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(serialize::IsNull::No)
    }
}

impl deserialize::FromSql<Text, Sqlite> for DbUuid {
    fn from_sql(value: <Sqlite as diesel::backend::Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as deserialize::FromSql<Text, Sqlite>>::from_sql(value)?;
        Ok(Self(Uuid::parse_str(&text)?))
    }
}

/// A typed id as it is bound.
pub fn db(id: impl Into<Uuid>) -> DbUuid {
    DbUuid(id.into())
}
/// A read id, typed.
pub fn id<Id: From<Uuid>>(id: DbUuid) -> Id {
    id.0.into()
}

/// Begins a transaction that holds the write lock from the start: a deferred one that reads and then writes fails with
/// "database is locked" under load.
pub async fn begin(conn: &mut Conn) -> QueryResult<()> {
    conn.spawn_blocking(|conn| AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")).await
}

/// Locks the rows of a query until the end of the transaction: here the write lock does.
macro_rules! lock_row {
    ($query:expr) => {
        $query
    };
}
pub(crate) use lock_row;

/// The same for rows whose id stays.
macro_rules! lock_row_keeping_key {
    ($query:expr) => {
        $query
    };
}
pub(crate) use lock_row_keeping_key;

/// Inserts rows one by one; the caller is in a transaction.
macro_rules! insert_batch {
    ($conn:expr, $table:expr, $rows:expr) => {
        async {
            let mut inserted = 0;
            for row in $rows {
                inserted += diesel::insert_into($table).values(row).execute($conn).await?;
            }
            Ok::<usize, diesel::result::Error>(inserted)
        }
        .await
    };
}
pub(crate) use insert_batch;
