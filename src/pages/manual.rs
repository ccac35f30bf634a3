//! The guide for houses: one text, read on paper and in the repository, and here on the phone.

use std::sync::LazyLock;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use pulldown_cmark::{Event, Parser, Tag, html};

use super::assets;
use super::frame::{Frame, answer};
use crate::http::problem::Problem;
use crate::http::{Web, auth};

const TEXT: &str = include_str!("../../docs/handleiding.md");

/// The text as HTML. Its pictures are where the pages keep them.
static CONTENT: LazyLock<String> = LazyLock::new(|| {
    let events = Parser::new(TEXT).map(|event| match event {
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let name = dest_url.rsplit('/').next().unwrap_or_default();
            let dest_url = assets::address(name).into();
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            })
        }
        event => event,
    });
    let mut content = String::new();
    html::push_html(&mut content, events);
    content
});

#[derive(Template)]
#[template(path = "manual.html")]
struct Page {
    frame: Frame,
    content: &'static str,
}

/// The guide.
///
/// # Errors
/// A [`Problem`] where the page cannot be written.
pub async fn show_manual(request: HttpRequest, web: Data<Web>) -> Result<HttpResponse, Problem> {
    let principal = auth::principal(&request, &web).await.ok().flatten();
    let page = Page {
        frame: Frame::new(&request, principal),
        content: &CONTENT,
    };
    answer(&request, &page.frame, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_of_the_guide_is_one_of_the_pages_own() {
        let pictures = CONTENT.matches("<img src=\"/assets/").count();
        assert_eq!((pictures, TEXT.matches("](pictures/").count()), (2, 2));
        // A file that is there has the hash of its content in its address.
        assert!(!CONTENT.contains("/assets/vandaag.png") && !CONTENT.contains("/assets/stand.png"));
    }
}
