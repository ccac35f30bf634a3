// What every page does where scripts run: it keeps the pages for when the server is away, and has the device forget
// them when somebody signs out.

if ("serviceWorker" in navigator) {
  const worker = navigator.serviceWorker;
  worker.register("/sw.js").catch((error) => console.info("pages are not kept", error));
  // A page that came before what keeps pages asks to be taken on, and is fetched once more so that it is kept too.
  if (!worker.controller) {
    const again = () => fetch(location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text());
    worker.addEventListener("controllerchange", () => again().catch(() => {}), { once: true });
    worker.ready.then(({ active }) => active.postMessage("take this page on"));
  }
}

for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.emptied) return;
    if (!confirmLoss(form.dataset.waitingQuestion)) {
      event.preventDefault();
      return;
    }
    if (!("caches" in window)) return;
    event.preventDefault();
    form.dataset.emptied = "yes";
    caches.delete("pages").catch(() => {}).then(() => form.requestSubmit());
  });
}

// A stand that waits on this device to be sent would stay for the next person who signs in: whoever signs out decides.
function confirmLoss(question) {
  try {
    const waiting = Object.keys(localStorage).filter((key) => key.startsWith("waiting:"));
    if (waiting.length === 0) return true;
    if (!confirm(question)) return false;
    for (const key of waiting) localStorage.removeItem(key);
  } catch (error) {
    console.info("nothing is kept on this device", error);
  }
  return true;
}
