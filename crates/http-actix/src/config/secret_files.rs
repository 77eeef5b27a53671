//! `NAME_FILE`: a secret kept in a file, as container platforms hand it over.

use std::{collections::BTreeMap, io, path::Path};

use super::{ConfigError, environment::PREFIX, notes, well_known};

/// Replaces every secret's `NAME_FILE` by `NAME` with the file's content, without the line's end.
pub(super) fn resolve(
    mut variables: BTreeMap<String, String>,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<BTreeMap<String, String>, ConfigError> {
    for name in secret_names() {
        let file_name = format!("{name}_FILE");
        let Some(path) = variables.remove(&file_name).filter(|path| !path.is_empty()) else { continue };
        if variables.get(&name).is_some_and(|value| !value.is_empty()) {
            return Err(ConfigError::variable(file_name, format!("{name} is set too; set only one of them")));
        }
        let content = read(Path::new(&path))
            .map_err(|error| ConfigError::variable(&file_name, format!("{path} cannot be read: {error}")))?;
        let secret = content.trim_end_matches(['\r', '\n']);
        if secret.trim().is_empty() {
            return Err(ConfigError::variable(file_name, format!("{path} is empty")));
        }
        variables.insert(name, secret.to_owned());
    }
    Ok(variables)
}

/// The variables of the environment whose values are secrets.
pub fn secret_names() -> impl Iterator<Item = String> {
    let well_known = well_known::NAMES
        .iter()
        .filter(|(_, key)| well_known::SECRET_KEYS.contains(key))
        .map(|(name, _)| (*name).to_owned());
    let own = well_known::SECRET_KEYS.iter().map(|key| format!("{PREFIX}{}", key.replace('.', "__").to_uppercase()));
    well_known.chain(own).chain([notes::REFRESH_SECRET.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn resolved(pairs: &[(&str, &str)]) -> Result<BTreeMap<String, String>, ConfigError> {
        resolve(variables(pairs), &|path| match path.to_str() {
            Some("/run/secrets/key") => Ok("from the file\r\n".to_owned()),
            Some("/run/secrets/empty") => Ok("\n".to_owned()),
            _ => Err(io::ErrorKind::NotFound.into()),
        })
    }

    #[test]
    fn every_secret_may_stand_in_a_file() {
        for name in secret_names() {
            let file_name = format!("{name}_FILE");
            let found = resolved(&[(&file_name, "/run/secrets/key")]).unwrap();
            assert_eq!(found, variables(&[(&name, "from the file")]));
        }
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        let pairs = [("APP_NAME_FILE", "/run/secrets/key"), ("DATABASE_URL", "sqlite:a.db")];
        assert_eq!(resolved(&pairs).unwrap(), variables(&pairs));
    }

    #[test]
    fn a_secret_in_two_places_an_empty_file_and_a_missing_one_are_refused() {
        for (pairs, part) in [
            (&[("JWT_SECRET_KEY", "a"), ("JWT_SECRET_KEY_FILE", "/run/secrets/key")][..], "set only one"),
            (&[("JWT_SECRET_KEY_FILE", "/run/secrets/empty")], "is empty"),
            (&[("JWT_SECRET_KEY_FILE", "/nowhere")], "/nowhere cannot be read"),
        ] {
            let said = resolved(pairs).unwrap_err().to_string();
            assert!(said.contains("JWT_SECRET_KEY_FILE") && said.contains(part), "{said}");
        }
    }
}
