//! Whether a failed call is worth one more, and after what pause.

use std::time::Duration;

use reqwest::{Response, StatusCode, header::RETRY_AFTER};

const USUAL_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The pause before the one retry; none where a retry is pointless or unwelcome.
pub(crate) fn pause_after(outcome: &Result<Response, reqwest::Error>) -> Option<Duration> {
    match outcome {
        Ok(response) => {
            let wish = response.headers().get(RETRY_AFTER).map(|value| value.to_str().unwrap_or_default());
            pause_for(response.status(), wish)
        }
        // Nothing reached the provider, so the call cannot happen twice.
        Err(error) => error.is_connect().then_some(USUAL_PAUSE),
    }
}

fn pause_for(status: StatusCode, retry_after: Option<&str>) -> Option<Duration> {
    if status != StatusCode::TOO_MANY_REQUESTS && !status.is_server_error() {
        return None;
    }
    let Some(wish) = retry_after else { return Some(USUAL_PAUSE) };
    // A provider that asks for more patience than a waiting person has is not asked again; a date counts as that.
    let pause = Duration::from_secs(wish.trim().parse().ok()?);
    (pause <= LONGEST_PAUSE).then_some(pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_overload_and_server_faults_are_tried_again() {
        for (status, again) in [
            (429, true),
            (500, true),
            (503, true),
            (529, true),
            (200, false),
            (302, false),
            (400, false),
            (401, false),
            (404, false),
            (408, false),
        ] {
            let pause = pause_for(StatusCode::from_u16(status).unwrap(), None);
            assert_eq!(pause.is_some(), again, "{status}");
        }
    }

    #[test]
    fn retry_after_is_honoured_up_to_two_seconds() {
        let pause = |wish| pause_for(StatusCode::TOO_MANY_REQUESTS, Some(wish));
        assert_eq!(pause("0"), Some(Duration::ZERO));
        assert_eq!(pause(" 2 "), Some(Duration::from_secs(2)));
        assert_eq!(pause("3"), None);
        assert_eq!(pause("99999999999999999999999"), None);
        assert_eq!(pause("Fri, 20 Nov 2026 12:00:00 GMT"), None);
        assert_eq!(pause("-1"), None);
    }
}
