use std::{
    process::ExitCode,
    sync::{Arc, OnceLock},
    time::Duration,
};

use actix_web::dev::ServerHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Done, Serve, background::Background, first_admin};
use crate::{
    folder_lock::FolderLock,
    server::{Listening, bind, listen},
    telemetry,
    wire::{Ports, StartError, Wired, wire},
};

/// What the background gets at least, however long requests took to end: what they noted is in its hands.
const LEAST: Duration = Duration::from_secs(5);

/// `lifeline serve`.
pub fn serve(command: &Serve) -> Done {
    let mut config = command.common.config(command.port)?;
    config.database.migrate &= !command.no_migrate;
    telemetry::logging::init(&config.log, config.server.is_production());
    for note in config.notes() {
        tracing::info!("{note}");
    }
    let _lock = FolderLock::take(&config)?;
    super::block_on(async {
        let wired = wire(config, Ports::default()).await?;
        let listening = start(&wired).await?;
        tracing::info!(address = %listening.address, "listening");
        if !wired.config.server.is_production() {
            super::say(&format!("Lifeline listens at http://{}", listening.address))?;
        }
        until_told_to_stop(&wired, listening).await
    })
}

/// Migrates, makes the first administrator, binds the port.
pub async fn start(wired: &Wired) -> Result<Listening, StartError> {
    let listener = bind(wired.config.server.address())?;
    prepare(wired).await?;
    let listening = listen(wired, listener, wired.config.server.worker_count())?;
    hear_signals(listening.told_to_stop.clone())?;
    Ok(listening)
}

/// Brings the database up to date, or refuses when that is not wanted.
pub async fn prepare(wired: &Wired) -> Result<(), StartError> {
    if wired.config.database.migrate {
        let applied = wired.database.migrate().await?;
        if applied > 0 {
            tracing::info!(applied, "migrations applied");
        }
    } else {
        let missing = wired.database.pending_migrations().await?;
        if missing > 0 {
            let text =
                format!("{missing} migrations are missing; run `lifeline migrate` or start without --no-migrate");
            return Err(StartError::Config(text));
        }
    }
    first_admin(wired).await
}

/// Serves until SIGINT or SIGTERM, then ends what runs. Requests and the background have one deadline together.
pub async fn until_told_to_stop(wired: &Wired, listening: Listening) -> Done {
    let told_at = Arc::new(OnceLock::new());
    let noted = told_at.clone();
    let (handle, stopped, told) = (listening.handle.clone(), wired.clone(), listening.told_to_stop.clone());
    tokio::spawn(async move {
        told.cancelled().await;
        noted.get_or_init(Instant::now);
        tracing::info!("stopping");
        stop(&stopped, &handle).await;
    });
    let background = Background::start(wired);
    let ended = listening.server.await;
    background.stop(deadline(wired, *told_at.get_or_init(Instant::now))).await;
    wired.database.close();
    ended?;
    Ok(ExitCode::SUCCESS)
}

/// By when everything must have ended, of what was told to stop then.
pub fn deadline(wired: &Wired, told_at: Instant) -> Instant {
    let patience = Duration::from_secs(wired.config.server.shutdown_seconds);
    (told_at + patience).max(Instant::now() + LEAST.min(patience))
}

/// Lets nobody new in, lets requests end and sockets say goodbye; open sockets would keep the server from ending.
pub async fn stop(wired: &Wired, handle: &ServerHandle) {
    let patience = Duration::from_secs(wired.config.server.shutdown_seconds);
    tokio::join!(handle.stop(true), wired.sockets.close_all(patience));
}

/// From now on SIGINT and SIGTERM are heard, also one that comes before the server waits for them.
fn hear_signals(told: CancellationToken) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        told.cancel();
    });
    Ok(())
}
