// Keeps the pages' own files, and the last copy of each page that may be of use when the server is away.

const ASSETS = {{ assets }};
const FILES = "files-{{ version }}";
const PAGES = "pages";
// Pages of which the last copy is better than none: the board, a house's entry and its guide.
const KEPT = /^\/($|vandaag|handleiding)/;
// How many copies are kept; each question to the board is a page of its own.
const MOST = 30;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => files.addAll(ASSETS)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name !== FILES && name !== PAGES))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// A page that was on its way while this script came to be asks for it.
self.addEventListener("message", (event) => event.waitUntil(self.clients.claim()));

// How often somebody signed in or out since this script runs: what was asked for before that is kept no more.
let changes = 0;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && ["/aanmelden", "/afmelden"].includes(url.pathname)) {
    changes += 1;
    event.waitUntil(caches.delete(PAGES));
  }
  if (request.method !== "GET") return;
  if (ASSETS.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
  } else if (KEPT.test(url.pathname) && request.headers.get("Accept")?.includes("text/html")) {
    event.respondWith(page(event));
  }
});

// The page from the server; where that is away or takes long, the last copy, marked as such.
async function page(event) {
  const { request } = event;
  const asked = ask(request);
  event.waitUntil(asked.catch(() => {}));
  let answer;
  try {
    answer = await Promise.race([asked, patience()]);
  } catch (error) {
    return (await lastCopy(request)) ?? nothing();
  }
  if (answer && answer.status < 500) return answer;
  return (await lastCopy(request)) ?? asked;
}

// How long a page may take before its last copy is shown. Unit: milliseconds.
const PATIENCE = 8000;

function patience() {
  return new Promise((done) => setTimeout(done, PATIENCE));
}

// Asks the server, and keeps what it answers.
async function ask(request) {
  const before = changes;
  const answer = await fetch(request);
  const pages = await caches.open(PAGES);
  // Who may see it no longer keeps no copy; an address of a day leads elsewhere only to sign in.
  if ([401, 403].includes(answer.status) || answer.type === "opaqueredirect") {
    await pages.delete(request.url, { ignoreVary: true });
  }
  if (answer.ok && !answer.redirected && changes === before) {
    await pages.put(request.url, answer.clone());
    for (const old of (await pages.keys()).slice(0, -MOST)) await pages.delete(old);
  }
  return answer;
}

async function lastCopy(request) {
  const pages = await caches.open(PAGES);
  const { pathname } = new URL(request.url);
  // Of a question that was never asked before, the page without it is the next best.
  const kept =
    (await pages.match(request.url, { ignoreVary: true })) ??
    (await pages.match(pathname, { ignoreVary: true })) ??
    (await houseFor(pathname, pages));
  if (!kept) return undefined;
  const text = await kept.text();
  return new Response(text.replace("<html ", "<html data-offline "), { headers: kept.headers });
}

// The address that leads somebody of one house there has no page of its own: the house's page last seen stands for it.
async function houseFor(pathname, pages) {
  if (pathname !== "/vandaag") return undefined;
  const seen = (await pages.keys()).filter((key) => /^\/vandaag\/[^/]+$/.test(new URL(key.url).pathname));
  return seen.length > 0 ? pages.match(seen[seen.length - 1], { ignoreVary: true }) : undefined;
}

// What is shown where there is neither a connection nor a copy.
function nothing() {
  const text = `<!doctype html><html lang="nl"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Geen verbinding</title>
<h1>Geen verbinding</h1><p>Deze pagina is niet op dit apparaat bewaard. Probeer het later opnieuw.</p>
<p lang="en">No connection, and this page was not kept on this device. Try again later.</p>
<p><a href="/">Vrije bedden</a> · <a href="/vandaag">Vandaag</a></p></html>`;
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
