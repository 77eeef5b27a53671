use std::process::ExitCode;

use super::{Common, Done, say};
use crate::{keys::KeyFolder, wire::StartError};

/// `lifeline keys rotate`. A server may run meanwhile: it goes on with the keys that it has read at its start.
pub fn rotate(common: &Common) -> Done {
    let config = common.config(None)?;
    if config.auth.secret_key.is_some() {
        let text = "the signing key comes from the configuration (auth.secret_key, JWT_SECRET_KEY): replace it there and \
            keep the old one in auth.earlier_keys (JWT_EARLIER_KEYS)";
        return Err(StartError::Config(text.into()));
    }
    let rotated = KeyFolder::of(&config).rotate()?;
    say(&format!("key {} signs from the next start on; restart every server that uses this folder", rotated.new))?;
    let (old, place) = (rotated.old, rotated.old_file.display());
    say(&format!("key {old} counts for a week more, and proves audit checkpoints as long as it stays at {place}"))?;
    Ok(ExitCode::SUCCESS)
}
