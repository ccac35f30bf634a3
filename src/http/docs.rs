//! The published description of the API, and a page to try it on. Nothing comes from another host.

use std::sync::{Arc, LazyLock};

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::{Config, serve};

use super::conditional::{OPEN, answer, tag_of};
use super::negotiate::JSON;
use super::openapi;
use super::problem::{Kind, Problem};

/// The document and its tag: the same as long as the program runs.
static DOCUMENT: LazyLock<(Bytes, String)> = LazyLock::new(|| {
    let text = Bytes::from(openapi::document().to_string());
    let tag = tag_of(&text);
    (text, tag)
});

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    Arc::new(
        Config::new(["/v1/openapi.json"])
            .validator_url("none")
            .use_base_layout(),
    )
});

/// The `OpenAPI` document of this API.
pub async fn openapi_json(request: HttpRequest) -> HttpResponse {
    let (text, tag) = &*DOCUMENT;
    answer(&request, tag, OPEN, JSON.media_type, text.clone())
}

/// A file of the page on which the API can be tried.
///
/// # Errors
/// 404 where there is no such file.
pub async fn docs(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let name = match request.match_info().query("file") {
        "" => "index.html",
        name => name,
    };
    let file = serve(name, Arc::clone(&CONFIG)).ok().flatten();
    let file = file.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    response.insert_header((header::CACHE_CONTROL, "max-age=3600"));
    Ok(response
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}

/// The page's address without its file.
pub async fn docs_home() -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header((header::LOCATION, "/docs/index.html"))
        .finish()
}
