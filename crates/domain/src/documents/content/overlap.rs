//! Seeing what is split across two chunks.

/// Remembers the end of what went by, so that a pattern cut in two by a chunk border is seen whole.
pub(super) struct Overlap {
    kept: Vec<u8>,
    longest: usize,
}

impl Overlap {
    /// For patterns of up to `pattern_bytes` bytes.
    pub(super) const fn new(pattern_bytes: usize) -> Self {
        Self { kept: Vec::new(), longest: pattern_bytes.saturating_sub(1) }
    }

    /// The chunk with the end of the earlier ones before it. A pattern is in one of these windows exactly when it is in
    /// the stream; one that lies near a border may be in two.
    pub(super) fn window(&mut self, chunk: &[u8]) -> Vec<u8> {
        let mut window = std::mem::take(&mut self.kept);
        window.extend_from_slice(chunk);
        let start = window.len().saturating_sub(self.longest);
        self.kept = window.get(start..).unwrap_or_default().to_vec();
        window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_seen_however_it_is_cut() {
        let stream = b"....needle....";
        for chunk_bytes in 1..=stream.len() {
            let mut overlap = Overlap::new(6);
            let seen = stream.chunks(chunk_bytes).any(|chunk| overlap.window(chunk).windows(6).any(|w| w == b"needle"));
            assert!(seen, "in chunks of {chunk_bytes}");
        }
    }
}
