//! The real server with one difference: no write shares its commit with others.

use std::net::TcpListener;
use std::sync::Arc;

use hospice_capacity::app::clock::Clock;
use hospice_capacity::app::{App, Settings};
use hospice_capacity::http::{View, Web, WebSettings, server};
use hospice_capacity::pages::PAGES;
use hospice_capacity::store::{Address, Limits, Store};

/// Serves the register at `url` until it is killed.
pub fn serve(url: &str) {
    env_logger::Builder::from_default_env().init();
    let limits = Limits {
        group: 1,
        ..Limits::default()
    };
    let address = Address::parse(url).expect("an address");
    let store = Store::open(&address, false, limits).expect("a database");
    let view = View::default();
    let shown = view.clone();
    let app = App::new(store, Settings::default(), Clock::system(), move |board| {
        shown.show(board);
    });
    let web = Web::new(Arc::new(app), view, WebSettings::default(), PAGES);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    actix_web::rt::System::new().block_on(async {
        web.app.refresh_board().await.expect("the board");
        let serving = server::serve(listener, web, workers, None, |address, _| {
            eprintln!("serving on http://{address}");
        });
        serving.await.expect("a server");
    });
}
