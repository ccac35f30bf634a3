// Keeps the board true while it is open: asks for it anew each minute, keeps ages right, and lets counts grow stale and
// unknown by themselves when the register cannot be reached. An expired number is never left standing as current.

const MINUTE = 60_000;
// A board older than this no longer says what is "now".
const PAST = 10 * MINUTE;
const language = document.documentElement.lang;
const amsterdam = "Europe/Amsterdam";
const board = document.querySelector("#board");
const away = document.querySelector("#away");
// Each part as the server last sent it, to see whether it has changed.
const sent = new Map([...document.querySelectorAll("[data-live]")].map((part) => [part.id, part.innerHTML]));
let awaySince = null;

// How far this device's clock is ahead of the server's; kept for when the server is away. Unit: milliseconds.
let ahead = 0;
try {
  ahead = Number(sessionStorage.getItem("ahead") ?? 0);
} catch (error) {
  console.info("the clock's difference is not kept", error);
}

function setClock(page) {
  ahead = Date.now() - Date.parse(page.querySelector("#board").dataset.now);
  try {
    sessionStorage.setItem("ahead", String(ahead));
  } catch (error) {
    console.info("the clock's difference is not kept", error);
  }
}

// What time it is, by the server's clock.
function present() {
  return new Date(Date.now() - ahead);
}

const clock = new Intl.DateTimeFormat(language, { timeZone: amsterdam, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const weekday = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: amsterdam, weekday: "long", day: "numeric", month: "long" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });
const named = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

function dayNumber(moment) {
  const parts = new Intl.DateTimeFormat("sv", { timeZone: amsterdam }).format(moment);
  return Date.parse(parts) / (24 * 60 * MINUTE);
}

function dayAndTime(moment, now) {
  const days = dayNumber(moment) - dayNumber(now);
  const day = Math.abs(days) <= 1 ? named.format(days, "day") : weekday.format(moment).replace(",", "");
  return `${day} ${clock.format(moment)}`;
}

function age(moment, now) {
  const minutes = Math.floor((now - moment) / MINUTE);
  if (minutes < 1) return named.format(0, "second");
  if (minutes < 90) return relative.format(-minutes, "minute");
  if (minutes < 48 * 60) return relative.format(-Math.floor(minutes / 60), "hour");
  return relative.format(-Math.floor(minutes / (24 * 60)), "day");
}

// Writes a text only where it differs, so that nothing is read out for no reason.
function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function keepTrue() {
  const now = present();
  for (const time of board.querySelectorAll("time[data-age]")) write(time, age(new Date(time.dateTime), now));
  for (const time of board.querySelectorAll("time[data-at]")) write(time, dayAndTime(new Date(time.dateTime), now));
  for (const house of board.querySelectorAll("[data-counted]")) letAge(house, now);
  const asOf = new Date(document.querySelector("#as-of").dateTime);
  if (now - asOf > PAST) {
    for (const element of board.querySelectorAll("[data-past]")) {
      if (element.dataset.past) write(element, element.dataset.past);
      else element.hidden = true;
    }
  }
  addUp();
}

// A count that has passed a limit since the server said what it was.
function letAge(house, now) {
  const seconds = (now - new Date(house.dataset.counted)) / 1000;
  if (seconds > Number(board.dataset.stale) && house.dataset.class !== "unknown") becomeUnknown(house);
  else if (seconds > Number(board.dataset.fresh) && ["now", "later", "full", "stop"].includes(house.dataset.class)) becomeStale(house);
}

function becomeStale(house) {
  house.querySelector("[data-freshness]").replaceChildren(copy("when-stale"));
  if (house.dataset.class === "now") move(house, "perhaps");
}

function becomeUnknown(house) {
  const figure = document.createElement("b");
  figure.className = "figure";
  figure.textContent = "?";
  const words = copy("when-unknown");
  words.querySelector(".sign").remove();
  house.querySelector("[data-beds]").replaceChildren(figure, words);
  house.querySelector("[data-freshness]").replaceChildren(copy("when-unknown"));
  const known = copy("last-known");
  known.querySelector("[data-number]").textContent = house.dataset.free;
  house.querySelector("[data-facts]").replaceChildren(known);
  move(house, "unknown");
}

// Puts a house under the heading of its new class, and its mark on the map into that class too.
function move(house, to) {
  const from = house.closest("[data-group]");
  const group = board.querySelector(`[data-group="${to}"]`);
  house.classList.replace(house.dataset.class, to);
  const mark = board.querySelector(`[data-mark="${house.id.slice("huis-".length)}"]`);
  if (mark) {
    mark.classList.replace(house.dataset.class, to);
    mark.querySelector("text").textContent = to === "unknown" ? "?" : `${house.dataset.free}?`;
  }
  house.dataset.class = to;
  group.querySelector(".cards").append(house);
  group.hidden = false;
  from.hidden = !from.querySelector(".house");
}

function copy(id) {
  return document.querySelector(`#${id}`).content.cloneNode(true);
}

// The first line rests on the counts that are known; what became unknown here no longer counts.
function addUp() {
  const expired = [...board.querySelectorAll('[data-expired="no"]')].filter((house) => house.dataset.class === "unknown");
  for (const house of expired) {
    house.dataset.expired = "yes";
    lessen("[data-sum]", Number(house.dataset.free));
    lessen("[data-known]", 1);
  }
}

function lessen(selector, by) {
  const figure = board.querySelector(selector);
  write(figure, String(Math.max(0, Number(figure.textContent) - by)));
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache", signal: AbortSignal.timeout(20_000) });
    if (answer.redirected) return location.assign(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || page.documentElement.hasAttribute("data-offline") || !page.querySelector("#board")) throw new Error("no board");
    // A kept copy may be of another question than the address asks.
    if (document.documentElement.hasAttribute("data-offline")) return location.reload();
    setClock(page);
    takeOver(page);
    awaySince = null;
  } catch {
    awaySince ??= present();
    write(away.querySelector("[data-since]"), dayAndTime(awaySince, present()));
  }
  away.hidden = awaySince === null;
  keepTrue();
}

// Puts the parts that have changed in place of the old ones, and leaves focus and scroll where they were.
function takeOver(page) {
  const said = summary(document);
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.innerHTML === sent.get(part.id)) continue;
    sent.set(part.id, fresh.innerHTML);
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const house = focused?.closest("[id]").id;
    const address = focused?.getAttribute("href");
    part.replaceChildren(...fresh.childNodes);
    if (!focused) continue;
    const links = document.getElementById(house)?.querySelectorAll("a") ?? [];
    [...links].find((link) => link.getAttribute("href") === address)?.focus({ preventScroll: true });
  }
  if (summary(document) !== said) write(document.querySelector("#announce"), summary(document));
}

function summary(page) {
  return page.querySelector("[data-sums]").textContent.replace(/\s+/g, " ").trim();
}

const here = document.querySelector("#here");
if (here && "geolocation" in navigator && window.isSecureContext) {
  here.hidden = false;
  document.querySelector("#here-hint").hidden = false;
  here.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(location.href);
        address.searchParams.delete("plaats");
        address.searchParams.set("bij", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        location.assign(address);
      },
      () => { document.querySelector("#no-place").hidden = false; },
      { maximumAge: 10 * MINUTE, timeout: 10_000 },
    );
  });
}

const print = document.querySelector("#print");
print.hidden = false;
print.addEventListener("click", () => window.print());
window.addEventListener("beforeprint", () => {
  const year = new Intl.DateTimeFormat(language, { timeZone: amsterdam, year: "numeric" });
  const now = present();
  write(document.querySelector("[data-printed]"), `${weekday.format(now).replace(",", "")} ${year.format(now)} ${clock.format(now)}`);
});

if (document.documentElement.hasAttribute("data-offline")) refresh();
else {
  // The page is of this moment, but for the time it took; one that came back from before is not.
  if (performance.now() < MINUTE) setClock(document);
  keepTrue();
}
setInterval(() => { if (!document.hidden) refresh(); }, MINUTE);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
window.addEventListener("online", refresh);
window.addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
