use std::process::ExitCode;

use domain::audit::{Anchor, Tally, Verifier};

use super::{AuditVerify, Done, refused, say};
use crate::wire::{Ports, StartError, Wired, wire};

/// `lifeline audit verify`.
pub async fn run(command: AuditVerify) -> Done {
    let config = command.common.config(None)?;
    let wired = wire(config, Ports::default()).await?;
    let missing = wired.database.pending_migrations().await?;
    if missing > 0 {
        let text = format!("{missing} migrations are missing; run `lifeline migrate` first");
        return Err(StartError::Config(text));
    }
    verify(&wired, command.expect, say).await
}

/// Says each finding and how much was looked at, line by line. Succeeds when nothing was found.
pub async fn verify(wired: &Wired, expected: Vec<Anchor>, mut say: impl FnMut(&str) -> Result<(), StartError>) -> Done {
    let verifier = Verifier::new(wired.core.clone(), wired.notary.clone());
    let mut said = Ok(());
    let looked = verifier.verify(expected, |finding| {
        if said.is_ok() {
            said = say(&finding.to_string());
        }
    });
    let Tally { seals, checkpoints, findings } = looked.await.map_err(refused)?;
    said?;
    let verdict = if findings == 0 { "the audit trail is whole" } else { "THE AUDIT TRAIL WAS TAMPERED WITH" };
    say(&format!("{seals} seals, {checkpoints} checkpoints, {findings} findings: {verdict}"))?;
    Ok(if findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
