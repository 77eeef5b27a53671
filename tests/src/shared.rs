use crate::people::unique;

/// The settings of a Redis that no other application of the tests sees; none where the test command names none.
pub fn redis() -> Vec<(String, String)> {
    let Ok(url) = std::env::var("LIFELINE_TEST_REDIS_URL") else { return Vec::new() };
    vec![("REDIS_URL".to_owned(), url), ("LIFELINE__REDIS__PREFIX".to_owned(), format!("story-{}", unique()))]
}
