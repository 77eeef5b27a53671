//! What the first bytes of a file say it is.

use infer::MatcherType;

use super::{
    ContentType,
    plain_text::{begins_a_script, has_active_markup},
    refusal::Refusal,
};

/// How many bytes the judgement looks at; a shorter file is judged by all it has.
pub(super) const HEAD_BYTES: usize = 1024;

/// What the head of a file makes likely.
pub(super) enum Sniffed {
    /// The signature of this type.
    Type(ContentType),
    /// An archive: perhaps a Word document, the rest will tell.
    Archive,
    /// No signature: perhaps text, the rest will tell. Holds what else it resembles.
    Unmarked(&'static str),
}

/// Judges the first [`HEAD_BYTES`] of a file, or all of a shorter one. A file with a signature that also carries markup
/// in its head is made to be two things at once and is refused.
pub(super) fn sniff(head: &[u8]) -> Result<Sniffed, Refusal> {
    if begins_a_script(head) {
        return Err(Refusal::unsupported("a script"));
    }
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Sniffed::Archive);
    }
    let Some(content_type) = signature(head) else {
        return Ok(Sniffed::Unmarked(infer::get(head).map_or("this content", |other| other.mime_type())));
    };
    if has_active_markup(head) {
        return Err(Refusal::unsupported("a picture, sound or PDF with markup at its start"));
    }
    if content_type == ContentType::Dicom && has_foreign_preamble(head) {
        return Err(Refusal::unsupported("DICOM with a program or archive in its preamble"));
    }
    Ok(Sniffed::Type(content_type))
}

fn signature(head: &[u8]) -> Option<ContentType> {
    match head {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(ContentType::Pdf),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', _, _, _, _, b'I', b'H', b'D', b'R', ..] => {
            Some(ContentType::Png)
        }
        [0xFF, 0xD8, 0xFF, ..] => Some(ContentType::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ContentType::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ContentType::Webp),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(ContentType::Wav),
        [b'I', b'D', b'3', 2..=4, ..] => Some(ContentType::Mp3),
        _ if is_ogg_audio(head) => Some(ContentType::Ogg),
        _ if is_m4a(head) => Some(ContentType::M4a),
        // Before TIFF: the standard lets one file be both, by a TIFF header in the preamble.
        _ if is_dicom(head) => Some(ContentType::Dicom),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(ContentType::Tiff),
        _ if is_mp3_frame(head) => Some(ContentType::Mp3),
        _ => None,
    }
}

/// `DICM` after the 128-byte preamble (DICOM PS3.10, 7.1).
fn is_dicom(head: &[u8]) -> bool {
    head.get(128..132) == Some(b"DICM")
}

/// The preamble is free for applications, which makes it a hiding place for programs (CVE-2019-11687).
fn has_foreign_preamble(head: &[u8]) -> bool {
    let preamble = head.get(..128).unwrap_or(head);
    infer::get(preamble).is_some_and(|found| {
        matches!(found.matcher_type(), MatcherType::App | MatcherType::Archive | MatcherType::Text | MatcherType::Doc)
    })
}

/// The first page of an Ogg stream whose first packet belongs to an audio codec (RFC 3533, section 6).
fn is_ogg_audio(head: &[u8]) -> bool {
    let Some([b'O', b'g', b'g', b'S', 0, .., segments]) = head.get(..27) else { return false };
    let packet = head.get(27 + usize::from(*segments)..).unwrap_or_default();
    [&b"\x01vorbis"[..], b"OpusHead", b"Speex   ", b"\x7FFLAC"].iter().any(|codec| packet.starts_with(codec))
}

/// An MPEG-4 file type box with the iTunes audio brand, as the major brand or among the compatible ones.
fn is_m4a(head: &[u8]) -> bool {
    let Some((length, rest)) = head.split_first_chunk::<4>() else { return false };
    let Some(brands) = rest.strip_prefix(b"ftyp") else { return false };
    let brands_length = usize::try_from(u32::from_be_bytes(*length)).map_or(0, |length| length.saturating_sub(8));
    let brands = brands.get(..brands_length).unwrap_or(brands);
    brands.chunks_exact(4).any(|brand| matches!(brand, b"M4A " | b"M4B "))
}

/// An MPEG audio frame header of layer III with possible version, bit rate and sample rate (ISO/IEC 11172-3, 2.4.1.3).
fn is_mp3_frame(head: &[u8]) -> bool {
    let [0xFF, second, third, ..] = head else { return false };
    let synchronised = second & 0xE0 == 0xE0;
    let layer_three = second & 0x06 == 0x02;
    let known_version = second & 0x18 != 0x08;
    let known_rates = !matches!(third >> 4, 0 | 15) && (third >> 2) & 3 != 3;
    synchronised && layer_three && known_version && known_rates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::content::samples;

    fn sniffed(head: &[u8]) -> Option<ContentType> {
        match sniff(head) {
            Ok(Sniffed::Type(content_type)) => Some(content_type),
            Ok(Sniffed::Archive | Sniffed::Unmarked(_)) | Err(_) => None,
        }
    }

    #[test]
    fn video_and_near_misses_are_no_accepted_type() {
        let theora = samples::ogg(b"\x80theora");
        let video = b"\0\0\0\x18ftypisom\0\0\0\0isommp42";
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
        let riff_video = b"RIFF\x10\0\0\0AVI LIST";
        let aac = b"\xFF\xF1\x50\x80\x00\x1F\xFC";
        let png_without_header = b"\x89PNG\r\n\x1A\nnothing more";
        for head in
            [&theora[..], video, heic, riff_video, aac, png_without_header, b"GIF8", b"ID3", b"\xFF\xFB\xFF", b""]
        {
            assert_eq!(sniffed(head), None, "{head:?}");
        }
    }

    #[test]
    fn a_dicom_file_may_also_be_a_tiff_but_not_a_program() {
        let mut tiff_and_dicom = samples::dicom();
        tiff_and_dicom[..4].copy_from_slice(b"II*\0");
        assert_eq!(sniffed(&tiff_and_dicom), Some(ContentType::Dicom));

        for program in [&b"MZ\x90\0"[..], b"\x7FELF\x02\x01\x01\0", b"#!/bin/sh\n", b"PK\x03\x04", b"<script>"] {
            let mut dual = samples::dicom();
            dual[..program.len()].copy_from_slice(program);
            assert_eq!(sniffed(&dual), None, "{program:?}");
        }
    }

    #[test]
    fn a_brand_beyond_the_file_type_box_does_not_count() {
        assert_eq!(sniffed(b"\0\0\0\x14ftypisom\0\0\0\0isomM4A "), None);
        assert_eq!(sniffed(b"\0\0\0\x18ftypisom\0\0\0\0isomM4A "), Some(ContentType::M4a));
    }
}
