//! Starts and stops the HTTP server.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::{
    App, HttpServer,
    dev::{Server, ServerHandle},
    middleware::{NormalizePath, from_fn},
};

use tokio_util::sync::CancellationToken;

use crate::{
    app, realtime,
    telemetry::{RequestLog, metrics},
    wire::{StartError, Wired},
};

/// A server that listens; it serves while [`Listening::server`] is polled.
pub struct Listening {
    /// To be awaited.
    pub server: Server,
    /// To stop it.
    pub handle: ServerHandle,
    /// Where it listens.
    pub address: SocketAddr,
    /// Cancelled when it is told to stop.
    pub told_to_stop: CancellationToken,
}

/// Binds the address. A busy port is said in clear words.
pub fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).map_err(|cause| {
        let port = address.port();
        StartError::Listen(match cause.kind() {
            std::io::ErrorKind::AddrInUse => format!("port {port} is in use already; choose another one with --port"),
            std::io::ErrorKind::PermissionDenied => {
                format!("port {port} may not be used by this account; choose one above 1023 with --port")
            }
            _ => format!("cannot listen on {address}: {cause}"),
        })
    })
}

/// Prepares the server on a bound listener.
pub fn listen(wired: &Wired, listener: TcpListener, workers: usize) -> Result<Listening, StartError> {
    let address = listener.local_addr()?;
    metrics::install().map_err(|error| StartError::Config(error.to_string()))?;
    let (wired, parts) = (wired.clone(), Arc::new(app::parts()));
    realtime::watch(&wired.sockets);
    let seconds = wired.config.server.shutdown_seconds;
    let server = HttpServer::new(move || {
        App::new()
            .configure(|config| app::configure(&wired, parts.as_slice(), config))
            .wrap(NormalizePath::trim())
            .wrap(app::compression())
            .wrap(app::cors(&wired.config.server.cors_origins))
            .wrap(from_fn(app::explain_cors))
            .wrap(app::security_headers())
            .wrap(from_fn(app::transport_security))
            .wrap(RequestLog::new(wired.core.fresh.clone()))
    })
    .workers(workers)
    .shutdown_timeout(seconds)
    // A client that closes its side has left: what is done for it alone, such as a question to a model, ends at once.
    .h1_allow_half_closed(false)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(Listening { handle: server.handle(), server, address, told_to_stop: CancellationToken::new() })
}
