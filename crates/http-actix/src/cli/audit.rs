use std::process::ExitCode;

use domain::audit::{Anchor, Tally, Verdict, Verifier};

use super::{AuditVerify, Done, refused, say};
use crate::{
    keys,
    wire::{Ports, StartError, Wired, reasons, wire},
};

/// Part of the trail could not be checked, and nothing is wrong with the rest.
const UNPROVEN: u8 = 2;

/// `lifeline audit verify`.
pub async fn run(command: AuditVerify) -> Done {
    let config = command.common.config(None)?;
    // A key that is made here would know none of the seals.
    keys::existing(&config)?;
    let wired = wire(config, Ports::default()).await?;
    let missing = wired.database.pending_migrations().await?;
    if missing > 0 {
        let text = format!("{missing} migrations are missing; run `lifeline migrate` first");
        return Err(StartError::Config(text));
    }
    verify(&wired, command.expect, say).await
}

/// Says each finding and how much was looked at, line by line. Besides what is expected, the chain has to hold what the
/// server wrote down in the data folder. Succeeds when nothing was found.
pub async fn verify(wired: &Wired, expected: Vec<Anchor>, mut say: impl FnMut(&str) -> Result<(), StartError>) -> Done {
    let written_down = wired.anchors.last().await.map_err(|error| StartError::Config(reasons(&error)))?;
    let verifier = Verifier::new(wired.core.clone(), wired.notary.clone());
    let mut said = Ok(());
    let looked = verifier.verify(expected.into_iter().chain(written_down), |finding| {
        if said.is_ok() {
            said = say(&finding.to_string());
        }
    });
    let tally = looked.await.map_err(refused)?;
    said?;
    let (verdict, code) = match tally.verdict() {
        Verdict::Whole => ("the audit trail is whole", ExitCode::SUCCESS),
        Verdict::Unproven => ("PART OF THE AUDIT TRAIL COULD NOT BE CHECKED", ExitCode::from(UNPROVEN)),
        Verdict::Tampered => ("THE AUDIT TRAIL WAS TAMPERED WITH", ExitCode::FAILURE),
    };
    let Tally { seals, checkpoints, findings, .. } = tally;
    say(&format!("{seals} seals, {checkpoints} checkpoints, {findings} findings: {verdict}"))?;
    Ok(code)
}
