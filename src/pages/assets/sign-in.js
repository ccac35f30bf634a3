// A personal link carries its code behind the "#". It goes into the form and out of the address at once, so that it
// stays neither in the history nor in a copied address; then the form is sent.

function takeCode() {
  const form = document.querySelector("[data-sign-in]");
  const code = location.hash.slice(1);
  if (form && code.startsWith("hc_")) {
    history.replaceState(null, "", location.pathname + location.search);
    form.elements.code.value = code;
    form.requestSubmit();
  }
}

takeCode();
// A link that is opened where this page is open already loads nothing anew.
window.addEventListener("hashchange", takeCode);
