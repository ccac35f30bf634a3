//! Ready bytes of one answer, plain and compressed, each with its tag.

use std::io::Write as _;

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::http::conditional::tag_of;

/// One answer, in the codings in which it can be sent.
pub struct Face {
    pub media_type: &'static str,
    /// Best first; the plain one last.
    codings: Vec<Coded>,
    plain: Coded,
    /// The tags without their quotes.
    bare_tags: Vec<String>,
}

/// The bytes of an answer in one coding.
pub struct Coded {
    /// The value of `Content-Encoding`; nothing for plain bytes.
    pub coding: Option<&'static str>,
    /// The value of `ETag`.
    pub tag: HeaderValue,
    pub bytes: Bytes,
}

impl Face {
    pub fn new(media_type: &'static str, bytes: Vec<u8>) -> Self {
        let tag = tag_of(&bytes);
        let mut bare_tags = vec![tag.clone()];
        let mut codings = Vec::new();
        for (coding, suffix, packed) in [("br", "br", brotli(&bytes)), ("gzip", "gz", gzip(&bytes))] {
            let Some(packed) = packed else { continue };
            bare_tags.push(format!("{tag}-{suffix}"));
            codings.push(Coded {
                coding: Some(coding),
                tag: quoted(&format!("{tag}-{suffix}")),
                bytes: packed.into(),
            });
        }
        Self {
            media_type,
            codings,
            plain: Coded {
                coding: None,
                tag: quoted(&tag),
                bytes: bytes.into(),
            },
            bare_tags,
        }
    }

    /// The best coding that the caller takes.
    pub fn coded(&self, headers: &HeaderMap) -> &Coded {
        let accepted = headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok());
        let Some(accepted) = accepted else {
            return &self.plain;
        };
        self.codings
            .iter()
            .find(|coded| coded.coding.is_some_and(|coding| takes(accepted, coding)))
            .unwrap_or(&self.plain)
    }

    /// The tags of all codings: whoever has one of them has the answer.
    pub fn tags(&self) -> Vec<&str> {
        self.bare_tags.iter().map(String::as_str).collect()
    }

    pub fn plain(&self) -> &[u8] {
        &self.plain.bytes
    }
}

/// Does `Accept-Encoding` name this coding, with a weight other than 0?
fn takes(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let is_named = pieces
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = pieces.find_map(|piece| piece.strip_prefix("q="));
        is_named && weight.is_none_or(|weight| weight.parse().is_ok_and(|weight: f32| weight > 0.0))
    })
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
