//! What people see: pages in Dutch or English, whole without a script, made from the same jobs as the API.

mod assets;
mod board;
pub mod chart;
mod entry;
mod failure;
mod figures;
mod frame;
mod language;
mod manual;
mod network;
mod sent;
mod sign_in;

use actix_web::web::ServiceConfig;

use crate::http::Pages;
use crate::http::router::{Route, address};
use entry::send;
use figures::{outlook, scenario, statistics};
use network::{access, audit, houses};

/// The pages, for the server.
pub const PAGES: Pages = Pages {
    configure,
    failure: failure::page,
};

/// Declares the pages, as the list that tests go through and as services: the first address that fits is the one.
macro_rules! pages {
    ($($path:literal { $($method:ident => $handler:expr),+ })+) => {
        /// The addresses of pages, and of what they load.
        pub const ROUTES: &[Route] = &[$(Route { path: $path, methods: &[$(stringify!($method)),+] }),+];

        fn configure(config: &mut ServiceConfig) {
            $(config.service(address!($path { $($method => $handler),+ }));)+
        }
    };
}

pages! {
    "/" { get => board::show }
    "/aanmelden" { get => sign_in::ask, post => sign_in::sign_in }
    "/afmelden" { post => sign_in::sign_out }
    "/assets/{file}" { get => assets::file }
    "/cijfers" { get => statistics::show }
    "/cijfers/{file}" { get => statistics::draw }
    "/handleiding" { get => manual::show_manual }
    "/manifest.webmanifest" { get => assets::manifest }
    "/netwerk" { get => network::show }
    "/netwerk/auditlog" { get => audit::show }
    "/netwerk/huizen" { get => houses::list }
    "/netwerk/huizen/nieuw" { get => houses::ask_new, post => houses::save_new }
    "/netwerk/huizen/{houseId}" { get => houses::ask, post => houses::save }
    "/netwerk/toegang" { get => access::list, post => access::hand_out }
    "/netwerk/toegang/{tokenId}/intrekken" { get => access::ask_to_revoke, post => access::revoke }
    "/prognose" { get => outlook::show }
    "/prognose/scenario" { get => scenario::show }
    "/prognose/scenario/afbreken" { post => scenario::cancel }
    "/prognose/scenario/{file}.svg" { get => scenario::draw }
    "/prognose/{file}" { get => outlook::draw }
    "/sw.js" { get => assets::service_worker }
    "/taal/{language}" { get => language::choose }
    "/vandaag" { get => entry::choose_house }
    "/vandaag/{houseId}" { get => entry::show_day }
    "/vandaag/{houseId}/bed" { get => entry::back_to_house, post => send::change_bed }
    "/vandaag/{houseId}/{date}" { get => entry::show_day, post => send::register }
    "/vandaag/{houseId}/{date}/intrekken" { get => entry::back_to_house, post => send::withdraw }
}
