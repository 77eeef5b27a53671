//! An export as bytes: the usual envelope, written piece by piece as the client takes it.

use actix_web::web::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::privacy::{Export, Piece};
use futures_util::{Stream, stream};
use serde_json::json;

use crate::{
    error::ApiError,
    wire::{reasons, time_of_answer},
};

/// Where the writing stands.
enum Written {
    Nothing(Export, DateTime<Utc>),
    Sections(Export),
    Everything,
}

/// The bytes of an export that began then. Where it cannot be read on, they end in the middle, so that nobody takes a part
/// for the whole.
pub fn written(export: Export, began: DateTime<Utc>) -> impl Stream<Item = Result<Bytes, ApiError>> {
    stream::try_unfold(Written::Nothing(export, began), |state| async {
        match state {
            Written::Nothing(export, began) => Ok(Some((head(began), Written::Sections(export)))),
            Written::Sections(mut export) => match export.next().await {
                Ok(Some(piece)) => Ok(Some((text(&piece), Written::Sections(export)))),
                Ok(None) => Ok(Some((tail(), Written::Everything))),
                Err(error) => {
                    tracing::error!(reason = %reasons(&error), "an export broke off");
                    Err(error.into())
                }
            },
            Written::Everything => Ok(None),
        }
    })
}

fn head(began: DateTime<Utc>) -> Bytes {
    let began = json!(began.to_rfc3339_opts(SecondsFormat::Micros, true));
    format!("{{\"success\":true,\"message\":\"your data\",\"data\":{{\"exported_at\":{began}").into()
}

fn text(piece: &Piece) -> Bytes {
    let mut text = String::new();
    if piece.begins {
        text = format!(",\"{}\":[", piece.section);
    }
    for (number, row) in piece.rows.iter().enumerate() {
        if number > 0 || !piece.begins {
            text.push(',');
        }
        text.push_str(&row.to_string());
    }
    if piece.ends {
        text.push(']');
    }
    text.into()
}

fn tail() -> Bytes {
    format!("}},\"timestamp\":{}}}", json!(time_of_answer())).into()
}

#[cfg(test)]
mod tests {
    use domain::privacy::Section;

    use super::*;

    fn piece(begins: bool, ends: bool, rows: &[i32]) -> Piece {
        Piece { section: Section::Reports, begins, ends, rows: rows.iter().map(|n| json!({ "n": n })).collect() }
    }

    #[test]
    fn pieces_make_one_json_text() {
        let pieces =
            [piece(true, false, &[1, 2]), piece(false, false, &[3]), piece(false, true, &[]), piece(true, true, &[])];
        let texts = pieces.iter().map(|piece| text(piece).to_vec());
        let whole = [head(DateTime::UNIX_EPOCH).to_vec()].into_iter().chain(texts).chain([tail().to_vec()]);
        let whole = String::from_utf8(whole.flatten().collect()).unwrap();
        assert!(whole.contains("\"reports\":[{\"n\":1},{\"n\":2},{\"n\":3}],\"reports\":[]"), "{whole}");
        let whole: serde_json::Value = serde_json::from_str(&whole).unwrap();
        assert_eq!(whole["data"]["exported_at"], "1970-01-01T00:00:00.000000Z");
    }
}
