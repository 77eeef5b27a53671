use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::Instant,
};

use super::{Demo, Done, background::Background, refused, say, serve, walk};
use crate::{
    config::{Config, LogLevel},
    demo,
    folder_lock::FolderLock,
    server::Listening,
    telemetry,
    walk::Plan,
    wire::{Ports, StartError, Wired, wire},
};

/// Hashing costs are for secrets; everybody knows the demonstration's password.
const DEMO_BCRYPT_COST: u32 = 10;

/// `lifeline demo`.
pub fn run(command: &Demo) -> Done {
    let (config, left_aside) = fitted(command.common.config(command.port)?, command.walk)?;
    telemetry::logging::init(&config.log, false);
    for part in left_aside {
        say(&format!("The demonstration keeps to itself: {part} of the configuration is not used."))?;
    }
    let _lock = FolderLock::take(&config)?;
    super::block_on(async {
        let (console, messages) = unbounded_channel();
        let console = (!command.walk).then_some(console);
        let wired = wire(config, Ports { console, ..Ports::default() }).await?;
        let listening = serve::start(&wired).await?;
        demo::seed(&wired).await.map_err(refused)?;
        if command.walk { play(&wired, listening).await } else { show(&wired, listening, messages).await }
    })
}

/// On this machine only, with nothing of anybody else's: no database, bucket, model, mail server or account for text
/// messages that the configuration names, and no administrator but the demonstration's own. Says what is left aside.
fn fitted(mut config: Config, quiet: bool) -> Result<(Config, Vec<&'static str>), StartError> {
    if config.server.is_production() {
        return Err(StartError::Config("a demonstration does not run with ENVIRONMENT=production".into()));
    }
    config.server.confine_to_this_machine();
    let left_aside = config.keep_to_the_folder();
    config.limits.enabled = false;
    config.auth.admin_email = None;
    config.auth.admin_password = None;
    config.auth.bcrypt_cost = config.auth.bcrypt_cost.min(DEMO_BCRYPT_COST);
    if quiet {
        config.log.level = LogLevel::Warn;
    }
    Ok((config, left_aside))
}

async fn show(wired: &Wired, listening: Listening, messages: UnboundedReceiver<String>) -> Done {
    let address = format!("http://{}", listening.address);
    say(&demo::table(&address, &wired.config.data.dir.display().to_string()))?;
    let telling = tokio::spawn(tell(messages));
    let stopped = serve::until_told_to_stop(wired, listening).await;
    telling.abort();
    stopped
}

/// Codes and links would go by mail and text message, so whoever tries the demonstration reads them here.
async fn tell(mut messages: UnboundedReceiver<String>) -> Result<(), StartError> {
    while let Some(message) = messages.recv().await {
        say(&format!("\n{message}\n"))?;
    }
    Ok(())
}

/// Walks at the server just started, then stops it.
async fn play(wired: &Wired, listening: Listening) -> Done {
    let plan = Plan {
        url: format!("http://{}", listening.address),
        admin_email: demo::ADMIN.to_owned(),
        admin_password: demo::PASSWORD.to_owned(),
    };
    let handle = listening.handle.clone();
    let (server, background) = (tokio::spawn(listening.server), Background::start(wired));
    let walked = walk::play(&plan).await;
    let told_at = Instant::now();
    serve::stop(wired, &handle).await;
    let ended = server.await.map_err(std::io::Error::other).flatten();
    background.stop(serve::deadline(wired, told_at)).await;
    wired.database.close();
    ended?;
    walked
}
