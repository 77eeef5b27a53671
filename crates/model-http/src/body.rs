//! Reads a whole answer, counting its bytes as they come.

use domain::ports::ModelError;
use reqwest::Response;

use crate::fault::{broken_off, too_long};

/// The largest answer, and the largest text a stream may add up to.
pub(crate) const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;

/// The body, measured on the wire: a declared length is neither needed nor trusted.
pub(crate) async fn read_whole(mut response: Response) -> Result<Vec<u8>, ModelError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| broken_off())? {
        if body.len() + chunk.len() > ANSWER_LIMIT_BYTES {
            return Err(too_long(ANSWER_LIMIT_BYTES));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
