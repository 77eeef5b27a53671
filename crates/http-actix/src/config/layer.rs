//! One source's settings by section and key, and how a source's values must look: as the defaults do.

use std::collections::BTreeMap;

use figment::{
    providers::{Format, Toml},
    value::{Num, Value},
};
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Settings of one source.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Layer(BTreeMap<String, BTreeMap<String, Value>>);

impl Layer {
    /// Reads TOML text and refuses keys that the defaults do not have, and values of another kind.
    pub(super) fn from_file(text: &str, defaults: &Self) -> Result<Self, ConfigError> {
        let sections: BTreeMap<String, Value> = parse(text)?;
        let mut layer = Self::default();
        for (section, value) in sections {
            let known = defaults.0.get(&section).ok_or_else(|| ConfigError::key(section.as_str(), UNKNOWN))?;
            let Some(keys) = value.into_dict() else {
                return Err(ConfigError::key(section, "is a section: write its keys below [section]"));
            };
            for (key, value) in keys {
                let path = format!("{section}.{key}");
                let default = known.get(&key).ok_or_else(|| ConfigError::key(path.as_str(), UNKNOWN))?;
                if !same_kind(&value, default) {
                    return Err(ConfigError::key(path, format!("must be {}", kind(default))));
                }
                layer.set(&path, value);
            }
        }
        Ok(layer)
    }

    /// Reads the defaults themselves.
    pub(super) fn from_defaults(text: &str) -> Result<Self, ConfigError> {
        parse(text)
    }

    /// The value of `section.key`.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let (section, key) = key.split_once('.')?;
        self.0.get(section)?.get(key)
    }

    /// Sets `section.key`.
    pub(super) fn set(&mut self, key: &str, value: Value) {
        let (section, key) = key.split_once('.').unwrap_or((key, ""));
        self.0.entry(section.to_owned()).or_default().insert(key.to_owned(), value);
    }
}

const UNKNOWN: &str = "there is no such setting; config/default.toml lists them all";

/// Reads a variable's text as a value of the default's kind, or says what it must be.
pub(super) fn as_variable(text: &str, default: &Value) -> Result<Value, String> {
    let word = text.trim();
    let read = match default {
        Value::Bool(..) => match word.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Some(Value::from(true)),
            "false" | "0" | "no" | "off" => Some(Value::from(false)),
            _ => None,
        },
        Value::Num(..) => word.parse::<i64>().ok().map(Value::from),
        Value::Array(..) => list(word).map(Value::from),
        _ => Some(Value::from(text)),
    };
    read.ok_or_else(|| format!("must be {}", kind(default)))
}

/// `a,b` or, as some deployments write it, `["a","b"]`.
fn list(text: &str) -> Option<Vec<String>> {
    if text.starts_with('[') {
        return serde_json::from_str(text).ok();
    }
    Some(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
}

fn same_kind(value: &Value, default: &Value) -> bool {
    match (value, default) {
        (Value::String(..), Value::String(..)) | (Value::Bool(..), Value::Bool(..)) => true,
        (Value::Num(_, number), Value::Num(..)) => !matches!(number, Num::F32(_) | Num::F64(_)),
        (Value::Array(_, items), Value::Array(..)) => items.iter().all(|item| item.as_str().is_some()),
        _ => false,
    }
}

fn kind(default: &Value) -> &'static str {
    match default {
        Value::Bool(..) => "true or false",
        Value::Num(..) => "a whole number",
        Value::Array(..) => "a list of texts",
        _ => "a text",
    }
}

/// Says where and not what, for the parser's message repeats the line, and that could hold a secret.
fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ConfigError> {
    Toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let line = text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
        ConfigError::file("(text)", format!("line {line} is not valid TOML"))
    })
}
