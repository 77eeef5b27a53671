//! `[locale]`: what holds where nobody says otherwise.

use domain::kernel::parse;
use serde::Deserialize;

use super::ConfigError;

/// Local customs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// The IANA name of the time zone of doctors and hospitals that name none.
    pub default_timezone: String,
}

impl Locale {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        match parse::timezone(self.default_timezone.clone()) {
            Ok(_) => Ok(()),
            Err(problem) => Err(ConfigError::key("locale.default_timezone", problem)),
        }
    }
}
