//! The command line: `serve`, `demo`, `walk`, `migrate`, `openapi`, `admin create`, `audit verify`, `keys rotate`, `health`.

mod admin;
mod audit;
mod background;
mod demo;
mod health;
mod keys;
mod serve;
mod walk;

pub use audit::verify as verify_audit;
pub use serve::{prepare, stop};

use std::{
    future::Future,
    io::{ErrorKind, Write, stdout},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use domain::{audit::Anchor, kernel::Error};

use crate::{
    config::{Config, Overrides},
    telemetry,
    wire::{Ports, StartError, Wired, wire},
};

/// A self-hosted backend for hospitals and telehealth.
#[derive(Parser)]
#[command(name = "lifeline", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API.
    Serve(Serve),
    /// Starts a server on this machine with invented people in it and nothing to configure.
    Demo(Demo),
    /// Applies missing migrations and stops.
    Migrate(Common),
    /// Prints the OpenAPI document, or the same as a Postman collection.
    Openapi(OpenApiForm),
    /// Plays the loop of care against a running server; exits with 1 at the first step that does not hold.
    Walk(WalkAt),
    /// Asks a running server whether it is well; exits with 1 when it is not.
    Health(HealthQuestion),
    /// Manages administrators.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Looks after the audit trail.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Manages the keys in the data folder.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Makes a new signing key; what the one before has signed still counts.
    Rotate(Common),
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Opens an administrator's account.
    Create(AdminCreate),
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Looks along the whole trail for rows, seals and noted reads that were edited, removed or reordered, and names them;
    /// exits with 1 when there are any, with 2 when nothing else is wrong but part of it could not be checked.
    Verify(AuditVerify),
}

#[derive(Args)]
struct AuditVerify {
    #[command(flatten)]
    common: Common,
    /// A seal that was written down outside, such as from the log of another machine; may be given several times. The file
    /// audit.anchor in the data folder is read anyway.
    #[arg(long, value_name = "SEQ:HASH")]
    expect: Vec<Anchor>,
}

/// Where configuration comes from and where data goes.
#[derive(Args, Clone)]
struct Common {
    /// The folder for the database, files and keys.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// A configuration file (TOML).
    #[arg(long, value_name = "FILE", env = "LIFELINE_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Args)]
struct Serve {
    #[command(flatten)]
    common: Common,
    /// The port to listen on; 0 takes a free one.
    #[arg(long)]
    port: Option<u16>,
    /// Refuses to start instead of applying missing migrations.
    #[arg(long)]
    no_migrate: bool,
}

#[derive(Args)]
struct OpenApiForm {
    /// As a Postman collection.
    #[arg(long)]
    postman: bool,
}

#[derive(Args)]
struct Demo {
    #[command(flatten)]
    common: Common,
    /// The port to listen on; 0 takes a free one.
    #[arg(long)]
    port: Option<u16>,
    /// Plays the loop of care against it and stops, with 1 if a step does not hold.
    #[arg(long)]
    walk: bool,
}

#[derive(Args)]
struct WalkAt {
    /// The server's address.
    #[arg(long, default_value = "http://127.0.0.1:8000")]
    url: String,
    /// An administrator's e-mail address; the demonstration's if not given.
    #[arg(long, env = "LIFELINE_ADMIN_EMAIL", default_value = crate::demo::ADMIN)]
    admin_email: String,
    /// That administrator's password; the demonstration's if not given.
    #[arg(long, env = "LIFELINE_ADMIN_PASSWORD", hide_env_values = true, default_value = crate::demo::PASSWORD)]
    admin_password: String,
}

#[derive(Args)]
struct HealthQuestion {
    /// The address that tells.
    #[arg(long, default_value = "http://127.0.0.1:8000/health/ready")]
    url: String,
    /// How long to wait for an answer.
    #[arg(long, default_value_t = 3, value_name = "SECONDS")]
    timeout_seconds: u64,
}

#[derive(Args)]
struct AdminCreate {
    #[command(flatten)]
    common: Common,
    /// The administrator's e-mail address.
    #[arg(long)]
    email: String,
    /// The password; read from standard input when it is not given here.
    #[arg(long, env = "LIFELINE_ADMIN_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// The administrator's name.
    #[arg(long, default_value = "Administrator")]
    name: String,
}

impl Common {
    fn config(&self, port: Option<u16>) -> Result<Config, StartError> {
        let overrides = Overrides { port, data_dir: self.data_dir.clone(), config_file: self.config.clone() };
        Config::load(&overrides).map_err(|error| StartError::Config(error.to_string()))
    }
}

/// Runs a command. What goes wrong is said on standard error in one line.
pub fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Serve(serve) => serve::serve(&serve),
        Command::Demo(command) => demo::run(&command),
        Command::Migrate(common) => block_on(migrate(&common)),
        Command::Openapi(form) => openapi(&form),
        Command::Walk(place) => block_on(walk::at(&place)),
        Command::Health(question) => block_on(health::ask(&question)),
        Command::Audit { command: AuditCommand::Verify(command) } => block_on(audit::run(command)),
        Command::Admin { command: AdminCommand::Create(create) } => block_on(admin::create(&create)),
        Command::Keys { command: KeysCommand::Rotate(common) } => keys::rotate(&common),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            say_error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

type Done = Result<ExitCode, StartError>;

fn block_on(work: impl Future<Output = Done>) -> Done {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

async fn migrate(common: &Common) -> Done {
    let config = common.config(None)?;
    telemetry::logging::init(&config.log, config.server.is_production());
    let wired = wire(config, Ports::default()).await?;
    say(&format!("{} migrations applied", wired.database.migrate().await?))?;
    Ok(ExitCode::SUCCESS)
}

fn openapi(form: &OpenApiForm) -> Done {
    let document = if form.postman { crate::app::postman() } else { crate::app::openapi() };
    let text = serde_json::to_string_pretty(&document).map_err(|error| StartError::Config(error.to_string()))?;
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the administrator's account that the configuration names, unless there is an administrator already.
async fn first_admin(wired: &Wired) -> Result<(), StartError> {
    let auth = &wired.config.auth;
    if let (Some(email), Some(password)) = (&auth.admin_email, &auth.admin_password) {
        admin::first(wired, email, password).await?;
    }
    Ok(())
}

/// What stops a command, as it is said.
fn refused(error: Error) -> StartError {
    match error {
        Error::Repo(error) => StartError::Database(error),
        other => StartError::Config(other.to_string()),
    }
}

/// Says it on standard output. Whoever closed the pipe has read enough.
fn say(text: &str) -> Result<(), StartError> {
    match writeln!(stdout().lock(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[expect(clippy::print_stderr, reason = "a command explains its failure on standard error")]
fn say_error(text: &str) {
    eprintln!("lifeline: {text}");
}
