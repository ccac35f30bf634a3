//! All routes, in one list.

use actix_web::dev::HttpServiceFactory;
use actix_web::http::{Method, header};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder};
use utoipa::OpenApi;

use super::problem::{Kind, Problem};
use super::{
    audit_events, availability, bed_requirements, catalogue, completeness, datapackage, deaths, docs,
    forecast_scores, forecasts, houses, imports, operations, projections, registrations, reporting,
    statistics,
};

/// An address and the methods it has, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    pub path: &'static str,
    pub methods: &'static [&'static str],
}

/// A method as it stands in `Allow`.
macro_rules! allowed {
    (get) => {
        "GET, HEAD, "
    };
    (put) => {
        "PUT, "
    };
    (post) => {
        "POST, "
    };
    (delete) => {
        "DELETE, "
    };
}

/// An address with its methods; any other method is answered with what is allowed.
macro_rules! address {
    ($path:literal { $($method:ident => $handler:expr),+ }) => {{
        let resource = actix_web::web::resource($path);
        $(let resource = $crate::http::router::$method(resource, $handler);)+
        $crate::http::router::close(
            resource,
            concat!($($crate::http::router::allowed!($method),)+ "OPTIONS"),
        )
    }};
}

pub(crate) use {address, allowed};

/// Declares the routes of the API once: as the list that tests go through, as services, and as the
/// published document.
macro_rules! routes {
    ($($path:literal { $($method:ident => $module:ident::$handler:ident),+ })+) => {
        /// The routes of the API, under `/v1`.
        pub const ROUTES: &[Route] = &[$(Route { path: $path, methods: &[$(stringify!($method)),+] }),+];

        fn api(config: &mut ServiceConfig) {
            $(config.service(address!($path { $($method => $module::$handler),+ }));)+
        }

        /// What the handlers say of themselves.
        #[derive(OpenApi)]
        #[openapi(paths($($($module::$handler),+),+))]
        pub(super) struct Documented;
    };
}

// In the order in which the router goes through them: those that are asked most first, the rest by their letters.
routes! {
    "/availability" { get => availability::list_availability }
    "/houses/{houseId}/registrations/{date}" {
        get => registrations::get_registration,
        put => registrations::put_registration,
        delete => registrations::delete_registration
    }
    "/audit-events" { get => audit_events::list_audit_events }
    "/availability/{houseId}" { get => availability::get_availability }
    "/bed-requirements" {
        get => bed_requirements::get_bed_requirements,
        post => bed_requirements::post_bed_requirement
    }
    "/bed-requirements/{computationId}" {
        get => bed_requirements::get_bed_requirement,
        delete => bed_requirements::delete_bed_requirement
    }
    "/completeness" { get => completeness::get_completeness }
    "/datapackage" { get => datapackage::get_datapackage }
    "/deaths" { get => deaths::get_deaths }
    "/forecast-scores" { get => forecast_scores::list_forecast_scores }
    "/forecasts" { get => forecasts::list_forecasts }
    "/houses" { get => houses::list_houses }
    "/houses/{houseId}" { get => houses::get_house, put => houses::put_house }
    "/houses/{houseId}/registrations/{date}/revisions" { get => registrations::list_revisions }
    "/houses/{houseId}/reporting" { get => reporting::get_reporting, put => reporting::put_reporting }
    "/imports" { post => imports::post_import }
    "/projections" { get => projections::get_projections, post => projections::post_projection }
    "/projections/{computationId}" {
        get => projections::get_projection,
        delete => projections::delete_projection
    }
    "/registrations" { get => registrations::list_registrations }
    "/statistics" { get => statistics::get_statistics }
    "/warnings" { get => registrations::list_warnings }
}

/// Everything the server answers: the API, what operating it takes, and the pages. What is not here is not found.
pub fn configure(config: &mut ServiceConfig, pages: fn(&mut ServiceConfig)) {
    let document = get(web::resource("/openapi.json"), docs::openapi_json);
    config.service(
        web::scope("/v1")
            .service(close(document, READ_ONLY))
            .configure(api),
    );
    let operations = [
        get(web::resource("/livez"), operations::livez),
        get(web::resource("/readyz"), operations::readyz),
        get(web::resource("/metrics"), operations::metrics),
        get(
            web::resource("/.well-known/security.txt"),
            operations::security_txt,
        ),
        get(web::resource("/problems"), catalogue::problems),
        get(web::resource("/problems/{kind}"), catalogue::problem),
        get(web::resource("/docs"), docs::docs_home),
        get(web::resource("/docs/{file}"), docs::docs),
    ];
    for resource in operations {
        config.service(close(resource, READ_ONLY));
    }
    pages(config);
    config.default_service(web::to(not_found));
}

/// What an address allows that is only read.
pub const READ_ONLY: &str = "GET, HEAD, OPTIONS";

async fn not_found() -> Result<HttpResponse, Problem> {
    Err(Problem::new(Kind::NotFound))
}

/// GET, and HEAD alike.
pub fn get<F, Args>(resource: Resource, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
}

fn put<F, Args>(resource: Resource, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource.route(web::put().to(handler))
}

/// POST.
pub fn post<F, Args>(resource: Resource, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource.route(web::post().to(handler))
}

fn delete<F, Args>(resource: Resource, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource.route(web::delete().to(handler))
}

/// Any other method is answered with what is allowed.
#[must_use]
pub fn close(resource: Resource, allow: &'static str) -> impl HttpServiceFactory {
    resource.default_service(web::to(move |request: HttpRequest| async move {
        if request.method() == Method::OPTIONS {
            return Ok(HttpResponse::NoContent()
                .insert_header((header::ALLOW, allow))
                .finish());
        }
        Err(Problem::method(allow))
    }))
}
