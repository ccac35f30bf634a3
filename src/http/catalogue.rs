//! The catalogue of problems, to which the `type` of every problem document leads.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::finish::language_of;
use super::problem::{Kind, Problem};
use crate::domain::language::Language;

/// All kinds of problem.
pub async fn problems(request: HttpRequest) -> HttpResponse {
    page(language_of(request.headers()), Kind::ALL)
}

/// One kind of problem.
///
/// # Errors
/// 404 where there is no such kind.
pub async fn problem(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let slug = request.match_info().query("kind");
    let kind = Kind::ALL.iter().find(|kind| kind.slug() == slug);
    let kind = kind.ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(page(language_of(request.headers()), &[*kind]))
}

fn page(language: Language, kinds: &[Kind]) -> HttpResponse {
    let heading = language.pick("Foutmeldingen", "Problems");
    let (cause, remedy) = language.pick(("Oorzaak", "Wat u kunt doen"), ("Cause", "What you can do"));
    let tag = language.tag();
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{heading}</title>\n<h1>{heading}</h1>\n"
    );
    // The words are this program's own; nothing of the caller's comes into the page.
    let entries = kinds.iter().map(|kind| {
        format!(
            "<h2 id=\"{slug}\">{status} {title}</h2>\n<p><code>/problems/{slug}</code></p>\n\
             <p><strong>{cause}:</strong> {why}</p>\n<p><strong>{remedy}:</strong> {how}</p>\n",
            slug = kind.slug(),
            status = kind.status().as_u16(),
            title = kind.title(language),
            why = kind.cause(language),
            how = kind.remedy(language),
        )
    });
    html.extend(entries);
    HttpResponse::Ok()
        .insert_header((header::CONTENT_LANGUAGE, tag))
        .insert_header((header::VARY, "Accept-Language"))
        .insert_header((header::CACHE_CONTROL, "max-age=3600"))
        .content_type("text/html; charset=utf-8")
        .body(html)
}
