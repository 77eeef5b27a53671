//! Which model names can work, and what a name says about the model.

/// Names that answer text today, the usual choice first (Google's list of models, November 2026).
pub const WORKING_MODELS: [&str; 3] = ["gemini-3.8-flash", "gemini-3.6-flash", "gemini-3.5-flash-lite"];

/// Why a name is refused before anything is sent.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelNameError {
    /// Google has shut this model down.
    #[error("the Gemini model {0} is retired; use one of {working}", working = WORKING_MODELS.join(", "))]
    Retired(String),
    /// The name cannot be part of an address.
    #[error(
        "a Gemini model name has letters, digits, dots, dashes and underscores, no `models/`; use one of {working}",
        working = WORKING_MODELS.join(", ")
    )]
    Unusable,
}

/// Refuses names of models that are shut down (Google's deprecation list, November 2026) and names that are none. A
/// name that is merely unknown passes: new models appear more often than this list is read.
pub fn check_model_name(name: &str) -> Result<(), ModelNameError> {
    let usable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.is_empty() || name.len() > 100 || !name.chars().all(usable) || name.starts_with('.') {
        return Err(ModelNameError::Unusable);
    }
    if is_retired(&name.to_ascii_lowercase()) { Err(ModelNameError::Retired(name.to_owned())) } else { Ok(()) }
}

const RETIRED: [&str; 5] =
    ["gemini-pro", "gemini-pro-vision", "gemini-ultra", "gemini-3-pro-preview", "gemini-3.1-flash-lite-preview"];
const RETIRED_FAMILIES: [&str; 5] = ["gemini-1.", "gemini-2.0", "gemini-exp-", "chat-bison", "text-bison"];

fn is_retired(name: &str) -> bool {
    let trial_of_2_5 = name.starts_with("gemini-2.5-") && (name.contains("-preview") || name.contains("-exp"));
    trial_of_2_5 || RETIRED.contains(&name) || RETIRED_FAMILIES.iter().any(|family| name.starts_with(family))
}

/// Whether the model thinks by level (Gemini 3 and later). Such models take a thinking level, and Google asks that
/// `temperature` be left out of their requests; the aliases `gemini-…-latest` mean one of them.
pub(crate) fn thinks_by_level(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some(rest) = name.strip_prefix("gemini-") else { return false };
    match rest.split(['.', '-']).next().map(str::parse::<u32>) {
        Some(Ok(generation)) => generation >= 3,
        _ => rest.ends_with("-latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retired_names_are_refused_with_names_that_work() {
        for name in [
            "gemini-pro",
            "Gemini-Pro",
            "gemini-pro-vision",
            "gemini-1.0-pro",
            "gemini-1.0-pro-latest",
            "gemini-1.5-flash",
            "gemini-1.5-pro-002",
            "gemini-2.0-flash",
            "gemini-2.5-pro-preview-05-06",
            "gemini-exp-1206",
            "gemini-3-pro-preview",
        ] {
            let error = check_model_name(name).unwrap_err();
            assert_eq!(error, ModelNameError::Retired(name.to_owned()));
            let said = error.to_string();
            assert!(said.contains(name) && WORKING_MODELS.iter().all(|works| said.contains(works)), "{said}");
        }
    }

    #[test]
    fn working_and_unknown_names_pass() {
        for name in WORKING_MODELS.into_iter().chain([
            "gemini-2.5-flash-lite",
            "gemini-pro-latest",
            "gemini-flash-latest",
            "gemini-4-argon",
            "gemma-4-26b-a4b-it",
            "gemini-9",
        ]) {
            assert_eq!(check_model_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_part_of_an_address_is_no_name() {
        let long = "g".repeat(101);
        for name in ["", "models/gemini-3.8-flash", "gemini 3", "a?key=b", "..", "a:b", "é", &long] {
            assert_eq!(check_model_name(name), Err(ModelNameError::Unusable), "{name}");
        }
    }

    #[test]
    fn the_generation_is_read_from_the_name() {
        for name in
            ["gemini-3.8-flash", "gemini-3-flash-preview", "gemini-4-argon", "gemini-10-x", "gemini-flash-latest"]
        {
            assert!(thinks_by_level(name), "{name}");
        }
        for name in ["gemini-2.5-flash-lite", "gemma-4-26b-a4b-it", "gemini-robotics", "gemini-"] {
            assert!(!thinks_by_level(name), "{name}");
        }
    }
}
