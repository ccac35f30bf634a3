//! Entity tags and the conditions on them (RFC 9110, section 13).

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use utoipa::IntoParams;

use super::problem::{InputError, Kind, Problem};
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
pub fn is_known<T: AsRef<str>>(headers: &HeaderMap, tags: &[T]) -> bool {
    match Condition::stated(headers, &header::IF_NONE_MATCH) {
        Some(Ok(Condition::Any)) => true,
        Some(Ok(Condition::Tags(known))) => known
            .iter()
            .any(|known| tags.iter().any(|tag| tag.as_ref() == known.tag)),
        Some(Err(Unreadable)) | None => false,
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
    let known = is_known(request.headers(), &[tag]);
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
/// A [`Problem`] where a condition cannot be read: it is then not known to hold.
pub fn precondition(request: &HttpRequest) -> Result<Precondition, Problem> {
    let unreadable = |name: &str| Problem {
        errors: vec![InputError::parameter(name, Rule::EntityTags)],
        ..Problem::new(Kind::PreconditionFailed)
    };
    let headers = request.headers();
    if let Some(condition) = Condition::stated(headers, &header::IF_MATCH) {
        return match condition {
            Ok(Condition::Any) => Ok(Precondition::Exists),
            // Compared strongly: a weak tag matches nothing.
            Ok(Condition::Tags(tags)) => Ok(Precondition::Tag(
                tags.into_iter()
                    .filter(|known| !known.is_weak)
                    .map(|known| known.tag)
                    .collect(),
            )),
            Err(Unreadable) => Err(unreadable("If-Match")),
        };
    }
    match Condition::stated(headers, &header::IF_NONE_MATCH) {
        None => Ok(Precondition::None),
        Some(Ok(Condition::Any)) => Ok(Precondition::Absent),
        Some(Ok(Condition::Tags(tags))) => Ok(Precondition::NotTag(
            tags.into_iter().map(|known| known.tag).collect(),
        )),
        Some(Err(Unreadable)) => Err(unreadable("If-None-Match")),
    }
}

/// What `If-Match` or `If-None-Match` states. The framework's own reader drops what it cannot read, and then a
/// guard would guard against something else than was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Any,
    Tags(Vec<KnownTag>),
}

/// A tag without its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct KnownTag {
    is_weak: bool,
    tag: String,
}

/// Neither a star nor a list of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unreadable;

impl Condition {
    /// The condition of this name; nothing where it is not stated. Several headers are one list.
    fn stated(headers: &HeaderMap, name: &HeaderName) -> Option<Result<Self, Unreadable>> {
        let mut lines = headers.get_all(name).peekable();
        lines.peek()?;
        let lines: Result<Vec<&str>, _> = lines.map(HeaderValue::to_str).collect();
        Some(
            lines
                .map_err(|_| Unreadable)
                .and_then(|lines| Self::read(&lines.join(","))),
        )
    }

    fn read(text: &str) -> Result<Self, Unreadable> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let mut tags = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let opaque = rest.strip_prefix("W/");
            let (tag, after) = opaque
                .unwrap_or(rest)
                .strip_prefix('"')
                .and_then(|quoted| quoted.split_once('"'))
                .ok_or(Unreadable)?;
            if tag.contains(' ') {
                return Err(Unreadable);
            }
            tags.push(KnownTag {
                is_weak: opaque.is_some(),
                tag: tag.to_owned(),
            });
            let after = after.trim_start();
            rest = match after.strip_prefix(',') {
                Some(next) => next.trim_start(),
                None if after.is_empty() => after,
                None => return Err(Unreadable),
            };
        }
        if tags.is_empty() {
            Err(Unreadable)
        } else {
            Ok(Self::Tags(tags))
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header for the published document")]
pub struct IfMatchHeader {
    /// Alleen wijzigen als er nog staat wat deze `ETag` had, of met `*` als er iets staat; anders 412.
    #[param(rename = "If-Match", example = "*", required = false, nullable = false)]
    if_match: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header for the published document")]
pub struct IfNoneMatchHeader {
    /// `*`: alleen vastleggen als er nog niets staat; anders 412. Of een `ETag` die er niet mag staan.
    #[param(
        rename = "If-None-Match",
        example = "\"r1-2f7c6e1b9d0a4c35a1d2e3f405162738\"",
        required = false,
        nullable = false
    )]
    if_none_match: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_star_or_a_list_of_tags() {
        let strong = |tag: &str| KnownTag {
            is_weak: false,
            tag: tag.to_owned(),
        };
        let weak = KnownTag {
            is_weak: true,
            ..strong("b,c")
        };
        for (text, read) in [
            ("*", Ok(Condition::Any)),
            (" * ", Ok(Condition::Any)),
            ("\"a\"", Ok(Condition::Tags(vec![strong("a")]))),
            ("\"a\" , W/\"b,c\",", Ok(Condition::Tags(vec![strong("a"), weak]))),
            ("\"\"", Ok(Condition::Tags(vec![strong("")]))),
            ("", Err(Unreadable)),
            ("a", Err(Unreadable)),
            ("\"a", Err(Unreadable)),
            ("\"a b\"", Err(Unreadable)),
            ("\"a\" \"b\"", Err(Unreadable)),
            ("\"a\", *", Err(Unreadable)),
            ("w/\"a\"", Err(Unreadable)),
        ] {
            assert_eq!(Condition::read(text), read, "{text:?}");
        }
    }
}
