// Copies a text at the press of a button. Without a script the button is not there, and the text is selected by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = document.getElementById(button.dataset.says);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      said.textContent = button.dataset.done;
    } catch {
      // Outside TLS browsers keep the clipboard to themselves.
      getSelection().selectAllChildren(text);
      said.textContent = button.dataset.selected;
    }
  });
}
