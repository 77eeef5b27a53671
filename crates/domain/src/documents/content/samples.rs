//! Small files of every accepted type, built by hand for the tests.

use super::ContentType;

pub fn all() -> Vec<(ContentType, Vec<u8>)> {
    vec![
        (ContentType::Pdf, pdf()),
        (ContentType::Png, png()),
        (ContentType::Jpeg, jpeg()),
        (ContentType::Webp, webp()),
        (ContentType::Gif, gif()),
        (ContentType::Tiff, b"II*\0\x08\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0".to_vec()),
        (ContentType::Tiff, b"MM\0*\0\0\0\x08\0\x01\x01\0\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0".to_vec()),
        (ContentType::Dicom, dicom()),
        (ContentType::Text, "\u{FEFF}Douleur thoracique depuis 2 h — à revoir.\n".into()),
        (ContentType::Text, b"x".to_vec()),
        (ContentType::Text, "a long letter\n".repeat(500).into()),
        (ContentType::Docx, zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"])),
        (ContentType::Mp3, b"ID3\x04\0\0\0\0\0\x0A\0\0\0\0\0\0\0\0\0\0\xFF\xFB\x90\x64\0\0".to_vec()),
        (ContentType::Mp3, b"\xFF\xFB\x90\x64\0\0\0\0\0\0\0\0".to_vec()),
        (ContentType::Mp3, b"\xFF\xE3\x18\xC4\0\0\0\0\0\0\0\0".to_vec()),
        (ContentType::M4a, b"\0\0\0\x1CftypM4A \0\0\x02\0M4A isommp42".to_vec()),
        (ContentType::Ogg, ogg(b"OpusHead\x01\x01\x38\x01\x80\xBB\0\0\0\0\0")),
        (ContentType::Ogg, ogg(b"\x01vorbis\0\0\0\0\x01\x44\xAC\0\0")),
        (ContentType::Wav, wav()),
    ]
}

pub fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
      xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n\
      trailer<</Size 3/Root 1 0 R>>\nstartxref\n97\n%%EOF\n"
        .to_vec()
}

/// One transparent pixel.
pub fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1F\x15\xC4\x89\
      \0\0\0\x0AIDATx\x9Cc\0\x01\0\0\x05\0\x01\x0D\x0A\x2D\xB4\0\0\0\0IEND\xAE\x42\x60\x82"
        .to_vec()
}

pub fn jpeg() -> Vec<u8> {
    b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xFF\xD9".to_vec()
}

pub fn webp() -> Vec<u8> {
    b"RIFF\x1A\0\0\0WEBPVP8L\x0D\0\0\0\x2F\0\0\0\x10\x07\x10\x11\x11\x88\x88\xFE\x07\0".to_vec()
}

pub fn gif() -> Vec<u8> {
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec()
}

pub fn dicom() -> Vec<u8> {
    let mut file = vec![0; 128];
    file.extend_from_slice(b"DICM\x02\0\0\0UL\x04\0\0\0\0\0\x02\0\x10\0UI\x14\x001.2.840.10008.1.2.1\0");
    file
}

/// The first page of an Ogg stream with one segment: `packet`.
pub fn ogg(packet: &[u8]) -> Vec<u8> {
    let mut page = b"OggS\0\x02".to_vec();
    page.extend_from_slice(&[0; 20]);
    page.extend_from_slice(&[1, u8::try_from(packet.len()).unwrap()]);
    page.extend_from_slice(packet);
    page
}

fn wav() -> Vec<u8> {
    let mut file = b"RIFF\x26\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1F\0\0\x80\x3E\0\0\x02\0\x10\0".to_vec();
    file.extend_from_slice(b"data\x02\0\0\0\0\0");
    file
}

/// An archive of stored, empty entries with these names.
pub fn zip(names: &[&str]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let offset = u32::try_from(archive.len()).unwrap();
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        archive.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0");
        archive.extend_from_slice(&[0; 12]);
        archive.extend_from_slice(&name_length);
        archive.extend_from_slice(&[0; 2]);
        archive.extend_from_slice(name.as_bytes());

        directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0");
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&name_length);
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let entries = u16::try_from(names.len()).unwrap().to_le_bytes();
    let directory_offset = u32::try_from(archive.len()).unwrap().to_le_bytes();
    let directory_length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    archive.extend_from_slice(&directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&[entries, entries].concat());
    archive.extend_from_slice(&[directory_length, directory_offset].concat());
    archive.extend_from_slice(&[0; 2]);
    archive
}
