//! Walking a list that the server hands out in pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::answer::Response;
use super::argument::ParameterValue;
use super::call::Call;
use super::error::{EncodeError, Error};
use super::escape::encoded;
use super::future::ResponseFuture;
use super::links;
use super::members;
use super::parameter::Parameter;
use super::plan::{Plan, Way};

/// The pages of a list, as a [`Stream`] or by [`Pages::try_next`]. A page is fetched when it is asked for and not ahead of
/// that. After an error it ends; [`Pages::position`] then says where to go on.
#[must_use = "nothing is fetched until it is asked for"]
pub struct Pages<T: 'static> {
    call: Call<T>,
    plan: &'static Plan<T>,
    /// The page to fetch: a number, a cursor or a link; `None`: as the call says.
    next: Option<String>,
    /// How many elements the pages before it had.
    seen: u64,
    /// The position of the page that came last.
    given: String,
    total: Option<u64>,
    circle: Circle,
    /// The last page as it came, where nothing but another page tells that it was the last.
    body: Bytes,
    /// Whether the last page came.
    ended: bool,
    /// Whether more follows, and the page that came last does not say where.
    lost: bool,
    failed: bool,
    pending: Option<ResponseFuture<T>>,
}

impl<T: 'static> Call<T> {
    /// Walks the answer page by page.
    pub fn pages(self, plan: &'static Plan<T>) -> Pages<T> {
        Pages {
            call: self,
            plan,
            next: None,
            seen: 0,
            given: String::new(),
            total: None,
            circle: Circle::default(),
            body: Bytes::new(),
            ended: false,
            lost: false,
            failed: false,
            pending: None,
        }
    }

    /// Walks the answer from a position that [`Pages::position`] or [`Items::position`] gave.
    pub fn pages_from(mut self, plan: &'static Plan<T>, position: &str) -> Pages<T> {
        match stored(position, plan.numbered()) {
            Some((seen, next)) => Pages { next, seen, ..self.pages(plan) },
            None => {
                self = self.fail(format!("`{position}` is no position of these pages"));
                self.pages(plan)
            }
        }
    }

    /// Whether a parameter of the query was set.
    fn has(&self, parameter: Parameter) -> bool {
        self.draft.query.iter().any(|(name, pairs)| *name == parameter.name && !pairs.is_empty())
    }

    /// What a parameter of the query was set to, where it is a number.
    fn number(&self, parameter: Parameter) -> Option<u64> {
        let (_, pairs) = self.draft.query.iter().find(|(n, _)| *n == parameter.name)?;
        pairs.iter().find(|(n, _)| *n == encoded(parameter.name))?.1.parse().ok()
    }
}

/// A position as it was stored: how many elements came before it, and the page.
fn stored(position: &str, numbered: bool) -> Option<(u64, Option<String>)> {
    let (seen, next) = position.split_once(' ')?;
    let sound = next.is_empty() || !numbered || next.parse::<u64>().is_ok();
    let seen = seen.parse().ok().filter(|_| sound)?;
    Some((seen, (!next.is_empty()).then(|| next.to_owned())))
}

impl<T: 'static> Pages<T> {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    ///
    /// What the call fails with; also a cursor or a link that leads in a circle, a numbered page that
    /// repeats the one before where nothing tells the end, a link to another host, more elements
    /// than the server lets an offset reach, and a page that says that more follows and not where.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Where the next page begins, as a text that can be stored: `pages_from` of the same request goes on there. After an
    /// error it is the page that failed; after the last page there is none. A link stands in it as the server wrote it.
    #[must_use]
    pub fn position(&self) -> Option<String> {
        (!self.ended && !self.lost).then(|| format!("{} {}", self.seen, self.next.as_deref().unwrap_or_default()))
    }

    /// How many elements there are on all pages, where the page that came last says so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Walks element by element.
    pub fn items<I>(self, take: fn(T) -> Vec<I>) -> Items<T, I> {
        Items { back: self.back().is_some(), pages: self, take, page: Vec::new().into_iter() }
    }

    /// The parameter by which the call is walked backwards: it says where a page ends, and not where one begins.
    fn back(&self) -> Option<Parameter> {
        let Way::Ids { after, before: Some(before), .. } = self.plan.way else { return None };
        (self.call.has(before) && !self.call.has(after)).then_some(before)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        if self.ended || self.failed {
            return Poll::Ready(None);
        }
        if self.pending.is_none() {
            match self.call() {
                Ok(call) => self.pending = Some(call.send_with_response()),
                Err(error) => {
                    self.failed = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        let Some(pending) = &mut self.pending else { return Poll::Pending };
        let result = ready!(Pin::new(pending).poll(cx));
        self.pending = None;
        let result = result.and_then(|response| self.compared(response));
        self.failed = result.is_err();
        Poll::Ready(Some(result.map(|response| {
            self.given = self.position().unwrap_or_default();
            self.advance(&response);
            response.into_inner()
        })))
    }

    /// A server may take a number beyond its last page for that page; where nothing tells the end, it would have none.
    fn compared(&mut self, response: Response<T>) -> Result<Response<T>, Error> {
        let (page, plan) = (response.value(), self.plan);
        let told = || (plan.total)(page).or((plan.more)(page).map(u64::from)).is_some();
        let open = plan.numbered() && !told() && !links::header(response.headers()).known;
        let body = if open { response.raw.body.clone() } else { Bytes::new() };
        if !body.is_empty() && body == self.body {
            let why = "a page is the same as the one before: the server has no more, and does not say so";
            return Err(EncodeError::new(self.call.operation.id, why).into());
        }
        self.body = body;
        Ok(response)
    }

    /// The call for the next page.
    fn call(&self) -> Result<Call<T>, Error> {
        let mut call = self.call.clone();
        let refused = |why: String| Error::from(EncodeError::new(call.operation.id, why));
        if self.circle.closed {
            return Err(refused("the pages lead in a circle: a cursor or a link came a second time".to_owned()));
        }
        if self.lost {
            return Err(refused("more follows, and the page that came last does not say where".to_owned()));
        }
        match (&self.plan.way, &self.next) {
            (Way::Offset { max: Some(max), .. }, Some(next)) if next.parse().is_ok_and(|next: u64| next > *max) => {
                let why = format!("there is more, and the server takes no offset beyond {max}: narrow the search");
                return Err(refused(why));
            }
            (Way::Offset { parameter, .. } | Way::Page { parameter, .. }, _) => {
                let number = self.number();
                call.draft.set(*parameter, ParameterValue::Literal(number.to_string()));
            }
            (Way::Cursor { parameter, .. } | Way::CursorHeader { parameter, .. }, Some(next)) => {
                call.draft.set(*parameter, ParameterValue::Text(next.clone()))
            }
            (Way::Ids { after, .. }, Some(next)) => {
                call.draft.set(self.back().unwrap_or(*after), ParameterValue::Text(next.clone()));
            }
            (Way::BodyCursor { member, number, .. }, Some(next)) => {
                let json = if *number { next.clone() } else { members::written(next).map_err(refused)? };
                call.draft.body = Some(members::with(call.draft.body, member, &json).map_err(refused)?);
            }
            (Way::Link(_) | Way::Header, Some(next)) => {
                // Its own server may be another than the client's.
                let shared = &call.core.shared;
                let (base, document) = match &call.draft.base {
                    Some(base) => (base, ""),
                    None => (&shared.base, shared.document.as_str()),
                };
                let link = links::follow((base, document), call.operation.path, &call.draft.path, next);
                call.draft.link = Some(Box::new(link.map_err(refused)?));
            }
            (_, None) => {}
        }
        Ok(call)
    }

    /// The number of the page or of its first element.
    fn number(&self) -> u64 {
        let (Way::Offset { parameter, first, .. } | Way::Page { parameter, first }) = self.plan.way else { return 0 };
        let next = self.next.as_ref().and_then(|next| next.parse().ok());
        next.or_else(|| self.call.number(parameter)).unwrap_or(first)
    }

    fn advance(&mut self, response: &Response<T>) {
        let (page, plan) = (response.value(), self.plan);
        let count = (plan.len)(page);
        let len = count as u64;
        let links = links::header(response.headers());
        self.total = (plan.total)(page);
        self.seen += len;
        let next = match plan.way {
            Way::Offset { step, .. } => Some((self.number() + len.next_multiple_of(step.unwrap_or(1))).to_string()),
            Way::Page { .. } => Some((self.number() + 1).to_string()),
            Way::Cursor { next, .. } | Way::BodyCursor { next, .. } | Way::Link(next) => next(page),
            Way::Ids { id, .. } if self.back().is_some() => id(page, 0),
            Way::Ids { id, .. } => count.checked_sub(1).and_then(|last| id(page, last)),
            Way::CursorHeader { header, .. } => response.header(header).map(str::to_owned),
            Way::Header => links.next.clone(),
        };
        let next = next.filter(|next| !next.is_empty());
        let said = (plan.more)(page);
        let more = match said {
            Some(more) => more,
            None if plan.numbered() => self.more(len, &links),
            // An empty page with a cursor is one of which nothing passed a filter.
            None => true,
        };
        self.lost = said == Some(true) && next.is_none() && len > 0;
        self.ended = !more || next.is_none() && !self.lost || plan.numbered() && len == 0;
        if let Some(next) = &next
            && !self.ended
        {
            self.circle.pass(next);
        }
        self.next = next;
    }

    /// Whether more follows a page of this length, where pages are numbered and do not say it themselves.
    fn more(&self, len: u64, links: &links::Links) -> bool {
        if links.known {
            return links.next.is_some();
        }
        // Elements before the first page count where the walk began later.
        let (reached, step) = match self.plan.way {
            Way::Offset { first, step, .. } => ((self.number() + len).saturating_sub(first), step),
            _ => (self.seen, None),
        };
        let limit = self.plan.limit.and_then(|limit| self.call.number(limit)).or(step);
        match self.total {
            Some(total) => reached < total,
            // Without a total a short page is the last; without a limit only an empty one is.
            None => limit.is_none_or(|limit| len >= limit),
        }
    }
}

impl<T: 'static> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

/// Cursors and links may hold secrets, so that none shows.
impl<T: 'static> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).field("seen", &self.seen).finish_non_exhaustive()
    }
}

/// The elements of a list, over every page.
#[must_use = "nothing is fetched until it is asked for"]
pub struct Items<T: 'static, I> {
    pages: Pages<T>,
    take: fn(T) -> Vec<I>,
    page: std::vec::IntoIter<I>,
    /// Whether the last element of a page comes first.
    back: bool,
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

    /// Where the page begins that the next element is of, as for [`Pages::position`]: elements of it that were given
    /// come again.
    #[must_use]
    pub fn position(&self) -> Option<String> {
        if self.page.len() == 0 { self.pages.position() } else { Some(self.pages.given.clone()) }
    }

    /// As for [`Pages::total`].
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            let item = if self.back { self.page.next_back() } else { self.page.next() };
            if let Some(item) = item {
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

/// Finds circles among cursors with one of them kept, however many there are (Brent's algorithm).
#[derive(Default)]
struct Circle {
    kept: Option<String>,
    steps: u64,
    power: u64,
    closed: bool,
}

impl Circle {
    fn pass(&mut self, cursor: &str) {
        self.closed = self.kept.as_deref() == Some(cursor);
        self.steps += 1;
        if self.steps >= self.power {
            self.kept = Some(cursor.to_owned());
            self.power = (self.power * 2).max(1);
            self.steps = 0;
        }
    }
}
