//! Both migrated schemas say the same: tables, columns, nullability, kinds of values, unique keys.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

use std::{collections::BTreeSet, sync::Arc};

use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncConnection, RunQueryDsl};
use domain::kernel::Fresh;
use testkit::{TestClock, TestRng};

#[derive(diesel::QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(diesel::QueryableByName)]
struct UniqueKey {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = Bool)]
    partial: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Schema {
    columns: BTreeSet<String>,
    unique_keys: BTreeSet<String>,
}

/// What a value is in either engine: SQLite keeps ids, instants, days and JSON as text, truth as a number.
fn kind(declared: &str) -> &'static str {
    match declared.to_lowercase().as_str() {
        "uuid" | "text" | "date" | "json" | "timestamp with time zone" => "text",
        "int" | "integer" | "bigint" | "boolean" => "integer",
        "double precision" | "real" => "real",
        other => panic!("a type that the parity does not know: {other}"),
    }
}

fn schema(columns: Vec<Column>, keys: Vec<UniqueKey>) -> Schema {
    let ours = |table: &str| !table.starts_with("__diesel") && !table.starts_with("sqlite_");
    Schema {
        columns: columns
            .into_iter()
            .filter(|column| ours(&column.table))
            .map(|c| format!("{}.{} {} null={}", c.table, c.name, kind(&c.kind), c.nullable))
            .collect(),
        unique_keys: keys
            .into_iter()
            .filter(|key| ours(&key.table))
            .map(|key| format!("{}({}) partial={}", key.table, key.columns, key.partial))
            .collect(),
    }
}

fn fresh() -> Fresh {
    Fresh::new(Arc::new(TestClock::default()), Arc::new(TestRng::distinct()))
}

async fn sqlite() -> Schema {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("parity.db");
    let settings = diesel_sqlite::Settings { file: file.clone(), readers: 1 };
    diesel_sqlite::SqliteStore::new(&settings, fresh()).unwrap().migrate().await.unwrap();
    let mut conn = diesel_sqlite::backend::Conn::establish(file.to_str().unwrap()).await.unwrap();
    let columns = diesel::sql_query(
        "SELECT t.name AS \"table\", c.name AS name, c.type AS kind, (c.\"notnull\" = 0) AS nullable
         FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
    );
    let keys = diesel::sql_query(
        "SELECT t.name AS \"table\", i.partial AS partial,
                (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) AS columns
         FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.\"unique\"",
    );
    schema(columns.load(&mut conn).await.unwrap(), keys.load(&mut conn).await.unwrap())
}

async fn postgres() -> Schema {
    let server = std::env::var("LIFELINE_TEST_DATABASE_URL").expect("scripts/test.sh names a PostgreSQL server");
    let (root, _) = server.rsplit_once('/').unwrap();
    let name = format!("lifeline_parity_{}", std::process::id());
    let mut admin = diesel_async::AsyncPgConnection::establish(&server).await.unwrap();
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).await.unwrap();
    let url = format!("{root}/{name}");
    let settings = diesel_postgres::Settings { url: url.clone(), pool_size: 1, workers: 0 };
    diesel_postgres::PostgresStore::new(&settings, fresh()).unwrap().migrate().await.unwrap();
    let mut conn = diesel_async::AsyncPgConnection::establish(&url).await.unwrap();
    let columns = diesel::sql_query(
        "SELECT table_name::text AS \"table\", column_name::text AS name, data_type::text AS kind,
                is_nullable = 'YES' AS nullable
         FROM information_schema.columns WHERE table_schema = 'public'",
    );
    let keys = diesel::sql_query(
        "SELECT t.relname::text AS \"table\", i.indpred IS NOT NULL AS partial,
                (SELECT string_agg(a.attname, ',' ORDER BY k.position)
                 FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, position)
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number)::text AS columns
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
         JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public' WHERE i.indisunique",
    );
    let found = schema(columns.load(&mut conn).await.unwrap(), keys.load(&mut conn).await.unwrap());
    drop(conn);
    diesel::sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut admin).await.unwrap();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_tables_columns_and_unique_keys() {
    let (sqlite, postgres) = (sqlite().await, postgres().await);
    assert!(postgres.columns.len() > 300, "{}", postgres.columns.len());
    assert_eq!(
        sqlite.columns.symmetric_difference(&postgres.columns).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "columns of one engine only"
    );
    assert_eq!(
        sqlite.unique_keys.symmetric_difference(&postgres.unique_keys).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "unique keys of one engine only"
    );
}
