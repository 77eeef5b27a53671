//! Plain text: UTF-8 that no browser or shell would run.

use memchr::memmem;

use super::{overlap::Overlap, refusal::Refusal};

/// What makes a browser or a server run a text instead of showing it, in lower case.
const MARKUP: [&[u8]; 6] = [b"<!doctype html", b"<html", b"<script", b"<svg", b"<iframe", b"<?php"];
const LONGEST_MARKUP: usize = 14;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Whether these bytes contain active markup, in any case.
pub(super) fn has_active_markup(bytes: &[u8]) -> bool {
    let folded = bytes.to_ascii_lowercase();
    MARKUP.iter().any(|marker| memmem::find(&folded, marker).is_some())
}

/// Whether this is the beginning of a script (`#!`).
pub(super) fn begins_a_script(head: &[u8]) -> bool {
    head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).starts_with(b"#!")
}

/// Checks a text as it comes in.
pub(super) struct PlainText {
    /// What the bytes were taken for at first sight, for the message when they turn out to be no text.
    looks_like: &'static str,
    unfinished_character: Vec<u8>,
    overlap: Overlap,
}

impl PlainText {
    pub(super) const fn new(looks_like: &'static str) -> Self {
        Self { looks_like, unfinished_character: Vec::new(), overlap: Overlap::new(LONGEST_MARKUP) }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        let mut bytes = std::mem::take(&mut self.unfinished_character);
        bytes.extend_from_slice(chunk);
        let complete = match std::str::from_utf8(&bytes) {
            Ok(_) => bytes.len(),
            Err(broken) if broken.error_len().is_none() => broken.valid_up_to(),
            Err(_) => return Err(self.no_text()),
        };
        self.unfinished_character = bytes.split_off(complete);
        // `bytes` was checked up to `complete`, so this cannot fail again; treating it as no text needs no proof.
        let text = std::str::from_utf8(&bytes).map_err(|_| self.no_text())?;
        if text.chars().any(is_forbidden) {
            return Err(self.no_text());
        }
        if has_active_markup(&self.overlap.window(chunk)) {
            return Err(Refusal::unsupported("active markup (HTML, SVG or script)"));
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Refusal> {
        if self.unfinished_character.is_empty() { Ok(()) } else { Err(self.no_text()) }
    }

    const fn no_text(&self) -> Refusal {
        Refusal::unsupported(self.looks_like)
    }
}

fn is_forbidden(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\x0C')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], chunk_bytes: usize) -> Result<(), Refusal> {
        let mut reader = PlainText::new("something");
        text.chunks(chunk_bytes).try_for_each(|chunk| reader.push(chunk))?;
        reader.finish()
    }

    #[test]
    fn unicode_text_passes_however_it_is_cut() {
        let text = "Tension 120/80 — صداع منذ يومين, 体温 38,2 °C 🤒\r\n\tok\n".as_bytes();
        for chunk_bytes in 1..=text.len() {
            assert_eq!(read(text, chunk_bytes), Ok(()), "in chunks of {chunk_bytes}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        for bytes in [&b"caf\xE9 latin-1"[..], b"nul\0", b"bell\x07", b"escape\x1b[2J", b"cut \xE2\x82", b"\x7f"] {
            assert_eq!(read(bytes, 3), Err(Refusal::unsupported("something")), "{bytes:?}");
        }
    }

    #[test]
    fn active_markup_is_refused_wherever_it_stands_and_however_it_is_cut() {
        for marker in ["<!DOCTYPE html>", "<HTML>", "<ScRiPt>", "<svg onload=x>", "<?php", "<iframe src=x>"] {
            let text = format!("{}{marker} tail", "harmless ".repeat(50));
            for chunk_bytes in [1, 5, 13, 451, 452, 5000] {
                assert!(read(text.as_bytes(), chunk_bytes).is_err(), "{marker} in chunks of {chunk_bytes}");
            }
        }
        assert_eq!(read(b"pulse < 60, temperature > 38", 4), Ok(()));
    }

    #[test]
    fn a_script_is_known_by_its_first_two_bytes() {
        assert!(begins_a_script(b"#!/bin/sh"));
        assert!(begins_a_script(b"\xEF\xBB\xBF#!/bin/sh"));
        assert!(!begins_a_script(b"# Notes!"));
    }
}
