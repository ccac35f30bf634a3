//! The best that this framework can do: it answers every GET with the same bytes, and reads the JSON of a PUT.

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::Value;

struct Static {
    body: Bytes,
    tag: String,
    whole: Vec<Header>,
    unchanged: Vec<Header>,
}

type Header = (HeaderName, HeaderValue);

/// Serves what the files `[body, headers]` hold until it is killed.
pub fn serve(answer: &[&str]) {
    let [body, headers] = answer else {
        panic!("bare BODY HEADERS");
    };
    let read = std::fs::read(headers).expect("the headers");
    let read: Value = serde_json::from_slice(&read).expect("the headers");
    let headers = |of: &str| -> Vec<Header> {
        let headers: Vec<(String, String)> = serde_json::from_value(read[of].clone()).expect("headers");
        let parsed = headers.iter().map(|(name, value)| {
            let name = name.parse().expect("a name");
            (name, HeaderValue::from_str(value).expect("a value"))
        });
        parsed.collect()
    };
    let answer = Data::new(Static {
        body: std::fs::read(body).expect("the answer").into(),
        tag: read["tag"].as_str().expect("a tag").to_owned(),
        whole: headers("whole"),
        unchanged: headers("unchanged"),
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
    let is_known = known.is_some_and(|tag| tag.as_bytes() == answer.tag.as_bytes());
    let (mut response, headers) = if is_known {
        (HttpResponse::NotModified(), &answer.unchanged)
    } else {
        (HttpResponse::Ok(), &answer.whole)
    };
    for (name, value) in headers {
        response.insert_header((name.clone(), value.clone()));
    }
    if is_known {
        response.finish()
    } else {
        response.body(answer.body.clone())
    }
}

async fn put(body: web::Json<Value>) -> web::Json<Value> {
    body
}
