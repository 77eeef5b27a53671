//! The whole configuration, from all its sources.

use std::{collections::BTreeMap, fs, path::PathBuf};

use figment::{Figment, error::Kind, providers::Serialized};
use serde::Deserialize;

use super::{
    Assistant, Auth, ConfigError, DataDirectory, Database, DatabaseTarget, FileStorage, Files, Jobs, Limits, Locale,
    Log, LogLevel, Mail, Provider, Redis, Server, Sms, environment, layer::Layer, notes,
};

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
/// What production changes of them.
const PRODUCTION: &str = include_str!("../../../../config/production.toml");

/// What was said on the command line; stronger than every other source.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `server.port`.
    pub port: Option<u16>,
    /// `data.dir`.
    pub data_dir: Option<PathBuf>,
    /// The configuration file; `LIFELINE_CONFIG` otherwise.
    pub config_file: Option<PathBuf>,
}

/// Every setting, checked. Its `Debug` form shows no secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The HTTP server.
    pub server: Server,
    /// The data directory.
    pub data: DataDirectory,
    /// The database.
    pub database: Database,
    /// Sign-in.
    pub auth: Auth,
    /// How often something may be done.
    pub limits: Limits,
    /// Redis.
    pub redis: Redis,
    /// Uploaded files.
    pub files: Files,
    /// The assistant.
    pub assistant: Assistant,
    /// Mail.
    pub mail: Mail,
    /// Text messages.
    pub sms: Sms,
    /// Local customs.
    pub locale: Locale,
    /// The background runner.
    pub jobs: Jobs,
    /// The log.
    pub log: Log,
    #[serde(skip)]
    notes: Vec<String>,
}

impl Config {
    /// Reads `.env`, the environment, the secrets' files and the configuration file.
    pub fn load(overrides: &Overrides) -> Result<Self, ConfigError> {
        let variables = environment::collect()?;
        let named = variables.get("LIFELINE_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
        let Some(path) = overrides.config_file.clone().or(named) else {
            return Self::from_sources(&variables, None, overrides);
        };
        let text = fs::read_to_string(&path)
            .map_err(|error| ConfigError::file(path.display(), format!("cannot be read: {error}")))?;
        Self::from_sources(&variables, Some(&text), overrides).map_err(|error| match error {
            ConfigError::File { problem, .. } => ConfigError::file(path.display(), problem),
            other => other,
        })
    }

    /// The configuration that these variables, this file's text and this command line make: nothing else is read.
    pub fn from_sources(
        variables: &BTreeMap<String, String>,
        file: Option<&str>,
        overrides: &Overrides,
    ) -> Result<Self, ConfigError> {
        let defaults = Layer::from_defaults(DEFAULTS)?;
        let file = file.map(|text| Layer::from_file(text, &defaults)).transpose()?.unwrap_or_default();
        let chosen = Figment::from(Serialized::defaults(environment::well_known(variables, &defaults)?))
            .merge(Serialized::defaults(file))
            .merge(Serialized::defaults(environment::own(variables, &defaults)?));
        let mut figment = Figment::from(Serialized::defaults(&defaults));
        if is_production(&chosen) {
            figment = figment.merge(Serialized::defaults(Layer::from_file(PRODUCTION, &defaults)?));
        }
        let mut config: Self = figment.merge(chosen).extract().map_err(|error| refused(&error))?;
        config.server.port = overrides.port.unwrap_or(config.server.port);
        if let Some(dir) = &overrides.data_dir {
            config.data.dir.clone_from(dir);
        }
        if config.server.debug {
            config.log.level = config.log.level.max(LogLevel::Debug);
        }
        config.validate()?;
        config.notes = notes::on(&config, variables);
        Ok(config)
    }

    /// What the operator should know about settings that were accepted; to be logged at the start.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Which database, and where.
    pub fn database_target(&self) -> DatabaseTarget {
        self.database.url.clone().unwrap_or_else(|| DatabaseTarget::Sqlite { file: self.data.database_file() })
    }

    /// Where files are kept.
    pub fn file_storage(&self) -> FileStorage {
        self.files.s3().unwrap_or_else(|| FileStorage::Disk { dir: self.data.files() })
    }

    /// Where the client's pages are, without a slash at its end: links in messages begin with it. The server's own
    /// address where nothing else is set.
    pub fn app_url(&self) -> String {
        let set = self.mail.app_url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned());
        set.unwrap_or_else(|| self.server.public_url())
    }

    /// Uses nothing but the data directory: no other database, no bucket, no model, and nobody gets mail or text
    /// messages. Answers which of these were named.
    pub fn keep_to_the_folder(&mut self) -> Vec<&'static str> {
        let named = [
            ("database.url", self.database.url.take().is_some()),
            ("files.bucket", self.files.bucket.take().is_some()),
            ("assistant.provider", self.assistant.provider != Provider::None),
            ("redis.url", self.redis.url.take().is_some()),
            ("mail.smtp_host", self.mail.switch_off()),
            ("sms.account_sid", self.sms.switch_off()),
        ];
        self.assistant.provider = Provider::None;
        named.into_iter().filter(|(_, was_named)| *was_named).map(|(key, _)| key).collect()
    }

    /// Whoever needs a code to sign in would wait for ever.
    fn check_codes_are_sent(&self) -> Result<(), ConfigError> {
        if !self.server.is_production() || !self.auth.sends_codes() || self.mail.smtp_host.is_some() {
            return Ok(());
        }
        let problem = "must be set, because auth.second_factor or auth.registration asks for codes by mail; or set these to \
            nothing and to direct";
        Err(ConfigError::key("mail.smtp_host", problem))
    }

    /// Links in mail lead nobody anywhere while they begin with the address that the server listens at.
    fn check_links_lead_here(&self) -> Result<(), ConfigError> {
        if !self.server.is_production() || self.mail.smtp_host.is_none() {
            return Ok(());
        }
        let (key, url) = match (&self.mail.app_url, &self.server.public_url) {
            (Some(url), _) => ("mail.app_url", url),
            (None, Some(url)) => ("server.public_url", url),
            (None, None) => {
                let problem = "must be set, or server.public_url, because links in mail begin with it";
                return Err(ConfigError::key("mail.app_url", problem));
            }
        };
        if url.scheme() == "https" || url.host_str().is_some_and(smtp::is_this_machine) {
            return Ok(());
        }
        Err(ConfigError::key(key, "must begin with https:// in production: links in mail sign people in"))
    }

    fn validate(&self) -> Result<(), ConfigError> {
        self.check_codes_are_sent()?;
        self.check_links_lead_here()?;
        self.server.validate()?;
        self.data.validate()?;
        self.database.validate()?;
        self.auth.validate(self.server.environment)?;
        self.limits.validate()?;
        self.files.validate()?;
        self.assistant.validate()?;
        self.mail.validate()?;
        self.sms.validate()?;
        self.locale.validate()?;
        self.jobs.validate()
    }
}

/// Whether the operator said so; a word that is none is refused with all the rest.
fn is_production(chosen: &Figment) -> bool {
    let said = chosen.extract_inner::<String>("server.environment");
    said.is_ok_and(|word| word.trim().eq_ignore_ascii_case("production"))
}

/// Kinds of values are checked before, so what is left are numbers out of range and words that are none.
fn refused(error: &figment::Error) -> ConfigError {
    // A list's item comes with its place in the list, which is no part of the key.
    let key: Vec<&str> = error.path.iter().map(String::as_str).take(2).collect();
    let problem = match &error.kind {
        Kind::Message(problem) => problem,
        _ => "is out of its range",
    };
    ConfigError::key(key.join("."), problem)
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
