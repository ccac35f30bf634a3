//! The files that belong to the pages, part of the program: styles, scripts, pictures. Each has its content's hash in
//! its address, so that browsers can keep it for good.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::figures;
use super::frame::Frame;
use crate::http::face::Face;
use crate::http::problem::{Kind, Problem};

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";

/// The files, by name.
const FILES: &[(&str, &str, &[u8])] = &[
    ("app.css", CSS, include_bytes!("assets/app.css")),
    ("app.js", SCRIPT, include_bytes!("assets/app.js")),
    ("board.css", CSS, include_bytes!("assets/board.css")),
    ("board.js", SCRIPT, include_bytes!("assets/board.js")),
    ("count.js", SCRIPT, include_bytes!("assets/count.js")),
    ("entry.css", CSS, include_bytes!("assets/entry.css")),
    ("entry.js", SCRIPT, include_bytes!("assets/entry.js")),
    ("sign-in.js", SCRIPT, include_bytes!("assets/sign-in.js")),
    ("network.css", CSS, include_bytes!("assets/network.css")),
    ("copy.js", SCRIPT, include_bytes!("assets/copy.js")),
    ("figures.css", CSS, figures::STYLE.as_bytes()),
    ("figures.js", SCRIPT, include_bytes!("assets/figures.js")),
    ("icon.svg", SVG, include_bytes!("assets/icon.svg")),
    ("icon-180.png", PNG, include_bytes!("assets/icon-180.png")),
    ("icon-512.png", PNG, include_bytes!("assets/icon-512.png")),
    (
        "vandaag.png",
        PNG,
        include_bytes!("../../docs/pictures/vandaag.png"),
    ),
    ("stand.png", PNG, include_bytes!("../../docs/pictures/stand.png")),
];

struct Asset {
    /// Its name with the hash of its content.
    file: String,
    face: Face,
}

static ASSETS: LazyLock<BTreeMap<&'static str, Asset>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, media_type, bytes)| {
            let hash = HEXLOWER.encode(&Sha256::digest(bytes));
            let hash = hash.get(..12).unwrap_or_default();
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
            let asset = Asset {
                file: format!("{stem}.{hash}.{ending}"),
                face: Face::new(media_type, bytes.to_vec()),
            };
            (*name, asset)
        })
        .collect()
});

/// The address of a file.
pub fn address(name: &str) -> String {
    let file = ASSETS.get(name).map_or(name, |asset| &asset.file);
    format!("/assets/{file}")
}

/// A file.
///
/// # Errors
/// 404 where there is none of this name and content.
pub async fn file(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let wanted = request.match_info().query("file");
    let asset = ASSETS.values().find(|asset| asset.file == wanted);
    let asset = asset.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let mut response = asset
        .face
        .answer(request.headers(), "public, max-age=31536000, immutable");
    // A picture opened by itself shows itself and nothing else.
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        header::HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    );
    Ok(response)
}

#[derive(Template)]
#[template(path = "assets/sw.js", escape = "none")]
struct ServiceWorker {
    /// The addresses of all files, as JSON.
    assets: String,
    /// Changes whenever one of them does.
    version: String,
}

/// The script that keeps pages for when the server is away. It is asked for anew each time.
///
/// # Errors
/// A [`Problem`] where it cannot be written, which is a fault of ours.
pub async fn service_worker(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let addresses: Vec<String> = FILES.iter().map(|(name, _, _)| address(name)).collect();
    let assets = serde_json::to_string(&addresses).unwrap_or_default();
    let hash = HEXLOWER.encode(&Sha256::digest(assets.as_bytes()));
    let script = ServiceWorker {
        version: hash.get(..12).unwrap_or_default().to_owned(),
        assets,
    };
    let script = script.render().map_err(|error| {
        log::error!(error:% = error; "the script could not be written");
        Problem::new(Kind::Internal)
    })?;
    let mut response = Face::new(SCRIPT, script.into_bytes()).answer(request.headers(), "no-cache");
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        header::HeaderValue::from_static("default-src 'none'; connect-src 'self'"),
    );
    Ok(response)
}

/// What a phone needs to know to put the pages among its own programs.
pub async fn manifest(request: HttpRequest) -> HttpResponse {
    let frame = Frame::new(&request, None);
    let icon = |name: &str, sizes: &str, media_type: &str| serde_json::json!({"src": address(name), "sizes": sizes, "type": media_type, "purpose": "any"});
    let manifest = serde_json::json!({
        "id": "/",
        "name": frame.t("Hospicebedden", "Hospice beds"),
        "short_name": frame.t("Hospicebedden", "Hospice beds"),
        "description": frame.t("Dagstand en vrije bedden", "Daily stand and free beds"),
        "lang": frame.language.tag(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f5f0",
        "theme_color": "#1f5a52",
        "icons": [icon("icon.svg", "any", SVG), icon("icon-512.png", "512x512", PNG)],
    });
    Face::new("application/manifest+json", manifest.to_string().into_bytes())
        .answer(request.headers(), "no-cache")
}
