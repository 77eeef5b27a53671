//! Which pool serves which thread. The HTTP server's workers each run a runtime of their own: a connection that is driven on
//! the worker that uses it spares two changes of threads with every statement. All other threads share one pool.

use std::time::Duration;

use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig,
    deadpool::{BuildError, Pool},
};
use domain::ports::{RepoError, RepoResult};
use thread_local::ThreadLocal;
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::backend::{Conn, Pooled};

/// Below this many connections for each worker, one that waits would wait while others lie idle.
const ENOUGH_FOR_A_WORKER: usize = 4;
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the configuration of a pool whose connections are driven by this runtime.
pub type Configure = Box<dyn Fn(Handle) -> ManagerConfig<Conn> + Send + Sync>;

/// All connections of this process.
pub struct Pools {
    url: String,
    configure: Configure,
    shared: Pool<Conn>,
    per_worker: Option<usize>,
    of_workers: ThreadLocal<Pool<Conn>>,
}

impl Pools {
    /// `size` connections at most, of which `workers` threads get equal shares where there are enough.
    pub fn new(url: &str, size: usize, workers: usize, configure: Configure) -> RepoResult<Self> {
        let per_worker = share(size, workers);
        let shared_size = size - workers * per_worker.unwrap_or_default();
        let shared = build(url, shared_size, configure(Handle::current()))?;
        Ok(Self { url: url.to_owned(), configure, shared, per_worker, of_workers: ThreadLocal::new() })
    }

    /// A connection of this thread's pool.
    pub async fn connection(&self) -> RepoResult<Pooled> {
        let pool = match self.per_worker {
            Some(size) if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread => {
                self.of_workers.get_or_try(|| build(&self.url, size, (self.configure)(Handle::current())))?
            }
            Some(_) | None => &self.shared,
        };
        pool.get().await.map_err(|error| RepoError::Unavailable(Box::new(error)))
    }

    /// Connections in use and open.
    pub fn in_use_and_open(&self) -> (usize, usize) {
        self.all().map(Pool::status).fold((0, 0), |(in_use, open), status| {
            (in_use + status.size.saturating_sub(status.available), open + status.size)
        })
    }

    /// Closes every pool.
    pub fn close(&self) {
        self.all().for_each(Pool::close);
    }

    fn all(&self) -> impl Iterator<Item = &Pool<Conn>> {
        self.of_workers.iter().chain([&self.shared])
    }
}

/// Each worker's connections, where all of them and the shared pool get enough.
fn share(size: usize, workers: usize) -> Option<usize> {
    let share = size / (workers + 1);
    (workers > 0 && share >= ENOUGH_FOR_A_WORKER).then_some(share)
}

fn build(url: &str, size: usize, config: ManagerConfig<Conn>) -> RepoResult<Pool<Conn>> {
    Pool::builder(AsyncDieselConnectionManager::<Conn>::new_with_config(url, config))
        .max_size(size)
        .runtime(deadpool::Runtime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .build()
        .map_err(|error: BuildError| RepoError::Unavailable(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_have_pools_of_their_own_only_where_there_are_connections_enough() {
        assert_eq!(share(20, 2), Some(6));
        assert_eq!(share(20, 4), Some(4));
        assert_eq!(share(20, 8), None);
        assert_eq!(share(8, 0), None);
    }
}
