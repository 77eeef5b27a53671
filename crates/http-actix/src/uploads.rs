//! Uploads: a multipart body read part by part. A file's bytes go on as they come, a few pieces at a time, so that no file
//! is ever held as a whole; a sender that stalls or breaks off is told from one that has finished.

use std::{
    future::{Ready, ready},
    time::Duration,
};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev};
use bytes::Bytes;
use domain::{
    documents::Incoming,
    kernel::{Error, Outcome},
    ports::{ByteStream, FileError},
};
use futures_util::{StreamExt, future::join, stream};
use tokio::{sync::mpsc, time::timeout};

use crate::error::ApiError;

/// The name of the parts that are files.
pub const FILE: &str = "file";
/// A sender that gives nothing for so long has left.
const STALLED_AFTER: Duration = Duration::from_secs(30);
/// Parts of one body, whatever they are.
const MOST_PARTS: usize = 64;
/// A text part may have this many bytes: a message of 4,000 characters, whatever its script.
const TEXT_LIMIT: usize = 16 * 1024;
/// Parts that nobody asked for may have this many bytes together.
const IGNORED_LIMIT: usize = 1024 * 1024;
/// Pieces of a file between the socket and the store.
const PIECES_IN_FLIGHT: usize = 4;

/// A multipart body.
pub struct Upload {
    multipart: Multipart,
    stalled_after: Duration,
    parts: usize,
    ignored: usize,
}

/// One part.
#[expect(clippy::large_enum_variant, reason = "a part is looked at once and never kept")]
pub enum Part {
    /// A text field.
    Text {
        /// Its name, one of those asked for.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// A part called `file`. It must be taken in before the next part is asked for.
    File(FilePart),
}

/// A file that waits to be taken in.
pub struct FilePart {
    field: Field,
    file_name: String,
    stalled_after: Duration,
}

impl FromRequest for Upload {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;
    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        if !request.content_type().eq_ignore_ascii_case("multipart/form-data") {
            let message = "the body must be multipart/form-data".into();
            return ready(Err(Error::UnsupportedType { field: "body", message }.into()));
        }
        ready(Ok(Self::new(Multipart::new(request.headers(), payload.take()), STALLED_AFTER)))
    }
}

impl Upload {
    const fn new(multipart: Multipart, stalled_after: Duration) -> Self {
        Self { multipart, stalled_after, parts: 0, ignored: 0 }
    }

    /// The next file, or text field of one of these names. Other parts are passed over.
    pub async fn next(&mut self, texts: &[&'static str]) -> Outcome<Option<Part>> {
        loop {
            let next = timeout(self.stalled_after, self.multipart.next()).await.map_err(|_| stalled())?;
            let Some(field) = next.transpose().map_err(|error| unreadable(&error))? else { return Ok(None) };
            self.parts += 1;
            if self.parts > MOST_PARTS {
                return Err(Error::invalid("body", format!("must have at most {MOST_PARTS} parts")));
            }
            let name = field.name().unwrap_or_default().to_owned();
            if name == FILE {
                let (file_name, stalled_after) = (file_name(&field), self.stalled_after);
                return Ok(Some(Part::File(FilePart { field, file_name, stalled_after })));
            }
            match texts.iter().find(|text| **text == name) {
                Some(name) => return self.text(name, field).await.map(Some),
                None => self.pass_over(field).await?,
            }
        }
    }

    async fn text(&self, name: &'static str, mut field: Field) -> Outcome<Part> {
        let read = timeout(self.stalled_after, field.bytes(TEXT_LIMIT)).await.map_err(|_| stalled())?;
        let bytes = read.map_err(|_| Error::invalid(name, format!("must have at most {TEXT_LIMIT} bytes")))?;
        let bytes = bytes.map_err(|error| unreadable(&error))?;
        let value = String::from_utf8(bytes.into()).map_err(|_| Error::invalid(name, "is not valid UTF-8"))?;
        Ok(Part::Text { name, value })
    }

    async fn pass_over(&mut self, mut field: Field) -> Outcome<()> {
        while let Some(chunk) = timeout(self.stalled_after, field.next()).await.map_err(|_| stalled())? {
            self.ignored += chunk.map_err(|error| unreadable(&error))?.len();
            if self.ignored > IGNORED_LIMIT {
                return Err(Error::TooLarge { field: "body", limit_bytes: IGNORED_LIMIT as u64 });
            }
        }
        Ok(())
    }
}

impl FilePart {
    /// Gives the file to whoever takes it in, and the bytes as they come.
    pub async fn stream_into<T>(self, take: impl AsyncFnOnce(Incoming) -> Outcome<T>) -> Outcome<T> {
        let (sender, receiver) = mpsc::channel(PIECES_IN_FLIGHT);
        let incoming = Incoming { file_name: self.file_name, content: content(receiver) };
        let (taken, ()) = join(take(incoming), pump(self.field, self.stalled_after, sender)).await;
        taken
    }
}

/// What goes from the socket's side to the store's. Without the end the file is not complete.
enum Piece {
    Chunk(Bytes),
    End,
}

async fn pump(mut field: Field, stalled_after: Duration, sender: mpsc::Sender<Result<Piece, FileError>>) {
    loop {
        let next = tokio::select! {
            next = timeout(stalled_after, field.next()) => next,
            // Refused: the rest need not come.
            () = sender.closed() => return,
        };
        let piece = match next {
            Ok(Some(Ok(chunk))) => Ok(Piece::Chunk(chunk)),
            Ok(Some(Err(error))) => Err(FileError::Interrupted(error.to_string())),
            Ok(None) => Ok(Piece::End),
            Err(_) => Err(FileError::Interrupted("the sender stalled".into())),
        };
        let is_last = !matches!(piece, Ok(Piece::Chunk(_)));
        if sender.send(piece).await.is_err() || is_last {
            return;
        }
    }
}

fn content(receiver: mpsc::Receiver<Result<Piece, FileError>>) -> ByteStream {
    Box::pin(stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Ok(Piece::Chunk(chunk))) => Some((Ok(chunk), Some(receiver))),
            Some(Ok(Piece::End)) => None,
            Some(Err(error)) => Some((Err(error), None)),
            None => Some((Err(FileError::Interrupted("the request ended".into())), None)),
        }
    }))
}

fn file_name(field: &Field) -> String {
    let disposition = field.content_disposition();
    let extended = disposition.and_then(|disposition| disposition.get_filename_ext());
    let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
    let plain = || disposition.and_then(|disposition| disposition.get_filename()).map(str::to_owned);
    extended.or_else(plain).unwrap_or_default()
}

fn stalled() -> Error {
    Error::File(FileError::Interrupted("the sender stalled".into()))
}

fn unreadable(error: &MultipartError) -> Error {
    match error {
        MultipartError::Incomplete | MultipartError::Payload(_) => {
            Error::File(FileError::Interrupted(error.to_string()))
        }
        other => Error::invalid("body", format!("is not readable as multipart/form-data: {other}")),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{
        error::PayloadError,
        http::header::{CONTENT_TYPE, HeaderMap, HeaderValue},
    };
    use futures_util::TryStreamExt;

    use super::*;

    const HEAD: &str = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello";

    /// An upload of these pieces, after which the sender ends or says nothing more.
    fn upload(pieces: &[&str], ends: bool) -> Upload {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=b"));
        let given: Vec<Result<Bytes, PayloadError>> =
            pieces.iter().map(|piece| Ok(Bytes::copy_from_slice(piece.as_bytes()))).collect();
        let given = stream::iter(given);
        let multipart = if ends {
            Multipart::new(&headers, given)
        } else {
            Multipart::new(&headers, given.chain(stream::pending()))
        };
        Upload::new(multipart, Duration::from_millis(20))
    }

    async fn first_file(mut upload: Upload) -> Outcome<(String, Vec<u8>)> {
        let Some(Part::File(part)) = upload.next(&[]).await? else { panic!("no file") };
        part.stream_into(async |incoming: Incoming| {
            let bytes = incoming.content.try_collect::<Vec<Bytes>>().await?.concat();
            Ok((incoming.file_name, bytes))
        })
        .await
    }

    #[actix_web::test]
    async fn a_whole_file_comes_through() {
        let read = first_file(upload(&[HEAD, " world", "\r\n--b--\r\n"], true)).await.unwrap();
        assert_eq!(read, ("a.txt".to_owned(), b"hello world".to_vec()));
    }

    #[actix_web::test]
    async fn a_sender_that_stalls_has_not_finished() {
        for pieces in [&[HEAD][..], &[HEAD, " world", "\r\n--"]] {
            let read = first_file(upload(pieces, false)).await;
            assert!(matches!(read, Err(Error::File(FileError::Interrupted(_)))), "{read:?}");
        }
        assert!(matches!(upload(&["--b\r\n"], false).next(&[]).await, Err(Error::File(FileError::Interrupted(_)))));
    }

    #[actix_web::test]
    async fn a_body_that_ends_early_is_not_a_whole_file() {
        let read = first_file(upload(&[HEAD, " world"], true)).await;
        assert!(matches!(read, Err(Error::File(FileError::Interrupted(_)))), "{read:?}");
    }

    #[actix_web::test]
    async fn who_refuses_a_file_need_not_hear_the_rest() {
        let mut upload = upload(&[HEAD], false);
        upload.stalled_after = Duration::from_hours(1);
        let Some(Part::File(part)) = upload.next(&[]).await.unwrap() else { panic!("no file") };
        let refused = part.stream_into(async |_| Err::<(), _>(Error::not_found("anything"))).await;
        assert!(matches!(refused, Err(Error::NotFound { .. })));
    }

    #[actix_web::test]
    async fn long_texts_and_long_unknown_parts_are_refused() {
        let part = |name: &str, size: usize| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n", "x".repeat(size))
        };
        let long = [part("remark", TEXT_LIMIT + 1), "--b--\r\n".into()].concat();
        assert!(matches!(upload(&[&long], true).next(&["remark"]).await, Err(Error::Invalid(_))));
        let fits = [part("other", 9), part("remark", TEXT_LIMIT), "--b--\r\n".into()].concat();
        let mut fits = upload(&[&fits], true);
        assert!(matches!(fits.next(&["remark"]).await, Ok(Some(Part::Text { name: "remark", .. }))));
        assert!(matches!(fits.next(&["remark"]).await, Ok(None)));
        let many: Vec<String> = (0..20).map(|_| part("other", 60_000)).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(matches!(upload(&many, true).next(&[]).await, Err(Error::TooLarge { field: "body", .. })));
    }
}
