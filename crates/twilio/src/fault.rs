//! What went wrong, and whether waiting helps.

use domain::ports::DeliveryError;
use reqwest::StatusCode;
use serde::Deserialize;

/// Twilio's codes that are about the recipient's number or the text, from its list of errors: the number does not exist
/// or is no number (21211, 21217, 21219, 21401, 21421), its country is not served (21408), its owner does not want
/// messages (21610), it takes none or cannot be reached (21612, 21614), the text is missing or too long (21602, 21617).
const ABOUT_THE_MESSAGE: [u32; 11] =
    [21_211, 21_217, 21_219, 21_401, 21_408, 21_421, 21_602, 21_610, 21_612, 21_614, 21_617];

/// The one part of an error's body that says nothing about a person.
#[derive(Deserialize)]
struct Refusal {
    code: Option<u32>,
}

/// An answer that is not a success.
pub fn refusal(status: StatusCode, body: &[u8]) -> DeliveryError {
    let code = serde_json::from_slice::<Refusal>(body).ok().and_then(|refusal| refusal.code);
    let status = status.as_u16();
    match code {
        Some(code) if status == 400 && ABOUT_THE_MESSAGE.contains(&code) => {
            DeliveryError::Refused(format!("Twilio refused the message with code {code}"))
        }
        Some(code) => DeliveryError::Later(format!("Twilio answered with status {status} and code {code}")),
        None => DeliveryError::Later(format!("Twilio answered with status {status}")),
    }
}

/// No answer at all. The library's own words could hold the address, and that the account.
pub fn unreachable(error: &reqwest::Error) -> DeliveryError {
    let what = if error.is_timeout() {
        "Twilio took too long"
    } else if error.is_connect() {
        "Twilio could not be reached"
    } else {
        "the connection to Twilio broke before an answer"
    };
    DeliveryError::Later(what.to_owned())
}
