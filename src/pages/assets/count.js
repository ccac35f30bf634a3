// Counting on the page of a house's day: buttons to count with, and the sum of the beds while somebody types.

const number = (input) => Math.min(999, Math.max(0, Number.parseInt(input.value, 10) || 0));

function prepare() {
  for (const button of document.querySelectorAll("[data-step]")) button.hidden = false;
  for (const input of document.querySelectorAll("[data-flow]")) input.dataset.last = number(input);
  const form = document.querySelector("[data-form]");
  if (form) tell(form);
}

function count(input, change) {
  input.value = Math.min(999, Math.max(0, number(input) + change));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// The field takes any text, so that nothing typed is dropped unseen; the arrow keys count all the same.
document.addEventListener("keydown", (event) => {
  const change = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!change || !event.target.matches(".stepper input")) return;
  event.preventDefault();
  count(event.target, change);
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) count(step.parentElement.querySelector("input"), Number(step.dataset.step));
});

document.addEventListener("input", (event) => {
  const input = event.target;
  const form = input.closest("[data-form]");
  if (!form) return;
  const occupied = form.elements.beds_occupied;
  if (input === occupied) occupied.dataset.byHand = "yes";
  if (input.dataset.flow) {
    // Occupied follows those who come and go, unless somebody set it.
    const change = number(input) - Number(input.dataset.last);
    input.dataset.last = number(input);
    if (!occupied.dataset.byHand) occupied.value = Math.max(0, number(occupied) + change * Number(input.dataset.flow));
  }
  tell(form);
});

// The sum of the beds in words, as the server says it too, and whether it follows from the last stand.
function tell(form) {
  const words = JSON.parse(form.dataset.words);
  const beds = (count) => `${count} ${words.beds[count === 1 ? 0 : 1]}`;
  let stated = 0;
  const parts = [];
  for (const [state, word] of words.states) {
    let count = 0;
    for (const input of form.querySelectorAll(`[data-beds="${state}"]`)) count += number(input);
    stated += count;
    if (count > 0 || state === "occupied") parts.push(`${count} ${word}`);
  }
  const over = stated - words.physical;
  const tooMany = words.tooMany
    .replace("{over}", beds(over))
    .replace("{house}", () => words.house)
    .replace("{has}", beds(words.physical));
  const sum = form.querySelector("[data-sum]");
  const text =
    over > 0
      ? `${parts.join(" + ")}. ${tooMany}`
      : `${[...parts, `${-over} ${words.free}`].join(" + ")} = ${beds(words.physical)}`;
  if (sum.textContent !== text) sum.textContent = text;
  sum.classList.toggle("over", over > 0);
  const balance = form.querySelector("[data-balance]");
  if (!balance) return;
  let expected = Number(balance.dataset.before);
  for (const input of form.querySelectorAll("[data-flow]")) expected += number(input) * Number(input.dataset.flow);
  balance.hidden = form.elements.beds_occupied.value === "" || expected === number(form.elements.beds_occupied);
  balance.querySelector("[data-expected]").textContent = expected;
}

prepare();
// Another page came in place of this one, or other texts into its form.
document.addEventListener("shown", prepare);
