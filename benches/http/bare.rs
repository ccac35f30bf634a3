//! The best that this framework can do: it answers every GET with the same bytes, and reads the JSON of a PUT.

use actix_web::http::header;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::Value;

struct Static {
    body: Bytes,
    content_type: String,
    coding: String,
    tag: String,
}

/// Serves the file `[name, content type, coding, tag]` until it is killed.
pub fn serve(answer: &[&str]) {
    let [file, content_type, coding, tag] = answer else {
        panic!("bare FILE TYPE CODING TAG");
    };
    let answer = Data::new(Static {
        body: std::fs::read(file).expect("the answer").into(),
        content_type: (*content_type).to_owned(),
        coding: (*coding).to_owned(),
        tag: (*tag).to_owned(),
    });
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let server = HttpServer::new(move || {
        let everything = web::resource("/{path:.*}")
            .route(web::get().to(get))
            .route(web::put().to(put));
        App::new().app_data(answer.clone()).service(everything)
    });
    let server = server.workers(workers).bind("127.0.0.1:0").expect("a port");
    eprintln!("serving on http://{}", server.addrs()[0]);
    actix_web::rt::System::new()
        .block_on(server.run())
        .expect("a server");
}

async fn get(request: HttpRequest, answer: Data<Static>) -> HttpResponse {
    let known = request.headers().get(header::IF_NONE_MATCH);
    if known.is_some_and(|tag| tag.as_bytes() == answer.tag.as_bytes()) {
        return HttpResponse::NotModified()
            .insert_header((header::ETAG, answer.tag.as_str()))
            .finish();
    }
    let mut response = HttpResponse::Ok();
    if !answer.coding.is_empty() {
        response.insert_header((header::CONTENT_ENCODING, answer.coding.as_str()));
    }
    response
        .insert_header((header::ETAG, answer.tag.as_str()))
        .content_type(answer.content_type.as_str())
        .body(answer.body.clone())
}

async fn put(body: web::Json<Value>) -> web::Json<Value> {
    body
}
