//! The one binary: `lifeline`.

use std::process::ExitCode;

use clap::Parser;
use http_actix::cli::{Cli, run};

/// Many small pieces are allocated and freed with each request, on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    run(Cli::parse())
}
