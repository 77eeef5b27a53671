//! `[redis]`: what several servers share besides the database.

use secrecy::SecretString;
use serde::Deserialize;

use super::reading;

/// Redis.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// Where it is; codes, counters and events stay in the process when it is not set.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub url: Option<SecretString>,
    /// Stands before every key.
    #[serde(deserialize_with = "reading::required")]
    pub prefix: String,
}
