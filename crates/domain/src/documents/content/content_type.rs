//! The types of files that are accepted, and how large each kind may be.

use serde::{Deserialize, Serialize};

/// One of the accepted types of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContentType {
    /// Portable Document Format.
    Pdf,
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
    /// TIFF.
    Tiff,
    /// A DICOM file (PS3.10).
    Dicom,
    /// Plain text in UTF-8.
    Text,
    /// A Word document without macros.
    Docx,
    /// MPEG layer III audio.
    Mp3,
    /// AAC or ALAC audio in an MPEG-4 container.
    M4a,
    /// Vorbis, Opus, Speex or FLAC audio in an Ogg container.
    Ogg,
    /// Waveform audio.
    Wav,
}

/// What a type is to the reader; the size limit depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentKind {
    /// A picture, DICOM included.
    Image,
    /// Something to read.
    Document,
    /// Something to listen to.
    Audio,
}

const MIB: u64 = 1024 * 1024;

impl ContentKind {
    /// The largest accepted file of this kind, in bytes: 50 MiB for images, 10 MiB for everything else.
    pub const fn limit_bytes(self) -> u64 {
        match self {
            Self::Image => 50 * MIB,
            Self::Document | Self::Audio => 10 * MIB,
        }
    }
}

impl ContentType {
    /// Every accepted type.
    pub const ALL: [Self; 13] = [
        Self::Pdf,
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Gif,
        Self::Tiff,
        Self::Dicom,
        Self::Text,
        Self::Docx,
        Self::Mp3,
        Self::M4a,
        Self::Ogg,
        Self::Wav,
    ];

    /// The media type, as registered with IANA (`audio/wav` is the name browsers use for the unregistered one).
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Dicom => "application/dicom",
            Self::Text => "text/plain",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Wav => "audio/wav",
        }
    }

    /// The accepted type with exactly this media type.
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|content_type| content_type.mime() == mime)
    }

    /// Image, document or audio.
    pub const fn kind(self) -> ContentKind {
        match self {
            Self::Png | Self::Jpeg | Self::Webp | Self::Gif | Self::Tiff | Self::Dicom => ContentKind::Image,
            Self::Pdf | Self::Text | Self::Docx => ContentKind::Document,
            Self::Mp3 | Self::M4a | Self::Ogg | Self::Wav => ContentKind::Audio,
        }
    }

    /// The usual file name extension, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
            Self::Dicom => "dcm",
            Self::Text => "txt",
            Self::Docx => "docx",
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Wav => "wav",
        }
    }

    /// Whether a file of this type may honestly be called `….{extension}`, in any case.
    pub fn is_called(self, extension: &str) -> bool {
        let other_names: &[&str] = match self {
            Self::Jpeg => &["jpeg", "jpe", "jfif"],
            Self::Tiff => &["tif"],
            Self::Dicom => &["dicom", "dic"],
            Self::Text => &["text", "md", "csv", "log"],
            Self::M4a => &["mp4"],
            Self::Ogg => &["oga", "opus", "spx"],
            Self::Wav => &["wave"],
            Self::Pdf | Self::Png | Self::Webp | Self::Gif | Self::Docx | Self::Mp3 => &[],
        };
        self.extension().eq_ignore_ascii_case(extension)
            || other_names.iter().any(|name| name.eq_ignore_ascii_case(extension))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_found_again_by_its_media_type() {
        for content_type in ContentType::ALL {
            assert_eq!(ContentType::from_mime(content_type.mime()), Some(content_type));
            assert!(content_type.is_called(content_type.extension()));
        }
        assert_eq!(ContentType::from_mime("text/html"), None);
        assert_eq!(ContentType::from_mime("IMAGE/PNG"), None, "stored media types are lower case");
    }

    #[test]
    fn images_may_be_larger_than_documents_and_audio() {
        assert_eq!(ContentType::Dicom.kind().limit_bytes(), 50 * 1024 * 1024);
        assert_eq!(ContentType::Pdf.kind().limit_bytes(), 10 * 1024 * 1024);
        assert_eq!(ContentType::Ogg.kind().limit_bytes(), 10 * 1024 * 1024);
    }

    #[test]
    fn a_type_knows_its_other_extensions() {
        assert!(ContentType::Jpeg.is_called("JPEG"));
        assert!(!ContentType::Jpeg.is_called("png"));
        assert!(!ContentType::Text.is_called("bat"));
    }
}
