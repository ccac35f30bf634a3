//! Ready bytes of one answer, plain and compressed, each with its tag.

use std::io::Write as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::conditional::{is_known, tag_of};
use super::negotiate::preferences;

/// One answer, in the codings in which it can be sent.
pub struct Face {
    media_type: &'static str,
    /// The one we like best first.
    codings: Vec<Coded>,
    plain: Coded,
    /// The tags without their quotes.
    bare_tags: Vec<String>,
}

/// The bytes of an answer in one coding.
struct Coded {
    /// The value of `Content-Encoding`.
    coding: &'static str,
    /// The value of `ETag`.
    tag: HeaderValue,
    bytes: Bytes,
}

/// What the choice of representation and coding hangs on.
pub const VARY: HeaderValue = HeaderValue::from_static("Accept, Accept-Encoding");

const PLAIN: &str = "identity";

impl Face {
    #[must_use]
    pub fn new(media_type: &'static str, bytes: Vec<u8>) -> Self {
        let tag = tag_of(&bytes);
        let mut bare_tags = vec![tag.clone()];
        let mut codings = Vec::new();
        for (coding, suffix, packed) in [("br", "br", brotli(&bytes)), ("gzip", "gz", gzip(&bytes))] {
            let Some(packed) = packed else { continue };
            bare_tags.push(format!("{tag}-{suffix}"));
            codings.push(Coded {
                coding,
                tag: quoted(&format!("{tag}-{suffix}")),
                bytes: packed.into(),
            });
        }
        Self {
            media_type,
            codings,
            plain: Coded {
                coding: PLAIN,
                tag: quoted(&tag),
                bytes: bytes.into(),
            },
            bare_tags,
        }
    }

    /// Answers in the best coding the caller takes; 304 where the caller has the answer in any of them.
    pub fn answer(&self, request: &HttpRequest, caching: &'static str) -> HttpResponse {
        let coded = self.coded(request.headers());
        let tags: Vec<&str> = self.bare_tags.iter().map(String::as_str).collect();
        let known = is_known(request, &tags);
        let mut response = HttpResponse::build(if known {
            StatusCode::NOT_MODIFIED
        } else {
            StatusCode::OK
        });
        response
            .insert_header((header::ETAG, coded.tag.clone()))
            .insert_header((header::CACHE_CONTROL, caching))
            .insert_header((header::VARY, VARY));
        if known {
            return response.finish();
        }
        if coded.coding != PLAIN {
            response.insert_header((header::CONTENT_ENCODING, coded.coding));
        }
        response.content_type(self.media_type).body(coded.bytes.clone())
    }

    /// The coding of the highest weight, and of those the one we like best. A caller that names no weight for
    /// plain bytes takes them where nothing else will do (RFC 9110, section 12.5.3).
    fn coded(&self, headers: &HeaderMap) -> &Coded {
        let accepted = preferences(headers, &header::ACCEPT_ENCODING);
        let of = |name: &str| {
            accepted
                .iter()
                .find(|(named, _)| named == name)
                .map(|(_, weight)| *weight)
        };
        let mut best = (&self.plain, of(PLAIN).unwrap_or(0.0));
        for coded in self.codings.iter().rev() {
            let weight = of(coded.coding).or_else(|| of("*")).unwrap_or(0.0);
            if weight > 0.0 && weight >= best.1 {
                best = (coded, weight);
            }
        }
        best.0
    }
}

fn quoted(tag: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Quality 5 takes a tenth of a millisecond for two kilobytes; 11 takes a hundred times that.
fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = CompressorWriter::new(&mut packed, 4096, 5, 20);
    writer.write_all(bytes).ok()?;
    writer.flush().ok()?;
    drop(writer);
    Some(packed)
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
