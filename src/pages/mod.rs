//! What people see: pages in Dutch or English, whole without a script, made from the same jobs as the API.

mod assets;
mod failure;
mod frame;
mod language;
mod sign_in;

use actix_web::web::{self, ServiceConfig};

use crate::http::Pages;
use crate::http::router::{READ_ONLY, close, get, post};

/// The pages, for the server.
pub const PAGES: Pages = Pages {
    configure,
    failure: failure::page,
};

/// The routes of all pages, in one list.
fn configure(config: &mut ServiceConfig) {
    let read = [
        get(web::resource("/taal/{language}"), language::choose),
        get(web::resource("/assets/{file}"), assets::file),
        get(web::resource("/sw.js"), assets::service_worker),
        get(web::resource("/manifest.webmanifest"), assets::manifest),
    ];
    for resource in read {
        config.service(close(resource, READ_ONLY));
    }
    let sign_in = get(web::resource("/aanmelden"), sign_in::ask);
    let sign_in = post(sign_in, sign_in::sign_in);
    config.service(close(sign_in, READ_AND_SENT));
    let sign_out = post(web::resource("/afmelden"), sign_in::sign_out);
    config.service(close(sign_out, SENT));
}

const READ_AND_SENT: &str = "GET, HEAD, POST, OPTIONS";
const SENT: &str = "POST, OPTIONS";
