// The page of a house's day where scripts run: what is sent while the server is away waits on this device and is sent
// again. Without this script the page works as plain forms. Counting is in count.js.

const PREFIX = "waiting:";
const LONGEST_ANSWER = 15_000;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

// ---- Keeping what waits ---------------------------------------------------------------------------------------

// What waits on this device: by the address of its page, so one for each house and day.
function waiting() {
  const found = [];
  try {
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index);
      if (key.startsWith(PREFIX)) found.push(JSON.parse(localStorage.getItem(key)));
    }
  } catch (error) {
    console.info("nothing can be kept on this device", error);
  }
  return found.sort((one, other) => one.at.localeCompare(other.at));
}

function keep(entry) {
  try {
    localStorage.setItem(PREFIX + entry.page, JSON.stringify(entry));
    return true;
  } catch (error) {
    console.info("the stand could not be kept", error);
    return false;
  }
}

function forget(entry) {
  try {
    const key = PREFIX + entry.page;
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    // Another one may have taken its place meanwhile.
    if (kept?.at === entry.at) localStorage.removeItem(key);
  } catch (error) {
    console.info("nothing is kept on this device", error);
  }
  badge();
}

function badge() {
  const count = waiting().length;
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (count > 0) document.title = `(${count}) ${document.title}`;
  if (count > 0) navigator.setAppBadge?.(count)?.catch(() => {});
  else navigator.clearAppBadge?.()?.catch(() => {});
}

// ---- Sending --------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) sendWaiting();
  const box = event.target.closest("[data-discard]")?.closest("[data-device]");
  if (box) discard(box.dataset.page);
});

// Somebody has seen what waited and does without it.
function discard(page) {
  const entry = waiting().find((one) => one.page === page);
  if (entry) forget(entry);
  location.reload();
}

// Who is signed in on this page.
function who() {
  return document.querySelector("[data-entry]")?.dataset.who;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-send]")) return;
  event.preventDefault();
  send(form, event.submitter);
});

async function send(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const buttons = document.querySelectorAll("[data-send] button:not([data-step])");
  for (const button of buttons) button.disabled = true;
  try {
    // What is under way comes first: its answer may change this very form.
    while (isSending) await new Promise((done) => setTimeout(done, 50));
    isSending = true;
    if (form.isConnected) await sendForm(form, submitter);
  } finally {
    isSending = false;
    for (const button of buttons) button.disabled = false;
    delete form.dataset.busy;
  }
}

async function sendForm(form, submitter) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const entry = {
    page: document.querySelector("[data-entry]")?.dataset.address ?? form.getAttribute("action"),
    action: form.getAttribute("action"),
    body: body.toString(),
    // A whole stand can be shown again; the change of one bed cannot.
    whole: "whole" in form.dataset,
    at: new Date().toISOString(),
    who: who(),
    day: document.querySelector("h1")?.textContent.trim().replace(/\s+/g, " ") ?? "",
  };
  // It takes the place of what waited for this day: that is what the person mended.
  const isKept = keep(entry);
  const outcome = await post(entry);
  if (outcome.answer) {
    forget(entry);
    await show(outcome);
    return;
  }
  showWaiting(isKept ? outcome.why : "not-kept", entry);
  if (isKept) sendLater();
}

// Whether the server registered what it was sent: it says so in the address it leads to.
function isReceived({ answer }) {
  return answer.redirected && new URL(answer.url).searchParams.has("ontvangen");
}

// What the server answered; nothing where it gave no answer to rely on.
async function post({ action, body, at }) {
  // What waited was counted when it was entered, not now.
  const waited = Math.round((Date.now() - Date.parse(at)) / 1000);
  const address = waited > 60 ? `${action}?gewacht=${waited}` : action;
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded" },
      body,
      credentials: "same-origin",
      signal: AbortSignal.timeout(LONGEST_ANSWER),
    });
    // A login page of the network, a filter or a proxy answers for nobody.
    if (!response.headers.has("API-Version")) return { why: "kept" };
    const isSignIn = new URL(response.url).pathname === "/aanmelden";
    if (response.status === 401 || isSignIn) return { why: "signed-out" };
    if (response.status >= 500 || [408, 425, 429].includes(response.status)) return { why: "kept" };
    return { answer: response, text: await response.text() };
  } catch (error) {
    console.info("the server gave no answer", error);
    return { why: "kept" };
  }
}

// Puts the answer's page in place of this one.
async function show({ answer, text }) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  if (!main) {
    location.reload();
    return;
  }
  // It gets the focus below.
  for (const element of main.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
  document.querySelector("main").replaceWith(document.adoptNode(main));
  document.title = page.title;
  delete document.documentElement.dataset.offline;
  if (answer.redirected) history.replaceState(null, "", answer.url);
  keepCopies();
  loadedAt = Date.now();
  document.dispatchEvent(new Event("shown"));
  badge();
  const first = document.querySelector("[data-focus]") ?? document.querySelector("main h1");
  if (first) {
    first.tabIndex = -1;
    first.focus();
    first.scrollIntoView({ block: "center" });
  }
}

// The copies for when the server is away are of before: asking for the pages again renews them.
function keepCopies() {
  const address = document.querySelector("[data-entry]")?.dataset.address;
  if (!address) return;
  for (const page of [address, address.split("/").slice(0, 3).join("/")]) {
    fetch(page, { headers: { Accept: "text/html" } }).catch(() => {});
  }
}

function notice(name) {
  return document.querySelector(`[data-device="${name}"]`);
}

function clock(moment) {
  const language = document.documentElement.lang;
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Amsterdam" };
  return new Date(moment).toLocaleTimeString(language, form);
}

// Says on its page that an entry waits, and why.
function showWaiting(name, entry) {
  const box = notice(name);
  if (!box) return;
  const isNews = box.hidden;
  for (const other of ["kept", "signed-out", "not-kept", "other-person", "unsent-tap"]) {
    notice(other).hidden = other !== name;
  }
  box.dataset.page = entry.page;
  const at = box.querySelector("[data-at]");
  if (at) at.textContent = clock(entry.at);
  // What waits goes first: another button would send something that knows nothing of it. A whole stand can be
  // mended while it waits.
  for (const form of document.querySelectorAll("[data-send]")) {
    const part = form.closest(".taps") ?? form;
    part.hidden = name !== "not-kept" && !(entry.whole && form.matches("[data-form]"));
  }
  badge();
  // Each attempt comes by here; whoever types meanwhile is left alone.
  if (!isNews) return;
  box.focus();
  box.scrollIntoView({ block: "center" });
}

// ---- Sending again --------------------------------------------------------------------------------------------

let pause = FIRST_PAUSE;
let timer;
let isSending = false;

function sendLater() {
  clearTimeout(timer);
  timer = setTimeout(sendWaiting, pause);
  pause = Math.min(LONGEST_PAUSE, pause * 2);
}

async function sendWaiting() {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  try {
    for (const entry of waiting()) await sendOne(entry);
  } finally {
    isSending = false;
  }
  const left = waiting().filter((entry) => !entry.needsSomebody);
  if (left.length > 0) sendLater();
  else pause = FIRST_PAUSE;
}

async function sendOne(entry) {
  const here = document.querySelector("[data-entry]");
  const isHere = here?.dataset.address === entry.page;
  if (entry.who !== who()) {
    // Nobody sends in another's name: whoever is signed in now looks at it first.
    if (isHere) showWaiting("other-person", entry);
    else link("other-waits", entry);
    return;
  }
  if (entry.needsSomebody && !isHere) {
    link(entry.whole ? "other-waits" : "unsent-tap", entry);
    return;
  }
  const outcome = await post(entry);
  if (!outcome.answer) {
    if (isHere) showWaiting(outcome.why, entry);
    else link("other-waits", entry);
    return;
  }
  if (isHere && isReceived(outcome) && typedAt > Date.parse(entry.at)) {
    // Somebody typed on since: that stays, as a change of what was received now.
    const revision = new URL(outcome.answer.url).searchParams.get("ontvangen");
    document.querySelector("[data-form]").elements.basis.value = revision;
    notice("kept").hidden = true;
    forget(entry);
    link("other-sent", entry);
  } else if (isHere) {
    forget(entry);
    await show(outcome);
  } else if (isReceived(outcome)) {
    forget(entry);
    link("other-sent", entry);
  } else {
    // It is asked about on its own page: a conflict, or something that does not fit.
    const asked = { ...entry, needsSomebody: true };
    keep(asked);
    link(entry.whole ? "other-waits" : "unsent-tap", asked);
  }
}

let typedAt = 0;
document.addEventListener("input", (event) => {
  if (event.target.closest("[data-form]")) typedAt = Date.now();
});

function link(name, entry) {
  const box = notice(name);
  if (!box) return;
  const anchor = box.querySelector("[data-link]");
  anchor.href = entry.page;
  anchor.textContent = entry.day;
  const at = box.querySelector("[data-at]");
  if (at) at.textContent = clock(entry.at);
  box.dataset.page = entry.page;
  box.hidden = false;
}

// Shows in the form what waits.
function fillIn(entry) {
  const form = document.querySelector("[data-form]");
  if (!form || !entry.whole) return;
  const sent = new URLSearchParams(entry.body);
  for (const field of form.elements) {
    if (field.name && field.type !== "submit") field.value = sent.get(field.name) ?? "";
  }
  form.closest("details").open = true;
  document.dispatchEvent(new Event("shown"));
}

// ---- The day goes on ------------------------------------------------------------------------------------------

let loadedAt = Date.now();

// A page left open past midnight says so. The server's clock counts; for a copy kept on the device its own must do.
function checkDay() {
  const page = document.querySelector("[data-entry]");
  const box = notice("new-day");
  if (!page || !box || page.dataset.date !== page.dataset.today) return;
  const isCopy = "offline" in document.documentElement.dataset;
  const now = isCopy ? Date.now() : Date.parse(page.dataset.now) + Date.now() - loadedAt;
  const inAmsterdam = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" });
  const isOver = inAmsterdam.format(now) > page.dataset.today;
  box.hidden = !isOver;
  // What one tap sends would be of a day that is over.
  for (const tap of document.querySelectorAll("[data-send]:not([data-form])")) {
    if (isOver) (tap.closest(".taps") ?? tap).hidden = true;
  }
}

badge();
checkDay();
setInterval(checkDay, 30_000);
const here = document.querySelector("[data-entry]")?.dataset.address;
const mine = waiting().find((entry) => entry.page === here);
if (mine) {
  fillIn(mine);
  showWaiting(mine.who === who() ? "kept" : "other-person", mine);
}
if (waiting().length > 0) sendWaiting();
window.addEventListener("online", () => sendWaiting());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  checkDay();
  if (waiting().length > 0) sendWaiting();
});
