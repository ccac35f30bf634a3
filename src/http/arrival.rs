//! How far the body of a request has come, so that somebody who sends it too slowly is told that, and not that the
//! register is busy.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage as _;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_core::Stream;

/// Whether a body is waited for; nothing where there is none.
pub(super) struct Arrival(Option<Rc<Cell<bool>>>);

impl Arrival {
    /// Watches the body of a request; one without a body costs nothing.
    pub(super) fn watch(request: &mut ServiceRequest) -> Self {
        let body = request.take_payload();
        if matches!(body, Payload::None) {
            return Self(None);
        }
        let is_waited_for = Rc::<Cell<bool>>::default();
        let watched: Pin<Box<dyn Stream<Item = _>>> = Box::pin(Watched {
            body,
            is_waited_for: Rc::clone(&is_waited_for),
        });
        request.set_payload(watched.into());
        Self(Some(is_waited_for))
    }

    /// Whether somebody wants more of the body than has come.
    pub(super) fn is_waited_for(&self) -> bool {
        self.0.as_ref().is_some_and(|waits| waits.get())
    }
}

struct Watched {
    body: Payload,
    is_waited_for: Rc<Cell<bool>>,
}

impl Stream for Watched {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.body).poll_next(context);
        self.is_waited_for.set(next.is_pending());
        next
    }
}
