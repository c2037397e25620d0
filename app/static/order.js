/* Moves a question by dragging its number. Comfort only: without this file the two arrows of each row do the same, and they
   are how it is done by keyboard. */

const table = document.getElementById("order");
const MOVED = "moved"; // the arrow that was pressed last
const EDGE = 60; // px from the top or the bottom of the window, where the page scrolls along
let carried = null;

for (const row of rows()) row.querySelector(".order b").classList.add("handle");

function rows() {
  return [...(table?.querySelectorAll("tr[data-key]") ?? [])];
}

table?.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button !== 0 || !event.target.closest(".handle")) return;
  event.preventDefault(); // else text is selected
  carried = event.target.closest("tr");
  carried.classList.add("carried");
});
addEventListener("pointermove", (event) => {
  if (!carried) return;
  if (event.clientY < EDGE) scrollBy(0, -EDGE / 4);
  if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 4);
  const after = rows().find((row) => row !== carried && event.clientY < middle(row));
  if (after) after.before(carried);
  else rows().at(-1).after(carried);
});
addEventListener("pointerup", () => {
  if (!carried) return;
  carried.classList.remove("carried");
  const place = rows().indexOf(carried) + 1;
  if (place !== Number(carried.querySelector(".order b").textContent)) send(carried.dataset.key, place);
  carried = null;
});
addEventListener("pointercancel", () => {
  if (carried) location.reload();
});

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

/* The page comes back as the server has it, at the row. */
function send(key, place) {
  const form = table.closest("form");
  for (const [name, value] of Object.entries({ move: key, place })) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  form.requestSubmit();
}

/* After a move its arrow takes the focus again, for the next press. The browser goes to the row first. */
addEventListener("load", () => requestAnimationFrame(() => {
  const arrows = document.getElementById(location.hash.slice(1))?.querySelector(".order");
  const pressed = arrows?.querySelector(`[name="${sessionStorage.getItem(MOVED)}"]`) ?? arrows?.querySelector("button");
  pressed?.focus({ preventScroll: true });
}));
addEventListener("submit", (event) => sessionStorage.setItem(MOVED, event.submitter?.name === "down" ? "down" : "up"));
