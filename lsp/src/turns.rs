//! Turns: whatever comes in is worked off in the order in which it came in.
//!
//! Handlers of messages run concurrently, and one that waits for anything can be overtaken by the next: an edit would be
//! applied after a later one, a hover answered from a text that is no longer there. So every message is given its turn
//! while it is read, in wire order, before anything is awaited. Its handler puts its work into that turn whenever it comes
//! to run, and the one thread that owns the state does the work turn by turn. A turn whose handler ends without work is
//! skipped.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Poll};
use tokio::sync::oneshot;
use tower_service::Service;

/// Something to be done with the state.
type Work<S> = Box<dyn FnOnce(&mut S) + Send>;

/// A place in the line, to be filled with work.
pub struct Turn<S>(oneshot::Sender<Work<S>>);

/// The line of turns, as those see it who join it.
pub struct Line<S> {
    turns: mpsc::Sender<oneshot::Receiver<Work<S>>>,
}

impl<S> Clone for Line<S> {
    fn clone(&self) -> Line<S> {
        Line { turns: self.turns.clone() }
    }
}

impl<S: 'static> Line<S> {
    /// Starts the thread that owns the state. It does the work of each turn in order, calls `idle` whenever nobody is in
    /// line, and ends once all lines and turns are gone.
    pub fn start(
        state: impl FnOnce() -> S + Send + 'static,
        idle: impl Fn(&mut S) + Send + 'static,
    ) -> Line<S> {
        let (turns, line) = mpsc::channel();
        std::thread::spawn(move || work_off(state(), &line, idle));
        Line { turns }
    }

    fn join(&self) -> Turn<S> {
        let (turn, filled) = oneshot::channel();
        // Where the owner is gone, so is whoever would be answered.
        let _ = self.turns.send(filled);
        Turn(turn)
    }
}

fn work_off<S>(mut state: S, line: &mpsc::Receiver<oneshot::Receiver<Work<S>>>, idle: impl Fn(&mut S)) {
    loop {
        let next = line.try_recv().or_else(|_| {
            idle(&mut state);
            line.recv()
        });
        let Ok(turn) = next else { return };
        if let Ok(work) = turn.blocking_recv() {
            work(&mut state);
        }
    }
}

impl<S: 'static> Turn<S> {
    /// Has the work done in this turn, and gives its answer; `None` where the owner is gone.
    pub async fn take<T: Send + 'static>(self, work: impl FnOnce(&mut S) -> T + Send + 'static) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        let work: Work<S> = Box::new(move |state| _ = answer.send(work(state)));
        self.0.send(work).ok()?;
        answered.await.ok()
    }
}

/// A service whose messages join a line while they are read.
pub struct InOrder<T, S: 'static> {
    inner: T,
    line: Line<S>,
    current: &'static tokio::task::LocalKey<RefCell<Option<Turn<S>>>>,
}

impl<T, S: 'static> InOrder<T, S> {
    /// Lets the messages of a service join a line. A handler finds its turn in `current`.
    pub fn new(
        inner: T,
        line: Line<S>,
        current: &'static tokio::task::LocalKey<RefCell<Option<Turn<S>>>>,
    ) -> InOrder<T, S> {
        InOrder { inner, line, current }
    }
}

impl<T, S, Message> Service<Message> for InOrder<T, S>
where
    T: Service<Message>,
    T::Future: Send + 'static,
{
    type Response = T::Response;
    type Error = T::Error;
    type Future = Pin<Box<dyn Future<Output = Result<T::Response, T::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), T::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, message: Message) -> Self::Future {
        let turn = self.line.join();
        Box::pin(self.current.scope(RefCell::new(Some(turn)), self.inner.call(message)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_in_the_order_of_the_turns_whoever_is_ready_first() {
        let line = Line::start(Vec::new, |_: &mut Vec<u32>| {});
        let (first, skipped, third, last) = (line.join(), line.join(), line.join(), line.join());
        drop(skipped);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let done = runtime.block_on(async {
            let third = third.take(|done| done.push(3));
            let last = last.take(|done| done.clone());
            let first = first.take(|done| done.push(1));
            tokio::join!(third, last, first).1
        });
        assert_eq!(done, Some(vec![1, 3]));
    }
}
