//! What people see: pages in Dutch or English, whole without a script, made from the same jobs as the API.

mod assets;
mod board;
mod failure;
mod frame;
mod language;
mod network;
mod sign_in;
mod when;

use actix_web::web::{self, ServiceConfig};

use network::{access, houses};

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
        get(web::resource("/"), board::show),
        get(web::resource("/taal/{language}"), language::choose),
        get(web::resource("/assets/{file}"), assets::file),
        get(web::resource("/sw.js"), assets::service_worker),
        get(web::resource("/manifest.webmanifest"), assets::manifest),
        get(web::resource("/netwerk"), network::show),
        get(web::resource("/netwerk/huizen"), houses::list),
    ];
    for resource in read {
        config.service(close(resource, READ_ONLY));
    }
    let sent = [
        post(get(web::resource("/aanmelden"), sign_in::ask), sign_in::sign_in),
        post(
            get(web::resource("/netwerk/huizen/nieuw"), houses::ask_new),
            houses::save_new,
        ),
        post(
            get(web::resource("/netwerk/huizen/{houseId}"), houses::ask),
            houses::save,
        ),
        post(
            get(web::resource("/netwerk/toegang"), access::list),
            access::hand_out,
        ),
        post(
            get(
                web::resource("/netwerk/toegang/{tokenId}/intrekken"),
                access::ask_to_revoke,
            ),
            access::revoke,
        ),
    ];
    for resource in sent {
        config.service(close(resource, READ_AND_SENT));
    }
    let sign_out = post(web::resource("/afmelden"), sign_in::sign_out);
    config.service(close(sign_out, SENT));
}

const READ_AND_SENT: &str = "GET, HEAD, POST, OPTIONS";
const SENT: &str = "POST, OPTIONS";
