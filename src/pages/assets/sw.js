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

// How often somebody signed out since this script runs: what was asked for before that is kept no more.
let signedOut = 0;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && url.pathname === "/afmelden") {
    signedOut += 1;
    event.waitUntil(caches.delete(PAGES));
  }
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (ASSETS.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((kept) => kept ?? fetch(request)));
  } else if (KEPT.test(url.pathname) && request.headers.get("Accept")?.includes("text/html")) {
    event.respondWith(page(request));
  }
});

// The page from the server; where that is away, the last copy, marked as such.
async function page(request) {
  const before = signedOut;
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    const kept = await lastCopy(request);
    if (kept) return kept;
    throw error;
  }
  if (answer.status >= 500) return (await lastCopy(request)) ?? answer;
  if (answer.ok && !answer.redirected) {
    const copy = answer.clone();
    const pages = await caches.open(PAGES);
    if (signedOut !== before) return answer;
    await pages.put(request.url, copy);
    for (const old of (await pages.keys()).slice(0, -MOST)) await pages.delete(old);
  }
  return answer;
}

async function lastCopy(request) {
  const pages = await caches.open(PAGES);
  const { pathname } = new URL(request.url);
  // Of a question to the board that was never asked before, the whole board is the next best.
  const board = pathname === "/" ? await pages.match("/", { ignoreVary: true }) : undefined;
  const kept = (await pages.match(request.url, { ignoreVary: true })) ?? board ?? (await houseFor(request, pages));
  if (!kept) return undefined;
  const text = await kept.text();
  return new Response(text.replace("<html ", "<html data-offline "), { headers: kept.headers });
}

// The address that leads somebody of one house there has no page of its own: the house's page last seen stands for it.
async function houseFor(request, pages) {
  if (new URL(request.url).pathname !== "/vandaag") return undefined;
  const seen = (await pages.keys()).filter((key) => /^\/vandaag\/[^/]+$/.test(new URL(key.url).pathname));
  return seen.length > 0 ? pages.match(seen[seen.length - 1], { ignoreVary: true }) : undefined;
}
