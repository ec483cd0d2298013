//! Walking a list that the server hands out in pages, by offset and limit.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::call::{Call, SendFuture};
use super::error::Error;
use super::parameter::Parameter;

/// How an operation's answer is walked.
#[derive(Debug)]
pub struct OffsetPlan<T> {
    /// The parameter that says where to start.
    pub offset: &'static Parameter,
    /// The parameter that says how many.
    pub limit: Option<&'static Parameter>,
    /// The offset of the first element.
    pub start: u64,
    /// How many elements a page has.
    pub len: fn(&T) -> usize,
    /// How many elements there are on all pages, where the page says so.
    pub total: fn(&T) -> Option<u64>,
    /// The greatest offset that the server takes.
    pub max_offset: Option<u64>,
}

/// The pages of a list, as a [`Stream`] or by [`Pages::try_next`]. After an error it ends.
#[must_use = "nothing is fetched until it is asked for"]
pub struct Pages<T: 'static> {
    call: Call<T>,
    plan: &'static OffsetPlan<T>,
    offset: u64,
    done: bool,
    pending: Option<SendFuture<T>>,
}

impl<T: 'static> Pages<T> {
    pub(super) fn new(call: Call<T>, plan: &'static OffsetPlan<T>) -> Self {
        let offset = call.number(plan.offset).unwrap_or(plan.start);
        Self { call, plan, offset, done: false, pending: None }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    ///
    /// What the call fails with; also when more elements exist than the server lets an offset reach.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Walks element by element.
    pub fn items<I>(self, take: fn(T) -> Vec<I>) -> Items<T, I> {
        Items { pages: self, take, page: Vec::new().into_iter() }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        if self.done {
            return Poll::Ready(None);
        }
        if self.pending.is_none()
            && let Some(max) = self.plan.max_offset
            && self.offset > max
        {
            self.done = true;
            let why = format!("there is more, and the server takes no offset beyond {max}: narrow the search");
            return Poll::Ready(Some(Err(self.call.refuse(why))));
        }
        let pending = self.pending.get_or_insert_with(|| {
            let mut call = self.call.clone();
            call.set_number(self.plan.offset, self.offset);
            call.into_future()
        });
        let result = ready!(pending.as_mut().poll(cx));
        self.pending = None;
        match &result {
            Ok(page) => self.advance(page),
            Err(_) => self.done = true,
        }
        Poll::Ready(Some(result))
    }

    fn advance(&mut self, page: &T) {
        let len = (self.plan.len)(page) as u64;
        self.offset += len;
        let limit = self.plan.limit.and_then(|limit| self.call.number(limit));
        self.done = len == 0
            || match (self.plan.total)(page) {
                Some(total) => self.offset >= total,
                // Without a total a short page is the last; without a limit only an empty one is.
                None => limit.is_some_and(|limit| len < limit),
            };
    }
}

impl<T: 'static> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T: 'static> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).field("offset", &self.offset).finish_non_exhaustive()
    }
}

/// The elements of a list, over every page.
#[must_use = "nothing is fetched until it is asked for"]
pub struct Items<T: 'static, I> {
    pages: Pages<T>,
    take: fn(T) -> Vec<I>,
    page: std::vec::IntoIter<I>,
}

impl<T: 'static, I> Items<T, I> {
    /// The next element; `None` after the last.
    ///
    /// # Errors
    ///
    /// As for [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<I>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(cx)) {
                Some(Ok(page)) => self.page = (self.take)(page).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: 'static, I: Unpin> Stream for Items<T, I> {
    type Item = Result<I, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T: 'static, I> fmt::Debug for Items<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
