//! What stands around every page: its language, who is signed in, and where they can go.

use crate::pages::sent::escaped;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{assets, language};
use crate::domain::access::{Principal, Role};
use crate::domain::language::Language;
use crate::http::face::Face;
use crate::http::problem::{Kind, Problem};

/// The frame of one page.
pub struct Frame {
    pub language: Language,
    /// Who is signed in.
    pub principal: Option<Principal>,
    /// The page's address on this server, with its question.
    pub address: String,
}

/// A place to go to.
pub struct Link {
    pub address: &'static str,
    pub name: &'static str,
    pub is_here: bool,
}

impl Frame {
    #[must_use]
    pub fn new(request: &HttpRequest, principal: Option<Principal>) -> Self {
        let address = request.uri().path_and_query();
        Self::at(
            address.map_or("/", |whole| whole.as_str()),
            request.headers(),
            principal,
        )
    }

    #[must_use]
    pub fn at(address: &str, headers: &HeaderMap, principal: Option<Principal>) -> Self {
        Self {
            language: language::of(headers),
            principal,
            address: address.to_owned(),
        }
    }

    /// The one of two texts that is in the page's language.
    #[must_use]
    pub fn t<'a>(&self, dutch: &'a str, english: &'a str) -> &'a str {
        self.language.pick(dutch, english)
    }

    /// The address of a file that belongs to the pages.
    #[must_use]
    #[expect(clippy::unused_self, reason = "templates have the frame at hand")]
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The way to this page in the other language.
    #[must_use]
    pub fn other_language(&self) -> String {
        let tag = self.t("en", "nl");
        let back = escaped(&self.address);
        format!("/taal/{tag}?naar={back}")
    }

    /// Where whoever is signed in can go.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        let role = self.principal.as_ref().map(|principal| principal.role);
        PLACES
            .iter()
            .filter(|place| {
                place
                    .roles
                    .is_none_or(|roles| role.is_some_and(|role| roles.contains(&role)))
            })
            .map(|place| Link {
                address: place.address,
                name: self.t(place.dutch, place.english),
                is_here: self.is_at(place.address),
            })
            .collect()
    }

    /// Whether the coordinator of the network is signed in.
    #[must_use]
    pub fn is_coordinator(&self) -> bool {
        self.principal
            .as_ref()
            .is_some_and(|principal| principal.role == Role::Coordinator)
    }

    fn is_at(&self, place: &str) -> bool {
        let path = self.address.split('?').next().unwrap_or_default();
        path == place || place != "/" && path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'))
    }
}

struct Place {
    address: &'static str,
    dutch: &'static str,
    english: &'static str,
    /// Who can go there; everybody where none are named.
    roles: Option<&'static [Role]>,
}

const PLACES: &[Place] = &[
    Place {
        address: "/vandaag",
        dutch: "Vandaag",
        english: "Today",
        roles: Some(&[Role::Reporter, Role::Coordinator]),
    },
    Place {
        address: "/netwerk",
        dutch: "Netwerk",
        english: "Network",
        roles: Some(&[Role::Coordinator]),
    },
    Place {
        address: "/netwerk/toegang",
        dutch: "Toegang",
        english: "Access",
        roles: Some(&[Role::Admin]),
    },
    Place {
        address: "/",
        dutch: "Vrije bedden",
        english: "Free beds",
        roles: None,
    },
    Place {
        address: "/cijfers",
        dutch: "Cijfers",
        english: "Figures",
        roles: Some(&[Role::Analyst, Role::Coordinator]),
    },
    Place {
        address: "/prognose",
        dutch: "Prognose",
        english: "Forecast",
        roles: Some(&[Role::Analyst, Role::Coordinator]),
    },
];

/// Where somebody of this role begins.
#[must_use]
pub fn home(role: Role) -> &'static str {
    PLACES
        .iter()
        .find(|place| place.roles.is_some_and(|roles| roles.contains(&role)))
        .map_or("/", |place| place.address)
}

/// Answers with a page; one of somebody who is signed in stays on that device alone.
///
/// # Errors
/// A [`Problem`] where the page cannot be written, which is a fault of ours.
pub fn answer(request: &HttpRequest, frame: &Frame, page: &impl Template) -> Result<HttpResponse, Problem> {
    let caching = if frame.principal.is_some() {
        "private, no-store"
    } else {
        "no-cache"
    };
    let face = Face::new(HTML, write(page)?.into_bytes());
    let mut response = face.answer(request.headers(), caching);
    complete(&mut response, frame.language);
    Ok(response)
}

/// A page that says that something cannot be, with the status that says so.
///
/// # Errors
/// A [`Problem`] where the page cannot be written, which is a fault of ours.
pub fn refuse(kind: Kind, frame: &Frame, page: &impl Template) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::build(kind.status());
    if let Some(what_would_do) = Problem::new(kind).header {
        response.insert_header(what_would_do);
    }
    let mut response = response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(HTML)
        .body(write(page)?);
    complete(&mut response, frame.language);
    Ok(response)
}

/// The way to another page, after something was sent.
#[must_use]
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

const HTML: &str = "text/html; charset=utf-8";

/// Nothing but our own files; no script or style stands in a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

fn write(page: &impl Template) -> Result<String, Problem> {
    page.render().map_err(|error| {
        log::error!(error:% = error; "a page could not be written");
        Problem::new(Kind::Internal)
    })
}

fn complete(response: &mut HttpResponse, language: Language) {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // Forms name where they come from, so that other sites' can be told apart.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_LANGUAGE, language.tag()),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    headers.append(header::VARY, header::HeaderValue::from_static("Cookie"));
}
