//! Stops a client that announces a huge frame: the protocol's reader would first gather all of it in memory.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{dev::Payload, error::PayloadError, web::Bytes};
use futures_util::Stream;

/// The bytes that a client sends, until it announces a frame larger than the limit; that ends them with
/// [`PayloadError::Overflow`].
pub struct Walker {
    bytes: Payload,
    frames: Frames,
}

impl Walker {
    /// Around the bytes of a connection.
    pub fn new(bytes: Payload, limit: u64) -> Self {
        Self { bytes, frames: Frames { header: Vec::with_capacity(10), left: 0, limit } }
    }
}

impl Stream for Walker {
    type Item = Result<Bytes, PayloadError>;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.bytes).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &next
            && !self.frames.walk(bytes)
        {
            return Poll::Ready(Some(Err(PayloadError::Overflow)));
        }
        next
    }
}

/// Follows frames by their headers (RFC 6455, section 5.2), whichever way the bytes are cut.
struct Frames {
    header: Vec<u8>,
    left: u64,
    limit: u64,
}

impl Frames {
    /// Whether all frames so far keep to the limit.
    fn walk(&mut self, mut bytes: &[u8]) -> bool {
        while let [first, rest @ ..] = bytes {
            if self.left > 0 {
                let skipped = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
                self.left -= skipped as u64;
                bytes = bytes.get(skipped..).unwrap_or_default();
                continue;
            }
            bytes = rest;
            self.header.push(*first);
            if let Some((length, masked)) = announced(&self.header) {
                if length > self.limit {
                    return false;
                }
                self.left = length + if masked { 4 } else { 0 };
                self.header.clear();
            }
        }
        true
    }
}

/// The payload's length and whether a mask stands before it, once the header says so.
fn announced(header: &[u8]) -> Option<(u64, bool)> {
    let [_, second, rest @ ..] = header else { return None };
    let length = match second & 0x7f {
        126 => u16::from_be_bytes(rest.try_into().ok()?).into(),
        127 => u64::from_be_bytes(rest.try_into().ok()?),
        short => short.into(),
    };
    Some((length, second & 0x80 != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames() -> Frames {
        Frames { header: Vec::new(), left: 0, limit: 1_000 }
    }

    fn frame(length: usize) -> Vec<u8> {
        let mut frame = vec![0x81, 0x80 | 0x7e];
        frame.extend(u16::try_from(length).unwrap().to_be_bytes());
        frame.extend(std::iter::repeat_n(0xff, length + 4));
        frame
    }

    #[test]
    fn frames_are_followed_however_the_bytes_are_cut() {
        let stream: Vec<u8> = [frame(1_000), vec![0x89, 0x80, 1, 2, 3, 4], frame(200), vec![0x88, 2, 3, 232]].concat();
        for cut in [1, 2, 3, 7, 1_000, stream.len()] {
            let mut frames = frames();
            assert!(stream.chunks(cut).all(|bytes| frames.walk(bytes)), "{cut}");
            assert_eq!((frames.left, frames.header.len()), (0, 0), "{cut}");
        }
    }

    #[test]
    fn a_frame_beyond_the_limit_is_refused_by_its_header() {
        let mut late = frames();
        assert!(late.walk(&frame(900)));
        assert!(!late.walk(&[0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0]));
        assert!(!frames().walk(&[0x81, 126, 0xff, 0xff]));
    }
}
