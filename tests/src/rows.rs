//! What stands in the database, seen past the server.

use std::collections::BTreeMap;

use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types::Text};

use crate::TestApp;

/// Every row of every table, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows(BTreeMap<String, Vec<String>>);

impl Rows {
    /// The rows with this word in them, in whichever case, as `table: row`.
    pub fn with(&self, word: &str) -> Vec<String> {
        let word = word.to_lowercase();
        let rows = self.0.iter().flat_map(|(table, rows)| rows.iter().map(move |row| format!("{table}: {row}")));
        rows.filter(|row| row.to_lowercase().contains(&word)).collect()
    }
    /// All but the log of reads and the entries that prove it.
    #[must_use]
    pub fn without_reads(mut self) -> Self {
        self.0.remove("access_log");
        if let Some(trail) = self.0.get_mut("audit_log") {
            trail.retain(|row| !row.contains("access_log.batch"));
        }
        self
    }
    /// What is new, gone or changed later, as `table: row`; empty when nothing is.
    pub fn changes(&self, later: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for (table, rows) in &later.0 {
            let before = self.0.get(table).map(Vec::as_slice).unwrap_or_default();
            changes.extend(rows.iter().filter(|row| !before.contains(row)).map(|row| format!("{table}: + {row}")));
            changes.extend(before.iter().filter(|row| !rows.contains(row)).map(|row| format!("{table}: - {row}")));
        }
        changes
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl TestApp {
    /// What a query finds, in SQL that both databases understand. It has one column of text, called `line`.
    pub async fn lines(&self, sql: &str) -> Vec<String> {
        let url = self.database_url();
        if let Some(file) = url.strip_prefix("sqlite:") {
            let mut database = SqliteConnection::establish(file).expect("the database");
            let lines = sql_query(sql).load::<Line>(&mut database).expect(sql);
            return lines.into_iter().map(|row| row.line).collect();
        }
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the server");
        tokio::spawn(connection);
        client.query(sql, &[]).await.expect(sql).iter().map(|row| row.get("line")).collect()
    }

    /// Changes what is stored, past the server, in SQL that both databases understand. Answers how many rows it changed.
    pub async fn tamper(&self, sql: &str) -> u64 {
        let url = self.database_url();
        if let Some(file) = url.strip_prefix("sqlite:") {
            let mut database = SqliteConnection::establish(file).expect("the database");
            return u64::try_from(sql_query(sql).execute(&mut database).expect(sql)).expect("a count");
        }
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the server");
        tokio::spawn(connection);
        client.execute(sql, &[]).await.expect(sql)
    }

    /// How SQLite means to answer a query.
    pub fn planned(&self, sql: &str) -> String {
        #[derive(QueryableByName)]
        struct Step {
            #[diesel(sql_type = Text)]
            detail: String,
        }
        let url = self.database_url();
        let file = url.strip_prefix("sqlite:").expect("a file");
        let mut database = SqliteConnection::establish(file).expect("the database");
        let steps = sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load::<Step>(&mut database).expect(sql);
        steps.into_iter().map(|step| step.detail).collect::<Vec<_>>().join("; ")
    }

    /// Everything that is stored.
    pub async fn rows(&self) -> Rows {
        self.settled().await;
        let on_sqlite = self.database_url().starts_with("sqlite:");
        let mut rows = BTreeMap::new();
        let mut selects = Vec::new();
        for table in self.lines(if on_sqlite { SQLITE_TABLES } else { POSTGRES_TABLES }).await {
            let row = if on_sqlite {
                let columns = format!("SELECT 'quote(' || name || ')' AS line FROM pragma_table_info('{table}')");
                self.lines(&columns).await.join(" || ', ' || ")
            } else {
                format!("CAST({table} AS TEXT)")
            };
            selects.push(format!("SELECT '{table}: ' || {row} AS line FROM {table}"));
            rows.insert(table, Vec::new());
        }
        for line in self.lines(&selects.join(" UNION ALL ")).await {
            let (table, row) = line.split_once(": ").expect("a table");
            rows.get_mut(table).expect("a known table").push(row.to_owned());
        }
        Self::sorted(rows)
    }

    fn sorted(mut rows: BTreeMap<String, Vec<String>>) -> Rows {
        for rows in rows.values_mut() {
            rows.sort_unstable();
        }
        Rows(rows)
    }
}

const SQLITE_TABLES: &str =
    "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
const POSTGRES_TABLES: &str =
    "SELECT CAST(table_name AS TEXT) AS line FROM information_schema.tables WHERE table_schema = 'public'
     AND table_type = 'BASE TABLE' ORDER BY table_name";
