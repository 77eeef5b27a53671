//! `[database]`: `PostgreSQL` or `SQLite`, by address.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

use super::{ConfigError, error::within};

/// The database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The address; none is the `SQLite` file of the data directory. [`super::Config::database_target`] decides.
    #[serde(deserialize_with = "target")]
    pub url: Option<DatabaseTarget>,
    /// Connections to `PostgreSQL` at most.
    pub pool_size: usize,
    /// Connections that read the `SQLite` file; one more writes.
    pub sqlite_readers: usize,
    /// Whether missing migrations are applied at the start.
    pub migrate: bool,
}

/// Which database, and where.
#[derive(Clone, Debug)]
pub enum DatabaseTarget {
    /// A `PostgreSQL` server.
    Postgres {
        /// Begins with `postgres://`; holds the password.
        url: SecretString,
    },
    /// A `SQLite` file.
    Sqlite {
        /// Made when it is missing.
        file: PathBuf,
    },
}

impl Database {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        within("database.pool_size", &self.pool_size, &(1..=1_000))?;
        within("database.sqlite_readers", &self.sqlite_readers, &(1..=256))
    }
}

const POSTGRES: [&str; 3] = ["postgres://", "postgresql://", "postgresql+psycopg2://"];
const WRONG_SCHEME: &str = "must begin with postgres://, postgresql://, postgresql+psycopg2:// or sqlite:";

fn target<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<DatabaseTarget>, D::Error> {
    let text = String::deserialize(value)?;
    match text.trim() {
        "" => Ok(None),
        url => parse(url).map(Some).map_err(serde::de::Error::custom),
    }
}

fn parse(url: &str) -> Result<DatabaseTarget, &'static str> {
    if let Some(rest) = POSTGRES.iter().find_map(|scheme| url.strip_prefix(scheme)) {
        if rest.is_empty() {
            return Err("must name a host and a database, as in postgres://user:password@host:5432/name");
        }
        return Ok(DatabaseTarget::Postgres { url: format!("postgres://{rest}").into() });
    }
    sqlite_file(url.strip_prefix("sqlite:").ok_or(WRONG_SCHEME)?)
}

/// `path`, `//path`, or `///absolute/path`. `SQLAlchemy` writes three slashes before `./` and means a relative path by
/// it; nobody else writes that.
fn sqlite_file(rest: &str) -> Result<DatabaseTarget, &'static str> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = if path.starts_with("/./") { path.trim_start_matches('/') } else { path };
    match path {
        "" | "/" => Err("must name a file, as in sqlite:path/to/lifeline.db"),
        path if path.ends_with(":memory:") || path.contains("mode=memory") => {
            Err("must name a file: a database in memory would be another one on each connection")
        }
        path if path.contains(['?', '#']) => Err("must name a file without options"),
        path => Ok(DatabaseTarget::Sqlite { file: path.into() }),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn every_name_of_postgres_means_the_same() {
        for scheme in POSTGRES {
            let target = parse(&format!("{scheme}me:secret@db:5432/lifeline")).unwrap();
            assert!(!format!("{target:?}").contains("secret@"), "{target:?}");
            let DatabaseTarget::Postgres { url } = target else { panic!("{target:?}") };
            assert_eq!(url.expose_secret(), "postgres://me:secret@db:5432/lifeline");
        }
    }

    #[test]
    fn sqlite_addresses_name_a_file() {
        for (url, path) in [
            ("sqlite:lifeline.db", "lifeline.db"),
            ("sqlite://lifeline.db", "lifeline.db"),
            ("sqlite:/var/lib/a.db", "/var/lib/a.db"),
            ("sqlite:///var/lib/a.db", "/var/lib/a.db"),
            ("sqlite:///./a.db", "./a.db"),
        ] {
            let DatabaseTarget::Sqlite { file } = parse(url).unwrap() else { panic!("{url}") };
            assert_eq!(file, PathBuf::from(path), "{url}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for url in [
            "mysql://db/lifeline",
            "postgresql+asyncpg://db/lifeline",
            "POSTGRES",
            "lifeline.db",
            "mongodb://db",
            "postgres://",
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "sqlite:a.db?mode=ro",
        ] {
            assert!(parse(url).is_err(), "{url}");
        }
    }
}
