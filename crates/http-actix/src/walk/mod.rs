//! The loop of care, played step by step by a client over HTTP and WebSocket with fresh accounts: from the first sign-up to
//! the answer that a patient reads. It looks at what comes back, not only at the status. Afterwards nobody signs in to
//! these accounts any more: their password is random, and they are deactivated.

mod answer;
mod client;
mod steps;

use std::time::Instant;

use client::Client;
use steps::{STEPS, Walk};

pub use client::Surprise;

/// Whom to walk at.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The server's address, `http://127.0.0.1:8000`.
    pub url: String,
    /// The e-mail address of an administrator there.
    pub admin_email: String,
    /// That administrator's password.
    pub admin_password: String,
}

/// A step that did not hold.
#[derive(Debug, thiserror::Error)]
#[error("step {step} does not hold: {surprise}")]
pub struct Stumble {
    /// Its number.
    pub step: u8,
    /// What was found instead.
    pub surprise: Surprise,
}

/// Plays every step and tells a line about each. Ends at the first that does not hold. Either way it deactivates the
/// accounts that it made, and tells where it cannot.
pub async fn walk(plan: &Plan, mut tell: impl FnMut(String)) -> Result<(), Stumble> {
    let client = Client::new(&plan.url).map_err(|surprise| Stumble { step: 0, surprise })?;
    let mut round = Walk::new(client, plan);
    round.check_administrator().await.map_err(|surprise| Stumble { step: 0, surprise })?;
    let walked = play(&mut round, &mut tell).await;
    if let Err(surprise) = round.deactivate_accounts().await {
        tell(format!("accounts of the walk may still be active: {surprise}"));
    }
    walked
}

async fn play(round: &mut Walk, tell: &mut impl FnMut(String)) -> Result<(), Stumble> {
    for step in &STEPS {
        let began = Instant::now();
        let played = (step.play)(round).await;
        let millis = began.elapsed().as_millis();
        let (number, calls) = (step.number, round.client.calls_so_far());
        match played {
            Ok(found) => {
                let found = found.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" / ");
                tell(format!("{number:>2}  {}: {found}  [{calls}; {millis} ms]", step.title));
            }
            Err(surprise) => {
                tell(format!("{number:>2}  {}: FAILED  [{calls}; {millis} ms]", step.title));
                return Err(Stumble { step: number, surprise });
            }
        }
    }
    Ok(())
}
