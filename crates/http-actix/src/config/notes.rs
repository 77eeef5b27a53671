//! What the operator should know about settings that were accepted: written to the log at the start.

use std::collections::BTreeMap;

use super::{Config, MailSecurity, Provider};

/// Refresh tokens are random strings; nothing signs them.
pub(super) const REFRESH_SECRET: &str = "JWT_REFRESH_SECRET";

/// Names that deployments of this kind set, for parts that this version does not have.
const NOT_USED: [&str; 3] = ["DATABASE_REPLICA_URL", "SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"];

pub(super) fn on(config: &Config, variables: &BTreeMap<String, String>) -> Vec<String> {
    let is_set = |name: &str| variables.get(name).is_some_and(|value| !value.trim().is_empty());
    let mut notes = Vec::new();
    if is_set(REFRESH_SECRET) {
        notes.push(format!("{REFRESH_SECRET} is accepted and not used: refresh tokens are random strings, not signed"));
    }
    for name in NOT_USED.into_iter().filter(|name| is_set(name) || is_set(&format!("{name}_FILE"))) {
        notes.push(format!("{name} is accepted and not used by this version"));
    }
    if config.server.debug {
        notes.push("server.debug raises the log level to debug and changes nothing else".to_owned());
    }
    let assistant = &config.assistant;
    let has_key = assistant.gemini_api_key.is_some() || assistant.openai_api_key.is_some();
    if assistant.provider == Provider::None && has_key {
        notes
            .push("a model's key is set and assistant.provider is none: the assistant answers by its rules".to_owned());
    }
    if config.files.bucket.is_none() && config.files.endpoint.is_some() {
        notes.push("files.endpoint is set and files.bucket is not: files stay in data.dir".to_owned());
    }
    if config.mail.smtp_host.is_none() && (config.mail.from.is_some() || config.server.is_production()) {
        notes.push("mail.smtp_host is not set: mail is written to the outbox folder in data.dir, not sent".to_owned());
    }
    if config.server.is_production() {
        notes.extend(on_production(config).into_iter().map(str::to_owned));
    }
    notes
}

/// What is fine while somebody tries it, and hardly meant where people depend on it.
fn on_production(config: &Config) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if config.sms.account_sid.is_none() {
        notes.push("sms.account_sid is not set: text messages are not sent, so nobody signs in by telephone");
    }
    if !config.limits.enabled {
        notes.push("limits.enabled is false: passwords and codes may be guessed without end");
    }
    if config.mail.smtp_host.is_some() && config.mail.security == MailSecurity::None {
        notes.push("mail.security is none: mail with codes and links crosses the network unencrypted");
    }
    if config.server.trusted_proxies.is_empty() {
        notes.push("server.trusted_proxies is empty: behind a proxy everybody would count as one address");
    }
    notes
}
