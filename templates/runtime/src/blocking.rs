//! Calls that block the thread, for programs that are not asynchronous.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::OnceLock;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};
use tokio::task::unconstrained;

use super::error::{ConfigError, Error};

/// Waits for a call, or for anything else of an SDK that is awaited.
///
/// The thread that waits does the work of the call; connections live on a thread in the background, which starts with
/// the first call. Any number of threads may wait at once. Inside of asynchronous code it works too, but blocks all that
/// shares the thread.
pub trait Wait: IntoFuture + Sized {
    /// Blocks the thread until the answer is there.
    ///
    /// # Errors
    ///
    /// Those of the call; also a thread that the system refuses.
    fn wait(self) -> Self::Output;
}

impl<T, C: IntoFuture<Output = Result<T, Error>>> Wait for C {
    fn wait(self) -> Result<T, Error> {
        block_on(self.into_future())
    }
}

/// Waits for each element of a stream: items, pages, events, lines, chunks.
pub trait WaitEach: Stream + Unpin + Sized {
    /// The elements as an iterator that blocks the thread until the next one is there.
    fn wait_each(self) -> Waiting<Self> {
        Waiting(self)
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> WaitEach for S {}

/// A stream as an iterator.
#[must_use = "nothing is fetched until it is asked for"]
pub struct Waiting<S>(S);

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Waiting<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = poll_fn(|cx| Pin::new(&mut self.0).poll_next(cx));
        block_on(async { next.await.transpose() }).transpose()
    }
}

impl<S> fmt::Debug for Waiting<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").finish_non_exhaustive()
    }
}

/// Drives a future on this thread. Clocks and connections are looked after in the background, so that what was opened by
/// one call is alive for the next, and threads do not wait for each other.
fn block_on<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let _inside = background()?.enter();
    // A task of asynchronous code that waits here has no budget of steps to give.
    pollster::block_on(unconstrained(future))
}

fn background() -> Result<&'static Handle, Error> {
    static BACKGROUND: OnceLock<Result<Handle, String>> = OnceLock::new();
    let start = || {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let run = move || runtime.block_on(std::future::pending::<()>());
        std::thread::Builder::new().name("sdk-connections".to_owned()).spawn(run)?;
        Ok::<_, std::io::Error>(handle)
    };
    let started = BACKGROUND.get_or_init(|| start().map_err(|error| format!("no thread for connections: {error}")));
    started.as_ref().map_err(|why| ConfigError::new(why.clone()).into())
}
