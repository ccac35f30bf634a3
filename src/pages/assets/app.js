// What every page does where scripts run: it keeps the pages for when the server is away, and has the device forget
// them when somebody signs out.

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch((error) => console.info("pages are not kept", error));
}

for (const form of document.querySelectorAll("[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    if (!("caches" in window) || form.dataset.emptied) return;
    event.preventDefault();
    form.dataset.emptied = "yes";
    caches.delete("pages").catch(() => {}).then(() => form.requestSubmit());
  });
}
