//! A mail server on a port of its own: it speaks SMTP, keeps what it takes, and can be in a bad mood.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

/// How the server takes a message.
#[derive(Clone, Copy, Debug)]
pub enum Mood {
    Friendly,
    /// It greets with this reply.
    Greet(&'static str),
    /// It answers every recipient with this reply.
    Refuse(&'static str),
    /// It takes nothing for this one address.
    RefuseFor(&'static str),
    /// It answers the whole message with this reply.
    RefuseMessage(&'static str),
    /// It hangs up when the message is announced.
    HangUpBefore,
    /// It hangs up when it has the whole message, without a word.
    HangUpAfter,
}

/// A message that was handed over, whether the server said that it took it or hung up.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    pub from: String,
    pub to: Vec<String>,
    source: String,
}

impl Letter {
    /// A header's value, on one line.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.source.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    }

    /// The body as people read it.
    pub fn text(&self) -> String {
        let (_, body) = self.source.split_once("\r\n\r\n").expect("a body");
        let encoding = self.header("Content-Transfer-Encoding");
        assert_eq!(encoding.as_deref(), Some("quoted-printable"), "{}", self.source);
        let body = body.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = body.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            if *first == b'=' {
                let code = std::str::from_utf8(&after[..2]).expect("two digits");
                bytes.push(u8::from_str_radix(code, 16).expect("a byte"));
                rest = &after[2..];
            } else {
                bytes.push(*first);
                rest = after;
            }
        }
        String::from_utf8(bytes).expect("UTF-8")
    }

    pub fn is_ascii(&self) -> bool {
        self.source.is_ascii()
    }
}

/// It stops, as if it were switched off, when it is dropped.
pub struct MailServer {
    pub address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    letters: Arc<Mutex<Vec<Letter>>>,
    arrivals: Mutex<mpsc::Receiver<Letter>>,
    is_off: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl MailServer {
    pub fn start() -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// One where another was before.
    pub fn start_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).expect("a port");
        let address = listener.local_addr().expect("its address");
        let (tell, arrivals) = mpsc::channel();
        let mood = Arc::new(Mutex::new(Mood::Friendly));
        let letters = Arc::new(Mutex::new(Vec::new()));
        let is_off = Arc::new(AtomicBool::new(false));
        let (shared_mood, kept, off) = (Arc::clone(&mood), Arc::clone(&letters), Arc::clone(&is_off));
        let thread = std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                if off.load(Ordering::SeqCst) {
                    break;
                }
                let mood = *lock(&shared_mood);
                let (kept, tell) = (Arc::clone(&kept), tell.clone());
                std::thread::spawn(move || {
                    // Whoever hangs up early has not sent a message.
                    let _ = converse(&connection, mood, |letter| {
                        lock(&kept).push(letter.clone());
                        let _ = tell.send(letter);
                    });
                });
            }
        });
        Self {
            address,
            mood,
            letters,
            arrivals: Mutex::new(arrivals),
            is_off,
            thread: Some(thread),
        }
    }

    /// Its address, as in `HOSPICE_SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn be(&self, mood: Mood) {
        *lock(&self.mood) = mood;
    }

    /// Everything that was handed over.
    pub fn letters(&self) -> Vec<Letter> {
        lock(&self.letters).clone()
    }

    /// Waits for the next letter.
    pub fn next(&self) -> Letter {
        let patience = Duration::from_secs(30);
        lock(&self.arrivals).recv_timeout(patience).expect("a letter")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.is_off.store(true, Ordering::SeqCst);
        // The listener looks up only when somebody calls.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn converse(connection: &TcpStream, mood: Mood, keep: impl Fn(Letter)) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection);
    let say = |reply: &str| -> std::io::Result<()> {
        let mut connection = connection;
        connection.write_all(format!("{reply}\r\n").as_bytes())
    };
    say(if let Mood::Greet(reply) = mood {
        reply
    } else {
        "220 mail.example"
    })?;
    let mut letter = Letter::default();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        if line.starts_with("EHLO ") {
            say("250-mail.example\r\n250 8BITMIME")?;
        } else if let Some(from) = line.strip_prefix("MAIL FROM:") {
            from.clone_into(&mut letter.from);
            say("250 taken")?;
        } else if let Some(to) = line.strip_prefix("RCPT TO:") {
            let to = to.trim_matches(['<', '>']);
            match mood {
                Mood::Refuse(reply) => say(reply)?,
                Mood::RefuseFor(address) if address == to => say("550 5.1.1 nobody of this name")?,
                _ => {
                    letter.to.push(to.to_owned());
                    say("250 taken")?;
                }
            }
        } else if line == "DATA" {
            if matches!(mood, Mood::HangUpBefore) {
                return Ok(());
            }
            say("354 go on")?;
            letter.source = read_source(&mut lines)?;
            if let Mood::RefuseMessage(reply) = mood {
                say(reply)?;
                continue;
            }
            keep(letter.clone());
            if matches!(mood, Mood::HangUpAfter) {
                return Ok(());
            }
            say("250 taken")?;
        } else if line == "QUIT" {
            return say("221 goodbye");
        } else {
            say("502 not known here")?;
        }
    }
}

/// The message up to the dot, without the dots that only guard against it.
fn read_source(lines: &mut BufReader<&TcpStream>) -> std::io::Result<String> {
    let mut source = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(source);
        }
        source.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
