//! The real program as a process of its own.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(20);

/// A running server; killed when it is dropped.
pub struct Server {
    process: Child,
    log: Arc<Mutex<Vec<Value>>>,
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
        let lines = BufReader::new(process.stderr.take().expect("its log")).lines();
        let mut file = testkit::log_file();
        let mut lines = lines.inspect(move |line| {
            if let (Some(file), Ok(line)) = (&mut file, line) {
                file.write_all(format!("{line}\n").as_bytes()).expect("a line of the run's log");
            }
        });
        let address = loop {
            let line = lines.next().expect("the server says where it listens").expect("a line");
            let line: Value = serde_json::from_str(&line).expect("a JSON line");
            if let Some(address) = line["address"].as_str() {
                break format!("http://{address}");
            }
        };
        let log = Arc::<Mutex<Vec<Value>>>::default();
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("a JSON line");
                kept.lock().expect("the log").push(line);
            }
        });
        Self { process, log, address }
    }

    /// Waits for a line of the log with this message.
    pub fn says(&self, message: &str) -> Value {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let log = self.log.lock().expect("the log");
            if let Some(line) = log.iter().find(|line| line["message"] == message) {
                return line.clone();
            }
            drop(log);
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server does not say {message:?}");
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
