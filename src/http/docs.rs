//! The published description of the API, and a page to try it on. Nothing comes from another host.

use std::io::Read as _;
use std::sync::{Arc, LazyLock};

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use utoipa_swagger_ui::{Config, serve};

use super::Web;
use super::conditional::OPEN;
use super::face::Face;
use super::negotiate::{JSON, preferences};
use super::openapi;
use super::problem::{Kind, Problem};

/// The document, where availability is open to all and where it is not: the same as long as the program runs.
static PUBLIC: LazyLock<Face> = LazyLock::new(|| face(true));
static CLOSED: LazyLock<Face> = LazyLock::new(|| face(false));

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    Arc::new(
        Config::new(["/v1/openapi.json"])
            .validator_url("none")
            .use_base_layout(),
    )
});

/// The `OpenAPI` document of this API.
pub async fn openapi_json(request: HttpRequest, web: Data<Web>) -> HttpResponse {
    let document = if web.app.settings.public_availability {
        &PUBLIC
    } else {
        &CLOSED
    };
    document.answer(request.headers(), OPEN)
}

fn face(public_availability: bool) -> Face {
    let document = serde_json::to_vec(&openapi::document_where(public_availability));
    Face::new(JSON.media_type, document.unwrap_or_default())
}

/// A file of the page on which the API can be tried. The files are packed in the program; whoever does not
/// take them so gets them unpacked.
///
/// # Errors
/// 404 where there is no such file.
pub async fn docs(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let name = request.match_info().query("file");
    let file = serve(name, Arc::clone(&CONFIG)).ok().flatten();
    let file = file.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, "max-age=3600"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .content_type(file.content_type);
    if !file.gzpipped {
        return Ok(response.body(file.bytes.into_owned()));
    }
    if takes_gzip(&request) {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
        return Ok(response.body(file.bytes.into_owned()));
    }
    let mut unpacked = Vec::new();
    GzDecoder::new(file.bytes.as_ref())
        .read_to_end(&mut unpacked)
        .map_err(|error| {
            log::error!(error:% = error; "a file of the page could not be unpacked");
            Problem::new(Kind::Internal)
        })?;
    Ok(response.body(unpacked))
}

fn takes_gzip(request: &HttpRequest) -> bool {
    preferences(request.headers(), &header::ACCEPT_ENCODING)
        .iter()
        .any(|(named, weight)| named == "gzip" && *weight > 0.0)
}

/// The page's address without its file.
pub async fn docs_home() -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header((header::LOCATION, "/docs/index.html"))
        .finish()
}
