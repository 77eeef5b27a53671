//! The EICAR anti-malware test file, which every scanner agrees to treat as a threat.

use memchr::memmem;

use super::{overlap::Overlap, refusal::Refusal};

/// The 68 characters defined by EICAR (<https://www.eicar.org/download-anti-malware-testfile/>), in two halves so that
/// this file is not itself taken for one.
const HALVES: [&[u8]; 2] = [b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
const LENGTH: usize = 68;

/// Looks for the test string anywhere in a stream. The definition wants it at the start of a file of at most 128 bytes;
/// a copy that is wrapped in something else is refused as well.
pub(super) struct EicarSearch {
    overlap: Overlap,
    finder: memmem::Finder<'static>,
}

impl EicarSearch {
    pub(super) fn new() -> Self {
        Self { overlap: Overlap::new(LENGTH), finder: memmem::Finder::new(&HALVES.concat()).into_owned() }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        match self.finder.find(&self.overlap.window(chunk)) {
            Some(_) => Err(Refusal::Threat { name: "EICAR test file" }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
pub(super) fn test_string() -> Vec<u8> {
    HALVES.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_string_has_its_defined_length() {
        assert_eq!(test_string().len(), LENGTH);
    }

    #[test]
    fn half_of_it_is_no_threat() {
        let mut search = EicarSearch::new();
        assert_eq!(search.push(HALVES[0]), Ok(()));
        assert_eq!(search.push(b"something else"), Ok(()));
        assert_eq!(search.push(HALVES[1]), Ok(()));
    }
}
