// What pages with figures do where scripts run: charts as PNG, sliders that say their value, and results that are
// fetched into the page while they are computed.

for (const button of document.querySelectorAll("[data-png]")) button.hidden = false;

// A new question replaces the one that is being answered.
let asked = 0;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-png]");
  if (button) savePicture(button).catch((error) => console.warn("no picture", error));
});

// Draws the chart's own file on a canvas, twice as large, and saves that.
async function savePicture(button) {
  const answer = await fetch(button.dataset.png);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const address = URL.createObjectURL(await answer.blob());
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = new URL(button.dataset.png, location.href).pathname.split("/").pop().replace(/svg$/, "png");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } finally {
    URL.revokeObjectURL(address);
  }
}

document.addEventListener("submit", (event) => {
  // Looking again would have what is cancelled begin anew.
  if (event.target.action?.endsWith("/afbreken")) asked++;
});

const form = document.querySelector("form[data-live]");
const sliders = form ? form.querySelectorAll("input[type=range]") : [];
for (const slider of sliders) {
  slider.addEventListener("input", () => {
    const value = form.querySelector(`output[for="${slider.id}"]`);
    if (value) value.textContent = slider.value;
  });
}

if (form) {
  const ask = () => show(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}&run=1`);
  // A slider that is moved by keys changes at each of them.
  let soon;
  form.addEventListener("change", () => {
    clearTimeout(soon);
    soon = setTimeout(ask, 700);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(soon);
    ask();
  });
  if (result().dataset.again) follow(result().dataset.again, ++asked);
}

function result() {
  return document.querySelector("#result");
}

// What is there already stays as it is, with the tables that somebody opened.
function replace(page) {
  const [work, old] = [page, result()].map((part) => part.querySelector("#work"));
  const [charts, before] = [page, result()].map((part) => part.querySelectorAll("figure").length);
  if (work && old && charts === before) old.replaceWith(work);
  else result().replaceWith(page);
}

// Tells whoever cannot see the page how far it is, once for each step.
function say(text) {
  const status = document.querySelector("#status");
  if (status.textContent !== text) status.textContent = text;
}

async function show(address) {
  const question = ++asked;
  history.replaceState(null, "", address);
  await giveUp();
  await follow(address, question);
}

// What is being computed for the question before would hold up this one.
async function giveUp() {
  const cancel = result().querySelector("#work form");
  if (!cancel) return;
  const sent = new URLSearchParams(new FormData(cancel));
  await fetch(cancel.action, { method: "POST", body: sent, redirect: "manual" }).catch(() => {});
}

// Fetches the page until its result is there.
async function follow(address, question) {
  for (let next = address; next; ) {
    let page;
    try {
      const answer = await fetch(next, { headers: { Accept: "text/html" } });
      // Signed out meanwhile, or a question that is not right: the whole page says so.
      if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return location.assign(next);
      page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#result");
    } catch (error) {
      console.info("asked again", error);
    }
    if (question !== asked) return;
    if (page) {
      for (const button of page.querySelectorAll("[data-png]")) button.hidden = false;
      say(page.querySelector("h2, .notice")?.textContent ?? "");
      next = page.dataset.again;
      replace(document.adoptNode(page));
    }
    if (next) await new Promise((done) => setTimeout(done, 1000));
    if (question !== asked) return;
  }
}
