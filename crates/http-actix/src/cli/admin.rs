use std::{io::IsTerminal, process::ExitCode};

use domain::{
    accounts::NewAccount,
    kernel::{Check, Error, parse},
};
use secrecy::{ExposeSecret, SecretString};

use super::{AdminCreate, Done, refused, say};
use crate::wire::{Ports, StartError, Wired, wire};

/// `lifeline admin create`.
pub async fn create(command: &AdminCreate) -> Done {
    let config = command.common.config(None)?;
    let account = account(&command.email, &password(command)?, &command.name)?;
    let wired = wire(config, Ports::default()).await?;
    wired.database.migrate().await?;
    let user = wired.services.sign_up.admin_by_operator(account).await.map_err(refused)?;
    say(&format!("administrator {} created", user.id))?;
    Ok(ExitCode::SUCCESS)
}

/// The first administrator, from the configuration.
pub async fn first(wired: &Wired, email: &str, password: &SecretString) -> Result<(), StartError> {
    if wired.services.sign_up.has_admin().await.map_err(refused)? {
        return Ok(());
    }
    let account = account(email, password.expose_secret(), "Administrator")?;
    match wired.services.sign_up.admin_by_operator(account).await {
        Ok(user) => {
            tracing::info!(user_id = %user.id, "the first administrator was created");
            Ok(())
        }
        // Another server that started at the same moment was first.
        Err(Error::Conflict { .. }) if wired.services.sign_up.has_admin().await.map_err(refused)? => Ok(()),
        Err(error) => Err(refused(error)),
    }
}

fn account(email: &str, password: &str, name: &str) -> Result<NewAccount, StartError> {
    let mut check = Check::default();
    let email = check.required("email", Some(email.to_owned()), parse::email);
    let password = check.required("password", Some(password.to_owned()), parse::new_password);
    let name = check.required("name", Some(name.to_owned()), parse::name);
    let account = check.build(|| {
        let (first_name, last_name, contact, address) = (None, None, None, None);
        Some(NewAccount { email: email?, password: password?, name: name?, first_name, last_name, contact, address })
    });
    account.map_err(refused)
}

fn password(command: &AdminCreate) -> Result<String, StartError> {
    if let Some(password) = &command.password {
        return Ok(password.clone());
    }
    if std::io::stdin().is_terminal() {
        return Err(StartError::Config("give the password with --password or on standard input".into()));
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
