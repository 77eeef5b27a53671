//! The one binary: `lifeline`.

use std::process::ExitCode;

use clap::Parser;
use http_actix::cli::{Cli, run};

fn main() -> ExitCode {
    run(Cli::parse())
}
