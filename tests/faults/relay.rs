//! Stands between the server and its database, as a router or a proxy does, and may forget its connections.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Relay {
    pub port: u16,
    /// How often it forgot all its connections.
    forgotten: Arc<AtomicU64>,
}

impl Relay {
    /// A relay to a port of this machine.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let forgotten = Arc::<AtomicU64>::default();
        let relay = Self {
            port: listener.local_addr().expect("its address").port(),
            forgotten: Arc::clone(&forgotten),
        };
        std::thread::spawn(move || {
            for caller in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                    continue;
                };
                let both = (caller.try_clone(), server.try_clone());
                let (Ok(caller_too), Ok(server_too)) = both else {
                    continue;
                };
                pump(caller, server, &forgotten);
                pump(server_too, caller_too, &forgotten);
            }
        });
        relay
    }

    /// From now on nothing comes through on the connections that there are; they stay open. New ones are none
    /// the worse.
    pub fn forget(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
    }
}

/// Hands on what comes in, until the connection is forgotten.
fn pump(mut from: TcpStream, mut to: TcpStream, forgotten: &Arc<AtomicU64>) {
    let forgotten = Arc::clone(forgotten);
    let at_first = forgotten.load(Ordering::SeqCst);
    std::thread::spawn(move || {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let is_remembered = forgotten.load(Ordering::SeqCst) == at_first;
            if is_remembered && to.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}
