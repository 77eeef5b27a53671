//! The connection of a listener.

use std::sync::Arc;

use fred::{clients::Client, error::Error, types::config::Config};

use crate::connection::{self, Held};

/// A connection of its own for listening to channels. It comes back by itself when it is lost, but without its
/// subscriptions: whoever listens is told and subscribes anew, for it missed something. Ends when the last of its clones
/// is dropped.
#[derive(Clone)]
pub struct Subscriber {
    client: Client,
    _held: Arc<Held>,
}

impl Subscriber {
    pub(crate) fn new(config: Config) -> Result<Self, Error> {
        let client = connection::client(config)?;
        let held = Arc::new(Held::new(&client));
        Ok(Self { client, _held: held })
    }

    /// The library's client, for subscribing and for hearing of what happens to the connection.
    pub const fn client(&self) -> &Client {
        &self.client
    }
}
