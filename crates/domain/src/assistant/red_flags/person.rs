//! What is known of the patient before a word is said, as far as it changes which signs are dangerous.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{finding::Finding, reading::read};

/// Age and background of the patient; the default knows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Age in whole months.
    pub age_months: Option<u32>,
    /// Lasting circumstances: diabetes, blood thinner, weak immune system, pregnancy, sickle cell.
    pub background: BTreeSet<Finding>,
}

impl Person {
    /// Reads the background from the entries of the record (conditions and medicines, in words).
    pub fn from_record<'a>(age_months: Option<u32>, entries: impl IntoIterator<Item = &'a str>) -> Self {
        let found = entries.into_iter().flat_map(|entry| read(entry).present);
        Self {
            age_months,
            background: found.filter(|finding| finding.is_background() || *finding == Finding::Pregnant).collect(),
        }
    }
    /// Younger than this many months, as far as known.
    pub fn is_younger_than(&self, months: u32) -> bool {
        self.age_months.is_some_and(|age| age < months)
    }
    /// At least this many years, as far as known.
    pub fn is_at_least_years(&self, years: u32) -> bool {
        self.age_months.is_some_and(|age| age / 12 >= years)
    }
}
