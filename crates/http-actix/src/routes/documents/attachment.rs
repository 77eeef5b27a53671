//! A document's bytes as an answer, whole or one range of them.

use std::ops::Range;

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{
        StatusCode,
        header::{
            ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, ContentEncoding, ETAG, HeaderValue,
            IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
        },
    },
};
use domain::documents::Document;

use crate::{envelope::Answer, error::ApiError, wire::Services};

/// A file that browsers save and never run or guess about. It goes out as it is stored, with its length.
pub async fn attachment(request: &HttpRequest, services: &Services, document: &Document) -> Answer<HttpResponse> {
    let (size, etag) = (document.size, format!("\"{}\"", document.sha256));
    let part = match asked(request, &etag, size) {
        Asked::Whole => None,
        Asked::Part(bytes) => Some(bytes),
        Asked::Nothing => return Ok(not_satisfiable(size)),
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, document.content_type.mime()))
        .insert_header((CONTENT_DISPOSITION, document.file_name.content_disposition()))
        .insert_header((ETAG, etag))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(ContentEncoding::Identity);
    let mut length = size;
    if let Some(bytes) = &part {
        length = bytes.end.saturating_sub(bytes.start);
        let last = bytes.end.saturating_sub(1);
        answer.status(StatusCode::PARTIAL_CONTENT);
        answer.insert_header((CONTENT_RANGE, format!("bytes {}-{last}/{size}", bytes.start)));
    }
    Ok(answer.body(SizedStream::new(length, services.documents.content(document, part).await?)))
}

fn not_satisfiable(size: u64) -> HttpResponse {
    let message = format!("the file has {size} bytes, none of those that were asked for");
    let mut refusal = ApiError::new(StatusCode::RANGE_NOT_SATISFIABLE, message).to_response();
    if let Ok(value) = HeaderValue::try_from(format!("bytes */{size}")) {
        refusal.headers_mut().insert(CONTENT_RANGE, value);
    }
    refusal
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    /// From the first of these to before the last, at least one byte.
    Part(Range<u64>),
    /// Bytes beyond its end.
    Nothing,
}

/// One range is answered; several, other units, and a range of another version of the file are answered with all of it.
fn asked(request: &HttpRequest, etag: &str, size: u64) -> Asked {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if request.headers().contains_key(IF_RANGE) && header(IF_RANGE) != Some(etag) {
        return Asked::Whole;
    }
    header(RANGE).map_or(Asked::Whole, |range| part(range, size))
}

/// RFC 9110, section 14.1.2.
fn part(range: &str, size: u64) -> Asked {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Asked::Whole;
    };
    let bytes = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(count)) if first.trim().is_empty() => size.saturating_sub(count)..size,
        _ => return Asked::Whole,
    };
    if bytes.is_empty() { Asked::Nothing } else { Asked::Part(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_of_bytes_is_understood() {
        for (range, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=0-499", Asked::Part(0..500)),
            ("bytes=500-", Asked::Part(500..1000)),
            ("bytes=-10", Asked::Part(990..1000)),
            ("bytes=-5000", Asked::Part(0..1000)),
            ("bytes=990-18446744073709551615", Asked::Part(990..1000)),
            ("bytes=1000-", Asked::Nothing),
            ("bytes=1000-1001", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=5-4", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("lines=0-1", Asked::Whole),
        ] {
            assert_eq!(part(range, 1000), expected, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Asked::Nothing);
    }
}
