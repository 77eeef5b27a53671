//! Migrations block the thread they run on, so they get a small runtime of their own.

use domain::ports::{RepoError, RepoResult};

/// Runs the work at `place` (an address, a file) on a thread and a runtime that nothing else waits for.
pub async fn on_own_runtime<P, F>(place: P, work: F) -> RepoResult<usize>
where
    P: Send + 'static,
    F: AsyncFnOnce(P) -> RepoResult<usize> + Send + 'static,
{
    let blocking = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.map_err(|error| RepoError::Unavailable(Box::new(error)))?.block_on(work(place))
    });
    blocking.await.map_err(|error| RepoError::Unavailable(Box::new(error)))?
}
