//! What people see: pages in Dutch or English, whole without a script, made from the same jobs as the API.

mod assets;
mod board;
mod entry;
mod failure;
mod frame;
mod language;
mod manual;
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
    let entry = [
        get(web::resource("/handleiding"), manual::show_manual),
        get(web::resource("/vandaag"), entry::choose_house),
        get(web::resource("/vandaag/{houseId}"), entry::show_day),
    ];
    for resource in read.into_iter().chain(entry) {
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
    configure_entry(config);
}

/// What is sent from the page of a house's day.
fn configure_entry(config: &mut ServiceConfig) {
    let bed = get(web::resource("/vandaag/{houseId}/bed"), entry::back_to_house);
    let bed = post(bed, entry::send::change_bed);
    let day = get(web::resource("/vandaag/{houseId}/{date}"), entry::show_day);
    let day = post(day, entry::send::register);
    let withdrawal = get(
        web::resource("/vandaag/{houseId}/{date}/intrekken"),
        entry::back_to_house,
    );
    let withdrawal = post(withdrawal, entry::send::withdraw);
    for resource in [bed, day, withdrawal] {
        config.service(close(resource, READ_AND_SENT));
    }
}

const READ_AND_SENT: &str = "GET, HEAD, POST, OPTIONS";
const SENT: &str = "POST, OPTIONS";
