//! A Word document: a ZIP archive whose directory lists the parts of one.

use memchr::memmem;

use super::{overlap::Overlap, refusal::Refusal};

/// Where the name and its length are in a central directory header (APPNOTE.TXT 4.3.12).
const HEADER: &[u8] = b"PK\x01\x02";
const NAME_LENGTH_AT: usize = 28;
const NAME_AT: usize = 46;
/// Longer names are read up to here.
const NAME_BYTES: usize = 256;

/// Reads the central directory of an archive as it goes by. It stands at the end, so an archive that was cut off has
/// none and is refused.
pub(super) struct WordFile {
    overlap: Overlap,
    has_content_types: bool,
    has_word_part: bool,
}

impl WordFile {
    pub(super) const fn new() -> Self {
        Self { overlap: Overlap::new(NAME_AT + NAME_BYTES), has_content_types: false, has_word_part: false }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        let window = self.overlap.window(chunk);
        for start in memmem::find_iter(&window, HEADER) {
            let Some(name) = entry_name(window.get(start..).unwrap_or_default()) else { continue };
            self.has_content_types |= name == b"[Content_Types].xml";
            self.has_word_part |= name.starts_with(b"word/");
            if name.to_ascii_lowercase().ends_with(b"vbaproject.bin") {
                return Err(Refusal::unsupported("an Office document with macros"));
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.has_content_types && self.has_word_part {
            Ok(())
        } else {
            Err(Refusal::unsupported("an archive that is not a complete Word document"))
        }
    }
}

fn entry_name(header: &[u8]) -> Option<&[u8]> {
    let length = header.get(NAME_LENGTH_AT..)?.first_chunk().map(|bytes| usize::from(u16::from_le_bytes(*bytes)))?;
    header.get(NAME_AT..NAME_AT + length.min(NAME_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::content::samples::zip;

    fn read(archive: &[u8], chunk_bytes: usize) -> Result<(), Refusal> {
        let mut reader = WordFile::new();
        archive.chunks(chunk_bytes).try_for_each(|chunk| reader.push(chunk))?;
        reader.finish()
    }

    #[test]
    fn a_word_document_is_known_by_its_parts_however_it_is_cut() {
        let archive = zip(&["_rels/.rels", "word/document2.xml", "docProps/app.xml", "[Content_Types].xml"]);
        for chunk_bytes in [1, 2, 7, 45, 46, 47, 100, 10_000] {
            assert_eq!(read(&archive, chunk_bytes), Ok(()), "in chunks of {chunk_bytes}");
        }
    }

    #[test]
    fn other_archives_are_refused() {
        for names in [
            &["a.txt"][..],
            &["[Content_Types].xml", "xl/workbook.xml"],
            &["word/document.xml"],
            &["META-INF/MANIFEST.MF", "Main.class"],
        ] {
            assert!(read(&zip(names), 64).is_err(), "{names:?}");
        }
    }

    #[test]
    fn macros_are_refused_wherever_they_hide() {
        for place in ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "custom/deep/vbaProject.bin"] {
            assert!(read(&zip(&["[Content_Types].xml", "word/document.xml", place]), 33).is_err(), "{place}");
        }
    }

    #[test]
    fn a_document_that_was_cut_off_is_refused() {
        let archive = zip(&["[Content_Types].xml", "word/document.xml"]);
        let local_entries_only = memmem::find(&archive, HEADER).unwrap();
        assert!(read(&archive[..local_entries_only], 64).is_err());
    }
}
