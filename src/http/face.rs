//! Ready bytes of one answer, plain and compressed, each with its tag.

use std::io::Write as _;
use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::conditional::{is_known, tag_of};
use super::negotiate::preferences;

/// One answer, in the codings in which it can be sent. It is compressed when somebody first takes it so.
pub struct Face {
    media_type: &'static str,
    plain: Bytes,
    /// The value of `ETag` of the plain bytes.
    tag: HeaderValue,
    /// The one we like best first.
    codings: [Coded; 2],
    /// The tags without their quotes.
    bare_tags: [String; 3],
}

/// The answer in one coding.
struct Coded {
    /// The value of `Content-Encoding`.
    coding: &'static str,
    /// The value of `ETag`.
    tag: HeaderValue,
    pack: fn(&[u8]) -> Option<Vec<u8>>,
    packed: OnceLock<Option<Bytes>>,
}

/// What the choice of representation and coding hangs on.
pub const VARY: HeaderValue = HeaderValue::from_static("Accept, Accept-Encoding");

const PLAIN: &str = "identity";

impl Face {
    #[must_use]
    pub fn new(media_type: &'static str, bytes: Vec<u8>) -> Self {
        let tag = tag_of(&bytes);
        let bare_tags = [tag.clone(), format!("{tag}-br"), format!("{tag}-gz")];
        let [plain_tag, brotli_tag, gzip_tag] = bare_tags.each_ref().map(|tag| quoted(tag));
        Self {
            media_type,
            plain: bytes.into(),
            tag: plain_tag,
            codings: [
                Coded::new("br", brotli_tag, brotli),
                Coded::new("gzip", gzip_tag, gzip),
            ],
            bare_tags,
        }
    }

    /// Answers in the best coding the caller takes; 304 where the caller has the answer in any of them.
    /// `asked` are the headers of the request.
    pub fn answer(&self, asked: &HeaderMap, caching: &'static str) -> HttpResponse {
        let coded = self.coded(asked);
        let known = self.is_told_back(asked) || is_known(asked, &self.bare_tags);
        let mut response = HttpResponse::build(if known {
            StatusCode::NOT_MODIFIED
        } else {
            StatusCode::OK
        });
        // What cannot be compressed is sent plain.
        let packed = coded.and_then(|coded| Some((coded, coded.packed(&self.plain)?)));
        response
            .insert_header((
                header::ETAG,
                packed.map_or(&self.tag, |(coded, _)| &coded.tag).clone(),
            ))
            .insert_header((header::CACHE_CONTROL, caching))
            .insert_header((header::VARY, VARY));
        if known {
            return response.finish();
        }
        if let Some((coded, _)) = packed {
            response.insert_header((header::CONTENT_ENCODING, coded.coding));
        }
        let bytes = packed.map_or(&self.plain, |(_, bytes)| bytes);
        response.content_type(self.media_type).body(bytes.clone())
    }

    /// Whether the caller has one of the tags and says nothing else: what those do who poll.
    fn is_told_back(&self, asked: &HeaderMap) -> bool {
        let known = asked.get(header::IF_NONE_MATCH);
        let is = |tag: &HeaderValue| known == Some(tag);
        is(&self.tag) || self.codings.iter().any(|coded| is(&coded.tag))
    }

    /// The coding of the highest weight, and of those the one we like best. A caller that names no weight for
    /// plain bytes takes them where nothing else will do (RFC 9110, section 12.5.3).
    /// Nothing for plain bytes.
    fn coded(&self, headers: &HeaderMap) -> Option<&Coded> {
        let accepted = preferences(headers, &header::ACCEPT_ENCODING);
        let of = |name: &str| {
            accepted
                .iter()
                .find(|(named, _)| named == name)
                .map(|(_, weight)| *weight)
        };
        let mut best = (None, of(PLAIN).unwrap_or(0.0));
        for coded in self.codings.iter().rev() {
            let weight = of(coded.coding).or_else(|| of("*")).unwrap_or(0.0);
            if weight > 0.0 && weight >= best.1 {
                best = (Some(coded), weight);
            }
        }
        best.0
    }
}

impl Coded {
    fn new(coding: &'static str, tag: HeaderValue, pack: fn(&[u8]) -> Option<Vec<u8>>) -> Self {
        Self {
            coding,
            tag,
            pack,
            packed: OnceLock::new(),
        }
    }

    fn packed(&self, plain: &Bytes) -> Option<&Bytes> {
        let packed = self.packed.get_or_init(|| (self.pack)(plain).map(Bytes::from));
        packed.as_ref()
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
