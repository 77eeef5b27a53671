//! The port to chance.

/// A cryptographically secure source of random bytes.
pub trait Rng: Send + Sync {
    /// Fills the slice.
    fn fill(&self, bytes: &mut [u8]);
}
