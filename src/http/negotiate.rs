//! Which representation a caller wants: by `Accept`, or by `format` where a program cannot set headers.

use actix_web::HttpRequest;
use actix_web::http::header;

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
    let accept: Vec<&str> = request
        .headers()
        .get_all(header::ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
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
fn weight(accept: &[&str], media_type: &str) -> f32 {
    let family = media_type.split('/').next().unwrap_or_default();
    let mut found = (0, 0.0);
    for part in accept {
        let mut pieces = part.split(';').map(str::trim);
        let range = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let specific = if range == media_type {
            3
        } else if range.strip_suffix("/*") == Some(family) {
            2
        } else if range == "*/*" {
            1
        } else {
            continue;
        };
        let weight = pieces
            .find_map(|piece| piece.strip_prefix("q="))
            .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        if specific > found.0 {
            found = (specific, weight);
        }
    }
    found.1
}
