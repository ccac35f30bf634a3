//! Entity tags and the conditions on them (RFC 9110, section 13).

use actix_web::http::StatusCode;
use actix_web::http::header::{self, EntityTag, Header as _, IfMatch, IfNoneMatch};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::problem::{InputError, Problem};
use crate::app::record_registration::Expected;
use crate::domain::rule::Rule;

/// The tag of bytes: the first 128 bits of their SHA-256.
#[must_use]
pub fn tag_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    HEXLOWER.encode(digest.get(..16).unwrap_or(&digest))
}

/// Is one of the tags of `If-None-Match` among `tags`? Then the caller has what we would send. Compared
/// weakly, as the standard says.
#[must_use]
pub fn is_known(request: &HttpRequest, tags: &[&str]) -> bool {
    match request
        .headers()
        .contains_key(header::IF_NONE_MATCH)
        .then(|| IfNoneMatch::parse(request))
    {
        Some(Ok(IfNoneMatch::Any)) => true,
        Some(Ok(IfNoneMatch::Items(items))) => items.iter().any(|item| tags.contains(&item.tag())),
        Some(Err(_)) | None => false,
    }
}

/// 200 with a body and its tag, or 304 without where the caller has it.
#[must_use]
pub fn answer(
    request: &HttpRequest,
    tag: &str,
    caching: &'static str,
    content_type: &'static str,
    bytes: impl Into<Bytes>,
) -> HttpResponse {
    let known = is_known(request, &[tag]);
    let mut response = HttpResponse::build(if known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    });
    response
        .insert_header((header::ETAG, format!("\"{tag}\"")))
        .insert_header((header::CACHE_CONTROL, caching));
    if known {
        response.finish()
    } else {
        response.content_type(content_type).body(bytes.into())
    }
}

/// Puts a tag on an answer that is not conditional, such as that of a PUT.
pub fn tagged<'a>(response: &'a mut HttpResponseBuilder, tag: &str) -> &'a mut HttpResponseBuilder {
    response
        .insert_header((header::ETAG, format!("\"{tag}\"")))
        .insert_header((header::CACHE_CONTROL, SECURED))
}

/// How open answers may be kept: apps poll, and ask with the tag whether theirs still holds.
pub const OPEN: &str = "no-cache";
/// How answers to token holders may be kept: not at all in between.
pub const SECURED: &str = "private, no-cache";

/// The condition of a change: what the caller believes to be stored.
///
/// # Errors
/// A [`Problem`] where a condition cannot be read.
pub fn precondition(request: &HttpRequest) -> Result<Precondition, Problem> {
    let unreadable = |name: &str| {
        let rule = Rule::EntityTags;
        Problem::input(vec![InputError::parameter(name, rule)])
    };
    let headers = request.headers();
    if headers.contains_key(header::IF_MATCH) {
        return match IfMatch::parse(request) {
            Ok(IfMatch::Any) => Ok(Precondition::Exists),
            // The framework leaves out what it cannot read: none left means that none was readable.
            Ok(IfMatch::Items(items)) if !items.is_empty() => Ok(Precondition::Tag(strong(items))),
            _ => Err(unreadable("If-Match")),
        };
    }
    if headers.contains_key(header::IF_NONE_MATCH) {
        return match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => Ok(Precondition::Absent),
            Ok(IfNoneMatch::Items(items)) if !items.is_empty() => Ok(Precondition::NotTag(
                items.iter().map(|item| item.tag().to_owned()).collect(),
            )),
            _ => Err(unreadable("If-None-Match")),
        };
    }
    Ok(Precondition::None)
}

/// `If-Match` compares strongly: a weak tag matches nothing.
fn strong(items: Vec<EntityTag>) -> Vec<String> {
    items
        .into_iter()
        .filter(|item| !item.weak)
        .map(|item| item.tag().to_owned())
        .collect()
}

/// What `If-Match` or `If-None-Match` asks of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    None,
    Exists,
    Absent,
    Tag(Vec<String>),
    NotTag(Vec<String>),
}

impl Precondition {
    /// Does the condition hold for what is stored under this tag?
    #[must_use]
    pub fn holds_for(&self, tag: Option<&str>) -> bool {
        match (self, tag) {
            (Self::None, _) | (Self::Exists, Some(_)) | (Self::Absent | Self::NotTag(_), None) => true,
            (Self::Tag(tags), Some(tag)) => tags.iter().any(|wanted| wanted == tag),
            (Self::NotTag(tags), Some(tag)) => !tags.iter().any(|unwanted| unwanted == tag),
            (Self::Exists | Self::Tag(_), None) | (Self::Absent, Some(_)) => false,
        }
    }
}

/// The tag of a registration: its revision, by which a change is guarded, and its bytes, for its warnings
/// change with the days before it.
#[must_use]
pub fn revision_tag(revision: u32, bytes: &[u8]) -> String {
    format!("r{revision}-{}", tag_of(bytes))
}

/// The same condition, for registrations: their tags name the revision.
#[must_use]
pub fn expected_revision(precondition: Precondition) -> Expected {
    let revisions = |tags: Vec<String>| -> Vec<u32> {
        tags.iter()
            .filter_map(|tag| tag.strip_prefix('r')?.split_once('-')?.0.parse().ok())
            .collect()
    };
    match precondition {
        Precondition::None => Expected::Anything,
        Precondition::Exists => Expected::Something,
        Precondition::Absent => Expected::Nothing,
        Precondition::Tag(tags) => Expected::Revision(revisions(tags)),
        Precondition::NotTag(tags) => Expected::Otherwise(revisions(tags)),
    }
}
