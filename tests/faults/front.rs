//! A server that is broken on purpose: it stands before the real one, and acknowledges a registration before it
//! hands it on.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::Client;

/// How long it thinks itself safe. A real one would lose what waits for a commit like this.
const DELAY: Duration = Duration::from_millis(2);

/// Starts it before the server at `address`, on a port of its own.
pub fn start(address: String) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("its address"));
    let revisions = Arc::<Mutex<BTreeMap<String, u64>>>::default();
    std::thread::spawn(move || {
        for caller in listener.incoming().map_while(Result::ok) {
            let (address, revisions) = (address.clone(), Arc::clone(&revisions));
            std::thread::spawn(move || {
                // Where the real server is gone, so is the request: that is what is broken.
                let _ = answer(caller, &address, &revisions);
            });
        }
    });
    Client::new(base)
}

fn answer(caller: TcpStream, address: &str, revisions: &Mutex<BTreeMap<String, u64>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(caller.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = head.split([' ', '?']).nth(1).unwrap_or_default().to_owned();
    let said = head.starts_with("PUT ").then(|| {
        let mut revisions = revisions.lock().unwrap_or_else(PoisonError::into_inner);
        let next = revisions.entry(path).or_default();
        *next += 1;
        let mut document: Value = serde_json::from_slice(&body).unwrap_or_default();
        document["revision"] = json!(*next);
        document.to_string()
    });
    if let Some(said) = &said {
        let status = format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            said.len()
        );
        (&caller).write_all(format!("{status}{said}").as_bytes())?;
        std::thread::sleep(DELAY);
    }
    let mut server = TcpStream::connect(address)?;
    server.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
    server.write_all(&body)?;
    let mut answered = Vec::new();
    server.read_to_end(&mut answered)?;
    if said.is_none() {
        (&caller).write_all(&answered)?;
    }
    Ok(())
}
