//! What a caller likes best: of representations by `Accept`, or by `format` where a program cannot set headers,
//! and of codings and languages by the headers of those names.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};

use super::problem::{Kind, Problem};

/// A representation that an address has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The media type without parameters, in lower case.
    pub media_type: &'static str,
    /// Its value of the `format` parameter.
    pub format: &'static str,
}

pub const JSON: Offer = Offer {
    media_type: "application/json",
    format: "json",
};
pub const GEO_JSON: Offer = Offer {
    media_type: "application/geo+json",
    format: "geojson",
};
pub const CSV: Offer = Offer {
    media_type: "text/csv",
    format: "csv",
};
pub const XLSX: Offer = Offer {
    media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    format: "xlsx",
};

/// The offer the caller likes best; the first where nothing is said.
///
/// # Errors
/// A [`Problem`] of kind not acceptable where none will do.
pub fn choose(request: &HttpRequest, format: Option<&str>, offers: &[Offer]) -> Result<Offer, Problem> {
    let refused = || Problem::new(Kind::NotAcceptable);
    if let Some(format) = format {
        return offers
            .iter()
            .find(|offer| offer.format == format)
            .copied()
            .ok_or_else(refused);
    }
    let accept = preferences(request.headers(), &header::ACCEPT);
    if accept.is_empty() {
        return offers.first().copied().ok_or_else(refused);
    }
    let mut best: Option<(Offer, f32)> = None;
    for offer in offers {
        let weight = weight(&accept, offer.media_type);
        if weight > best.map_or(0.0, |(_, weight)| weight) {
            best = Some((*offer, weight));
        }
    }
    best.map(|(offer, _)| offer).ok_or_else(refused)
}

/// The weight that the most specific part of `Accept` gives a media type; 0 where none names it.
fn weight(accept: &[(String, f32)], media_type: &str) -> f32 {
    let family = media_type.split('/').next().unwrap_or_default();
    let mut found = (0, 0.0);
    for (range, weight) in accept {
        let specific = if range == media_type {
            3
        } else if range.strip_suffix("/*") == Some(family) {
            2
        } else if range == "*/*" {
            1
        } else {
            continue;
        };
        if specific > found.0 {
            found = (specific, *weight);
        }
    }
    found.1
}

/// What a header such as `Accept` names, in lower case, each with its weight of 0 to 1 (RFC 9110, section
/// 12.4.2); 0 where the weight cannot be read.
#[must_use]
pub fn preferences(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, f32)> {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|part| {
            let mut pieces = part.split(';').map(|piece| piece.trim().to_ascii_lowercase());
            let named = pieces.next().unwrap_or_default();
            let weight = pieces.find_map(|piece| piece.strip_prefix("q=").map(str::to_owned));
            let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            (
                named,
                if (0.0..=1.0).contains(&weight) {
                    weight
                } else {
                    0.0
                },
            )
        })
        .filter(|(named, _)| !named.is_empty())
        .collect()
}
