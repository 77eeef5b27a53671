//! The `text/event-stream` format (WHATWG HTML, "Server-sent events"), as far as models use it: the data of events.

use std::{collections::VecDeque, mem};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Puts events together from chunks that may end anywhere: inside a character, between CR and LF, inside a field name.
/// Lines are kept as bytes until they are complete, so a split character is never decoded in halves.
#[derive(Debug, Default)]
pub(crate) struct EventDecoder {
    line: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    after_carriage_return: bool,
    past_first_line: bool,
}

impl EventDecoder {
    /// Adds the data of every event that this chunk completes to `ready`.
    pub(crate) fn feed(&mut self, chunk: &[u8], ready: &mut VecDeque<Vec<u8>>) {
        for &byte in chunk {
            let second_half_of_line_end = byte == b'\n' && self.after_carriage_return;
            self.after_carriage_return = byte == b'\r';
            match byte {
                _ if second_half_of_line_end => {}
                b'\n' | b'\r' => ready.extend(self.end_line()),
                _ => self.line.push(byte),
            }
        }
    }

    /// Bytes held for an event that is not complete.
    pub(crate) fn pending(&self) -> usize {
        self.line.len() + self.data.len()
    }

    fn end_line(&mut self) -> Option<Vec<u8>> {
        let whole = mem::take(&mut self.line);
        let first = !mem::replace(&mut self.past_first_line, true);
        let line = if first { whole.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&whole) } else { &whole };
        if line.is_empty() {
            self.has_data = false;
            let data = mem::take(&mut self.data);
            return (!data.is_empty()).then_some(data);
        }
        if let Some(value) = data_field(line) {
            if mem::replace(&mut self.has_data, true) {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(value);
        }
        None
    }
}

/// The value of a `data` line; other fields and comments mean nothing to a model's answer.
fn data_field(line: &[u8]) -> Option<&[u8]> {
    match line.strip_prefix(b"data")? {
        [] => Some(&[]),
        [b':', b' ', value @ ..] | [b':', value @ ..] => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let (mut decoder, mut ready) = (EventDecoder::default(), VecDeque::new());
        for chunk in chunks {
            decoder.feed(chunk, &mut ready);
        }
        ready.into_iter().map(|event| String::from_utf8(event).unwrap()).collect()
    }

    fn whole(text: &str) -> Vec<String> {
        decode([text.as_bytes()])
    }

    #[test]
    fn an_event_ends_with_an_empty_line_whatever_the_line_end() {
        for text in ["data: a\n\ndata: b\n\n", "data: a\r\n\r\ndata: b\r\n\r\n", "data: a\r\rdata: b\r\r"] {
            assert_eq!(whole(text), ["a", "b"], "{text:?}");
        }
    }

    #[test]
    fn only_data_counts() {
        assert_eq!(whole(": keep-alive\n\nevent: x\nid: 7\nretry: 1\ndata:a\ndatabase: no\n\n"), ["a"]);
        assert_eq!(whole("data\n\ndata:\n\n\n\n"), Vec::<String>::new());
        assert_eq!(whole("\u{feff}data: a\n\n"), ["a"]);
    }

    #[test]
    fn several_data_lines_are_one_event_and_one_space_is_dropped() {
        assert_eq!(whole("data:  {\ndata: }\n\n"), [" {\n}"]);
        assert_eq!(whole("data:\ndata: a\n\n"), ["\na"]);
    }

    #[test]
    fn an_event_without_its_empty_line_is_not_an_event() {
        assert_eq!(whole("data: a\n\ndata: cut"), ["a"]);
        let mut decoder = EventDecoder::default();
        decoder.feed(b"data: a\ndata: cut", &mut VecDeque::new());
        assert_eq!(decoder.pending(), 1 + "data: cut".len());
    }

    const STORY: &str =
        "\u{feff}data: {\"é\":\"💊 ضغط\"}\r\n\r\n: hi\r\n\r\ndata: a\r\rdata: x\r\ndata: y\r\n\r\ndata: [DONE]\r\n\r\n";

    #[test]
    fn every_split_in_two_gives_the_same_events() {
        let expected = ["{\"é\":\"💊 ضغط\"}", "a", "x\ny", "[DONE]"];
        for at in 0..=STORY.len() {
            let (left, right) = STORY.as_bytes().split_at(at);
            assert_eq!(decode([left, right]), expected, "split at {at}");
        }
        assert_eq!(decode(STORY.as_bytes().chunks(1)), expected);
    }

    proptest! {
        #[test]
        fn any_bytes_decode_the_same_however_they_are_cut(
            bytes in prop::collection::vec(prop::sample::select(b"data: \r\n\xc3\xa9x".to_vec()), 0..200),
            size in 1usize..9,
        ) {
            let events = |chunk_size: usize| {
                let (mut decoder, mut ready) = (EventDecoder::default(), VecDeque::new());
                bytes.chunks(chunk_size).for_each(|chunk| decoder.feed(chunk, &mut ready));
                (ready, decoder.pending())
            };
            prop_assert_eq!(events(size), events(1000));
        }
    }
}
