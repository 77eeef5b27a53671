//! The environment as settings: well-known names, and `LIFELINE__SECTION__KEY`.

use std::{collections::BTreeMap, fs, path::Path};

use super::{
    ConfigError, dot_env,
    layer::{Layer, as_variable},
    secret_files, well_known,
};

/// Stands before every own name.
pub(super) const PREFIX: &str = "LIFELINE__";

/// What the process was started with, completed by `.env` of the working directory and by the secrets' files.
pub(super) fn collect() -> Result<BTreeMap<String, String>, ConfigError> {
    let mut variables = dot_env::read(Path::new(".env"))?;
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => drop(variables.insert(name, value)),
            Err(_) if is_read(&name) => return Err(ConfigError::variable(name, "is not UTF-8 text")),
            Err(_) => {}
        }
    }
    secret_files::resolve(variables, &|path| fs::read_to_string(path))
}

/// The settings under well-known names. An empty variable counts as none: that is how compose files leave one out.
pub(super) fn well_known(variables: &BTreeMap<String, String>, defaults: &Layer) -> Result<Layer, ConfigError> {
    let mut layer = Layer::default();
    for (name, key) in well_known::NAMES {
        let Some(text) = variables.get(name).filter(|text| !text.trim().is_empty()) else { continue };
        if layer.get(key).is_none() {
            let default = defaults.get(key).ok_or_else(|| unknown(name))?;
            let value = as_variable(text, default).map_err(|problem| ConfigError::variable(name, problem))?;
            layer.set(key, value);
        }
    }
    Ok(layer)
}

/// The settings under own names. A name that is no key is refused.
pub(super) fn own(variables: &BTreeMap<String, String>, defaults: &Layer) -> Result<Layer, ConfigError> {
    let mut layer = Layer::default();
    for (name, text) in variables {
        let Some(rest) = name.strip_prefix(PREFIX) else { continue };
        let key = rest.to_lowercase().replacen("__", ".", 1);
        let default = defaults.get(&key).ok_or_else(|| unknown(name))?;
        layer.set(&key, as_variable(text, default).map_err(|problem| ConfigError::variable(name, problem))?);
    }
    Ok(layer)
}

fn is_read(name: &str) -> bool {
    let plain = name.strip_suffix("_FILE").unwrap_or(name);
    name.starts_with("LIFELINE_") || well_known::NAMES.iter().any(|(known, _)| *known == plain)
}

fn unknown(name: &str) -> ConfigError {
    ConfigError::variable(name, "there is no such setting; config/default.toml lists them all")
}
