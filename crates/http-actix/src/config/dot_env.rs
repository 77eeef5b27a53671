//! The `.env` file of the working directory.

use std::{collections::BTreeMap, io, path::Path};

use super::ConfigError;

/// The variables of the file; none when there is no such file.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    let lines = match dotenvy::from_path_iter(path) {
        Ok(lines) => lines,
        Err(error) if error.not_found() => return Ok(BTreeMap::new()),
        Err(error) => return Err(refused(path, &error)),
    };
    let mut variables = BTreeMap::new();
    for line in lines {
        let (name, value) = line.map_err(|error| refused(path, &error))?;
        // The first of two lines counts, as it does when a shell's variable stands before the file's.
        variables.entry(name).or_insert(value);
    }
    Ok(variables)
}

/// A malformed line is not repeated, for it could hold a secret.
fn refused(path: &Path, error: &dotenvy::Error) -> ConfigError {
    let problem = match error {
        dotenvy::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
        dotenvy::Error::Io(error) => error.to_string(),
        dotenvy::Error::LineParse(line, _) => match line.split_once('=') {
            Some((name, _)) => format!("the value of {} cannot be read; does it need quotes?", name.trim()),
            None => "a line is not of the form NAME=value".to_owned(),
        },
        _ => "cannot be read".to_owned(),
    };
    ConfigError::file(path.display(), problem)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read_text(case: &str, text: &str) -> Result<BTreeMap<String, String>, ConfigError> {
        let path = std::env::temp_dir().join(format!("lifeline-{}-{case}.env", std::process::id()));
        fs::write(&path, text).unwrap();
        let read = read(&path);
        fs::remove_file(&path).unwrap();
        read
    }

    #[test]
    fn a_missing_file_has_no_variables() {
        assert!(read(Path::new("/nowhere/.env")).unwrap().is_empty());
    }

    #[test]
    fn names_and_values_are_read() {
        let variables = read_text("values", "# comment\nDB_POOL_SIZE=7\nAPP_NAME=\"My Clinic\"\n").unwrap();
        assert_eq!(variables["DB_POOL_SIZE"], "7");
        assert_eq!(variables["APP_NAME"], "My Clinic");
    }

    #[test]
    fn a_malformed_line_names_the_variable_and_not_its_value() {
        let said = read_text("malformed", "JWT_SECRET_KEY=hush \"hush\n").unwrap_err().to_string();
        assert!(said.contains("JWT_SECRET_KEY") && !said.contains("hush"), "{said}");
    }
}
