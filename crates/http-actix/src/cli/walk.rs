use std::process::ExitCode;

use super::{Done, WalkAt, say, say_error};
use crate::walk::{Plan, walk};

/// `lifeline walk`: 0 when every step holds.
pub async fn at(place: &WalkAt) -> Done {
    let plan = Plan {
        url: place.url.clone(),
        admin_email: place.admin_email.clone(),
        admin_password: place.admin_password.clone(),
    };
    play(&plan).await
}

/// Walks and says a line per step.
pub async fn play(plan: &Plan) -> Done {
    let mut unsaid = None;
    let walked = walk(plan, |line| unsaid = say(&line).err().or(unsaid.take())).await;
    if let Some(error) = unsaid {
        return Err(error);
    }
    match walked {
        Ok(()) => {
            say("every step holds")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(stumble) => {
            say_error(&stumble.to_string());
            Ok(ExitCode::FAILURE)
        }
    }
}
