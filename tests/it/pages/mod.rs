//! The pages that people see, as a browser asks for them.

mod board;
mod entry;
mod figures;
mod network;
mod network_houses;
mod sign_in;
mod tokens;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU32, Ordering};

use hospice_capacity::app::sessions;

use crate::harness::{Answer, Request, Server, block_on};

/// A browser that is signed in: it sends its cookie, and says that what it sends comes from our own pages.
pub struct Browser<'a> {
    server: &'a Server,
    pub cookie: String,
}

impl<'a> Browser<'a> {
    /// Signs in with a token.
    #[track_caller]
    pub fn sign_in(server: &'a Server, token: &str) -> Self {
        let answer = sign_in(server, token).expect(303);
        let cookie = answer.header("Set-Cookie").expect("a cookie");
        let cookie = cookie.split(';').next().expect("its value").to_owned();
        Self { server, cookie }
    }

    /// Signed in already, without the page: attempts to sign in from one address are few.
    pub fn with_session(server: &'a Server, token: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let somebody = IpAddr::V4(Ipv4Addr::from(NUMBER.fetch_add(1, Ordering::Relaxed)));
        let begun = block_on(sessions::begin(&server.app, token, somebody));
        let (_, text, _) = begun.expect("a session");
        let cookie = format!("session={}", text.reveal());
        Self { server, cookie }
    }

    pub fn get(&self, path: &str) -> Request<'_> {
        page(self.server, path).header("Cookie", &self.cookie)
    }

    pub fn in_english(&self, path: &str) -> Request<'_> {
        page(self.server, path).header("Cookie", &format!("{}; taal=en", self.cookie))
    }

    /// Sends a form.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Request<'_> {
        post(self.server, path, form).header("Cookie", &self.cookie)
    }
}

/// A page, asked for as a browser does.
pub fn page<'a>(server: &'a Server, path: &str) -> Request<'a> {
    server.get(path).header("Accept", "text/html,*/*;q=0.8")
}

/// A form, sent as a browser does from a page of our own.
pub fn post<'a>(server: &'a Server, path: &str, form: &[(&str, &str)]) -> Request<'a> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    server
        .request("POST", path)
        .header("Accept", "text/html,*/*;q=0.8")
        .header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body)
}

pub fn sign_in(server: &Server, code: &str) -> Answer {
    post(server, "/aanmelden", &[("code", code)]).send()
}
