use std::{process::ExitCode, time::Duration};

use super::{Done, HealthQuestion, say, say_error};
use crate::wire::{StartError, reasons};

/// `lifeline health`: 0 when the server at this address is well, 1 otherwise.
pub async fn ask(question: &HealthQuestion) -> Done {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(question.timeout_seconds))
        .build()
        .map_err(|error| StartError::Config(reasons(&error)))?;
    match client.get(&question.url).send().await {
        Ok(answer) if answer.status().is_success() => {
            say("well")?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(answer) => {
            say_error(&format!("{} answers {}", question.url, answer.status()));
            Ok(ExitCode::FAILURE)
        }
        Err(error) => {
            say_error(&format!("{} does not answer: {}", question.url, reasons(&error.without_url())));
            Ok(ExitCode::FAILURE)
        }
    }
}
