//! Callers, who ask again as soon as they were answered.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{Days, Utc};

use crate::site::Site;
use crate::tally::Tally;

/// How long an answer is waited for, and each part of it.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long somebody waits who was told to come again; far less than the answer says, or there would be no overload.
const PAUSE: Duration = Duration::from_millis(20);

/// Callers who ask for the same.
#[derive(Clone)]
pub struct Class {
    pub name: &'static str,
    pub callers: usize,
    /// The method, path and query; `{day}` is a day of the last weeks and `{number}` differs each time.
    pub asks: &'static str,
    body: Option<&'static str>,
    headers: &'static str,
    /// Shown as tokens, one after the other; nothing where there are none.
    tokens: Vec<String>,
    /// Whether all of them come from one address, and so share what an address may ask for.
    shares_address: bool,
}

/// Everybody who calls.
pub fn classes(site: &Site) -> Vec<Class> {
    let of = |name, callers, asks| Class {
        name,
        callers,
        asks,
        body: None,
        headers: "",
        tokens: Vec::new(),
        shares_address: false,
    };
    vec![
        of("ask for the board", 32, "GET /v1/availability"),
        Class {
            shares_address: true,
            ..of("ask for it from one address", 8, "GET /v1/availability")
        },
        Class {
            headers: "Accept: text/html\r\n",
            ..of("look at the page", 16, "GET /")
        },
        Class {
            tokens: site.coordinators.clone(),
            ..of("read a day", 32, "GET /v1/houses/de-linde/registrations/{day}")
        },
        Class {
            body: Some("{\"bedsOccupied\":2,\"requests\":{number}}"),
            tokens: site.coordinators.clone(),
            ..of(
                "write a day",
                64,
                "PUT /v1/houses/de-linde/registrations/{day}?reason=soak",
            )
        },
        Class {
            tokens: vec![site.analyst.clone()],
            ..of("measure", 8, "GET /v1/statistics?period=month")
        },
        Class {
            tokens: vec![site.analyst.clone()],
            ..of("take a file", 4, "GET /v1/registrations?format=csv")
        },
        Class {
            tokens: vec!["hc_aaaaaaaaaaaa_b".to_owned()],
            ..of("show a token nobody knows", 4, "GET /v1/availability")
        },
    ]
}

/// Asks until it is told to stop.
pub fn call(class: &Class, number: usize, address: &str, stop: &AtomicBool) -> Tally {
    let mut tally = Tally::default();
    let mut connection = None;
    let mut round = number;
    while !stop.load(Ordering::Relaxed) {
        round = round.wrapping_add(1);
        let request = request(class, number, round);
        let began = Instant::now();
        match ask(&mut connection, address, &request) {
            Ok(status) => {
                tally.note(status, began.elapsed());
                if matches!(status, 429 | 503) {
                    std::thread::sleep(PAUSE);
                }
            }
            Err(error) => {
                connection = None;
                tally.go_wrong(format!("{error} after {:?}", began.elapsed()));
                std::thread::sleep(PAUSE);
            }
        }
    }
    tally
}

fn request(class: &Class, number: usize, round: usize) -> String {
    let fill = |text: &str| {
        let back = Days::new(2 + round as u64 % 20);
        let day = Utc::now().date_naive().checked_sub_days(back).expect("a day");
        text.replace("{day}", &day.to_string())
            .replace("{number}", &(round % 999).to_string())
    };
    let asks = fill(class.asks);
    let body = class.body.map(fill).unwrap_or_default();
    let from = if class.shares_address { 0 } else { number };
    let sort = class.name.len();
    let token = class.tokens.get(number % class.tokens.len().max(1));
    let token = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let kind = if body.is_empty() {
        String::new()
    } else {
        let length = body.len();
        format!("Content-Type: application/json\r\nContent-Length: {length}\r\n")
    };
    let headers = class.headers;
    format!(
        "{asks} HTTP/1.1\r\nHost: soak\r\nX-Forwarded-For: 198.51.{sort}.{from}\r\n{headers}{token}{kind}\r\n{body}"
    )
}

/// The status of the answer, once all of it was read.
fn ask(connection: &mut Option<BufReader<TcpStream>>, address: &str, request: &str) -> Result<u16, Error> {
    if connection.is_none() {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        *connection = Some(BufReader::with_capacity(64 * 1024, stream));
    }
    let reader = connection.as_mut().ok_or(ErrorKind::NotConnected)?;
    reader.get_mut().write_all(request.as_bytes())?;
    let head = Head::read(reader)?;
    head.pass_body(reader)?;
    if head.closes {
        *connection = None;
    }
    Ok(head.status)
}

struct Head {
    status: u16,
    length: Option<u64>,
    closes: bool,
}

impl Head {
    fn read(reader: &mut BufReader<TcpStream>) -> Result<Self, Error> {
        let status = line(reader)?;
        let status = status.split(' ').nth(1).and_then(|word| word.parse().ok());
        let mut head = Self {
            status: status.ok_or(ErrorKind::InvalidData)?,
            length: Some(0),
            closes: false,
        };
        loop {
            let line = line(reader)?.to_ascii_lowercase();
            if line.is_empty() {
                return Ok(head);
            }
            if let Some(length) = line.strip_prefix("content-length: ") {
                head.length = length.parse().ok();
            }
            if line == "transfer-encoding: chunked" {
                head.length = None;
            }
            head.closes |= line == "connection: close";
        }
    }

    fn pass_body(&self, reader: &mut BufReader<TcpStream>) -> Result<(), Error> {
        if let Some(length) = self.length {
            return pass(reader, length);
        }
        loop {
            let size = u64::from_str_radix(&line(reader)?, 16).map_err(|_| ErrorKind::InvalidData)?;
            pass(reader, size)?;
            line(reader)?;
            if size == 0 {
                return Ok(());
            }
        }
    }
}

fn pass(reader: &mut BufReader<TcpStream>, length: u64) -> Result<(), Error> {
    let passed = std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    if passed < length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

fn line(reader: &mut BufReader<TcpStream>) -> Result<String, Error> {
    let mut text = String::new();
    if reader.read_line(&mut text)? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    text.truncate(text.trim_end().len());
    Ok(text)
}
