//! How far the body of a request has come: so that somebody who sends it too slowly is told that, and not that the
//! register is busy; and so that nobody goes on sending one that nobody reads.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, HttpResponse};
use futures_core::Stream;

/// The body of a request; nothing where it has none.
pub(super) struct Arrival(Option<Body>);

#[derive(Clone)]
struct Body {
    body: Rc<RefCell<Payload>>,
    state: Rc<Cell<State>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unread,
    /// Somebody wants more than has come.
    WaitedFor,
    Over,
}

impl Arrival {
    /// Watches the body of a request.
    pub(super) fn watch(request: &mut ServiceRequest) -> Self {
        let body = request.take_payload();
        if matches!(body, Payload::None) {
            return Self(None);
        }
        let body = Body {
            body: Rc::new(RefCell::new(body)),
            state: Rc::new(Cell::new(State::Unread)),
        };
        let watched: Pin<Box<dyn Stream<Item = _>>> = Box::pin(body.clone());
        request.set_payload(watched.into());
        Self(Some(body))
    }

    /// Whether somebody wants more of the body than has come.
    pub(super) fn is_waited_for(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|body| body.state.get() == State::WaitedFor)
    }

    /// Has the connection closed after this answer where the body is not over. The framework does so as long as the
    /// body is held; of one in chunks that nobody holds it takes the rest, however slowly that comes.
    pub(super) fn close_unread(&self, response: &mut HttpResponse) {
        let Some(request) = self.0.as_ref().filter(|body| body.state.get() != State::Over) else {
            return;
        };
        let bare = HttpResponse::new(response.status());
        let answer = std::mem::replace(response, bare);
        let request = request.clone();
        *response = answer.map_body(|_, body| {
            BoxBody::new(Answer {
                body,
                _request: request,
            })
        });
    }
}

impl Stream for Body {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut *self.body.borrow_mut()).poll_next(context);
        self.state.set(match &next {
            Poll::Pending => State::WaitedFor,
            Poll::Ready(Some(Ok(_))) => State::Unread,
            Poll::Ready(_) => State::Over,
        });
        next
    }
}

/// The body of an answer, which holds that of its request.
struct Answer {
    body: BoxBody,
    _request: Body,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
