/// An outside service did not answer, or not in time.
#[derive(Debug, thiserror::Error)]
#[error("{service} is not available")]
pub struct Unavailable {
    /// Which: `redis`, `mail`.
    pub service: &'static str,
    /// What it said.
    #[source]
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

impl Unavailable {
    /// This service, for this reason.
    pub fn new(service: &'static str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { service, cause: cause.into() }
    }
}
