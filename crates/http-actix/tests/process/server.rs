//! The real program as a process of its own.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

/// A running server; killed when it is dropped.
pub struct Server {
    process: Child,
    /// `http://127.0.0.1:…`
    pub address: String,
}

impl Server {
    /// Starts it on a free port with these settings and waits until it listens.
    pub fn start(data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lifeline"));
        command
            .args(["serve", "--port", "0", "--data-dir"])
            .arg(data)
            .env_clear()
            .env("LIFELINE__AUTH__BCRYPT_COST", "4")
            .env("LIFELINE__LOG__FORMAT", "json")
            .env("LIFELINE__LIMITS__ENABLED", "false")
            .envs(settings.iter().copied())
            .current_dir(data)
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = command.spawn().expect("the server starts");
        let mut lines = BufReader::new(process.stderr.take().expect("its log")).lines();
        let address = loop {
            let line = lines.next().expect("the server says where it listens").expect("a line");
            let line: Value = serde_json::from_str(&line).expect("a JSON line");
            if let Some(address) = line["address"].as_str() {
                break format!("http://{address}");
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    /// SIGKILL: no handler runs.
    pub fn kill(mut self) {
        self.process.kill().expect("the server dies");
        self.process.wait().expect("the server is dead");
    }

    /// SIGTERM.
    pub fn tell_to_stop(&self) {
        let told = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(told.expect("a signal").success());
    }

    /// How it ended, if it did within this time.
    pub fn ended_within(&mut self, patience: Duration) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < patience {
            if let Some(status) = self.process.try_wait().expect("its state") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
