//! The inspection of a file while it streams in.

use sha2::{Digest, Sha256};

use super::{
    ContentType,
    eicar::EicarSearch,
    plain_text::PlainText,
    refusal::Refusal,
    signature::{HEAD_BYTES, Sniffed, sniff},
    word_file::WordFile,
};

/// What an accepted file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// Its type, by content.
    pub content_type: ContentType,
    /// Its length in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes, in 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// Judges a file chunk by chunk; chunks may have any size. It holds at most the head of the file in memory.
///
/// The limits are measured on the bytes that came, and which one applies follows from the type found in them. A refusal
/// is final: it is repeated for every later chunk and by [`finish`](Self::finish).
pub struct Inspector {
    size: u64,
    ceiling_bytes: u64,
    digest: Sha256,
    eicar: EicarSearch,
    stage: Stage,
}

enum Stage {
    Head(Vec<u8>),
    Typed(ContentType),
    Text(PlainText),
    Word(WordFile),
    Refused(Refusal),
}

impl Default for Inspector {
    fn default() -> Self {
        Self::new()
    }
}

impl Inspector {
    /// With the limits of the kinds alone.
    pub fn new() -> Self {
        Self::with_ceiling(u64::MAX)
    }

    /// For a door that takes only files of up to `ceiling_bytes`, where that is less than the limit of the kind.
    pub fn with_ceiling(ceiling_bytes: u64) -> Self {
        Self {
            size: 0,
            ceiling_bytes,
            digest: Sha256::new(),
            eicar: EicarSearch::new(),
            stage: Stage::Head(Vec::with_capacity(HEAD_BYTES)),
        }
    }

    /// Takes the next bytes of the file.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        self.take(chunk).inspect_err(|refusal| self.stage = Stage::Refused(refusal.clone()))
    }

    /// Says what the file is, after its last byte.
    pub fn finish(mut self) -> Result<Inspected, Refusal> {
        if let Stage::Head(head) = &mut self.stage {
            if self.size == 0 {
                return Err(Refusal::Empty);
            }
            let head = std::mem::take(head);
            self.leave_head(&head)?;
        }
        let content_type = self.stage.finish()?;
        Ok(Inspected { content_type, size: self.size, sha256: hexadecimal(&self.digest.finalize()) })
    }

    fn take(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        if let Stage::Refused(refusal) = &self.stage {
            return Err(refusal.clone());
        }
        self.size = self.size.saturating_add(chunk.len() as u64);
        self.check_size()?;
        self.eicar.push(chunk)?;
        self.digest.update(chunk);
        let Stage::Head(head) = &mut self.stage else { return self.stage.push(chunk) };
        head.extend_from_slice(chunk);
        if head.len() < HEAD_BYTES {
            return Ok(());
        }
        let head = std::mem::take(head);
        self.leave_head(&head)
    }

    /// Decides by the first [`HEAD_BYTES`] alone, so that the outcome does not depend on how the stream was cut.
    fn leave_head(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.stage = match sniff(bytes.get(..HEAD_BYTES).unwrap_or(bytes))? {
            Sniffed::Type(content_type) => Stage::Typed(content_type),
            Sniffed::Archive => Stage::Word(WordFile::new()),
            Sniffed::Unmarked(looks_like) => Stage::Text(PlainText::new(looks_like)),
        };
        self.check_size()?;
        self.stage.push(bytes)
    }

    fn check_size(&self) -> Result<(), Refusal> {
        let kind_limit = self.stage.content_type().map_or(u64::MAX, |content_type| content_type.kind().limit_bytes());
        let limit_bytes = kind_limit.min(self.ceiling_bytes);
        if self.size > limit_bytes { Err(Refusal::TooLarge { limit_bytes }) } else { Ok(()) }
    }
}

impl Stage {
    /// The type, as far as it is known or can only be this one.
    const fn content_type(&self) -> Option<ContentType> {
        match self {
            Self::Head(_) | Self::Refused(_) => None,
            Self::Typed(content_type) => Some(*content_type),
            Self::Text(_) => Some(ContentType::Text),
            Self::Word(_) => Some(ContentType::Docx),
        }
    }

    fn push(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        match self {
            Self::Head(_) | Self::Typed(_) => Ok(()),
            Self::Text(text) => text.push(chunk),
            Self::Word(word) => word.push(chunk),
            Self::Refused(refusal) => Err(refusal.clone()),
        }
    }

    fn finish(self) -> Result<ContentType, Refusal> {
        match self {
            Self::Head(_) => Err(Refusal::Empty),
            Self::Typed(content_type) => Ok(content_type),
            Self::Text(text) => text.finish().map(|()| ContentType::Text),
            Self::Word(word) => word.finish().map(|()| ContentType::Docx),
            Self::Refused(refusal) => Err(refusal),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::content::{eicar, samples};

    fn inspect(bytes: &[u8], chunk_bytes: usize) -> Result<Inspected, Refusal> {
        let mut inspector = Inspector::new();
        bytes.chunks(chunk_bytes).try_for_each(|chunk| inspector.push(chunk))?;
        inspector.finish()
    }

    /// Feeds `total_bytes` that begin with `head` and go on with zeros.
    fn inspect_long(mut inspector: Inspector, head: &[u8], total_bytes: u64) -> Result<Inspected, Refusal> {
        let zeros = vec![0; 1 << 20];
        inspector.push(head)?;
        let mut left = total_bytes - head.len() as u64;
        while left > 0 {
            let now = left.min(zeros.len() as u64);
            inspector.push(&zeros[..usize::try_from(now).unwrap()])?;
            left -= now;
        }
        inspector.finish()
    }

    #[test]
    fn every_accepted_type_is_known_by_its_bytes_however_they_are_cut() {
        for (content_type, bytes) in samples::all() {
            for chunk_bytes in [1, 3, 127, 128, 129, 1023, 1024, 1_000_000] {
                let inspected = inspect(&bytes, chunk_bytes).unwrap();
                assert_eq!(inspected.content_type, content_type, "in chunks of {chunk_bytes}");
                assert_eq!(inspected.size, bytes.len() as u64);
            }
        }
    }

    #[test]
    fn every_accepted_type_has_a_sample() {
        let covered: Vec<_> = samples::all().into_iter().map(|(content_type, _)| content_type).collect();
        assert!(ContentType::ALL.iter().all(|content_type| covered.contains(content_type)));
    }

    #[test]
    fn the_digest_is_sha_256() {
        // FIPS 180-4 example: "abc".
        assert_eq!(
            inspect(b"abc", 2).unwrap().sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn an_empty_file_is_refused() {
        assert_eq!(inspect(b"", 1), Err(Refusal::Empty));
        let mut inspector = Inspector::new();
        inspector.push(b"").unwrap();
        assert_eq!(inspector.finish(), Err(Refusal::Empty));
    }

    #[test]
    fn limits_are_measured_on_the_stream_and_follow_the_type_found() {
        let (mib, pdf, png) = (1024 * 1024, samples::pdf(), samples::png());
        let long = |head: &[u8], total_bytes| inspect_long(Inspector::new(), head, total_bytes);

        assert_eq!(long(&pdf, 10 * mib).unwrap().size, 10 * mib);
        assert_eq!(long(&pdf, 10 * mib + 1), Err(Refusal::TooLarge { limit_bytes: 10 * mib }));
        assert_eq!(long(&png, 50 * mib).unwrap().size, 50 * mib);
        assert_eq!(long(&png, 50 * mib + 1), Err(Refusal::TooLarge { limit_bytes: 50 * mib }));
    }

    #[test]
    fn one_chunk_larger_than_the_limit_is_refused() {
        let mut pdf = samples::pdf();
        pdf.resize(10 * 1024 * 1024 + 1, b' ');
        assert_eq!(inspect(&pdf, pdf.len()), Err(Refusal::TooLarge { limit_bytes: 10 * 1024 * 1024 }));
    }

    #[test]
    fn a_door_may_take_less_than_the_kind_allows_but_never_more() {
        let png = samples::png();
        assert_eq!(
            inspect_long(Inspector::with_ceiling(4096), &png, 4097),
            Err(Refusal::TooLarge { limit_bytes: 4096 })
        );
        assert!(inspect_long(Inspector::with_ceiling(4096), &png, 4096).is_ok());
        assert_eq!(
            inspect_long(Inspector::with_ceiling(u64::MAX), &samples::pdf(), 10 * 1024 * 1024 + 1),
            Err(Refusal::TooLarge { limit_bytes: 10 * 1024 * 1024 })
        );
    }

    #[test]
    fn scripts_markup_and_programs_are_refused_whatever_they_are_called() {
        let long_page = format!("{}<html><script>alert(1)</script></html>", "harmless line\n".repeat(200));
        for bytes in [
            &b"#!/bin/sh\nrm -rf /\n"[..],
            b"<!DOCTYPE html><html></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<?php system($_GET['c']);",
            b"MZ\x90\0\x03\0\0\0",
            b"\x7FELF\x02\x01\x01\0",
            b"\0\x01\x02\x03",
            long_page.as_bytes(),
        ] {
            assert!(matches!(inspect(bytes, 7), Err(Refusal::UnsupportedType { .. })), "{bytes:?}");
        }
    }

    #[test]
    fn a_picture_or_pdf_that_is_also_a_page_is_refused() {
        for head in [samples::gif(), samples::jpeg(), samples::png(), samples::pdf(), samples::webp()] {
            let polyglot = [&head[..], b"/*<ScRiPt>alert(1)</ScRiPt>*/"].concat();
            assert!(matches!(inspect(&polyglot, 5), Err(Refusal::UnsupportedType { .. })));
        }
    }

    #[test]
    fn a_signature_that_does_not_stand_at_the_start_does_not_count() {
        let hidden = [b"\x01\x02", &samples::png()[..]].concat();
        assert!(matches!(inspect(&hidden, 9), Err(Refusal::UnsupportedType { .. })));
    }

    #[test]
    fn eicar_is_refused_alone_wrapped_and_split() {
        let eicar = eicar::test_string();
        let padded = [&eicar[..], b" \t\r\n"].concat();
        let deep = [&samples::png()[..], &vec![0; 5000], &eicar, &vec![0; 5000]].concat();
        for bytes in [&eicar, &padded, &deep] {
            for chunk_bytes in [1, 10, 67, 68, 69, 4096, 1_000_000] {
                assert!(matches!(inspect(bytes, chunk_bytes), Err(Refusal::Threat { .. })), "chunks of {chunk_bytes}");
            }
        }
    }

    #[test]
    fn a_refusal_is_final() {
        let mut inspector = Inspector::new();
        let refusal = inspector.push(&eicar::test_string()).unwrap_err();
        assert_eq!(inspector.push(b"harmless"), Err(refusal.clone()));
        assert_eq!(inspector.finish(), Err(refusal));
    }
}
