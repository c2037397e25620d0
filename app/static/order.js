/* Moves a question by dragging its row. Comfort only: without this file the two arrows of each row do the same, and they
   are how it is done by keyboard. */

const table = document.getElementById("order");
let carried = null;

for (const row of table?.querySelectorAll("tr[data-key]") ?? []) row.draggable = true;

table?.addEventListener("dragstart", (event) => {
  carried = event.target.closest("tr[data-key]");
  carried?.classList.add("carried");
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
});
table?.addEventListener("dragover", (event) => {
  const over = event.target.closest("tr[data-key]");
  if (!carried || !over) return;
  event.preventDefault();
  if (over === carried) return;
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(carried);
  else over.after(carried);
});
table?.addEventListener("drop", (event) => event.preventDefault());
table?.addEventListener("dragend", () => {
  if (!carried) return;
  carried.classList.remove("carried");
  const place = [...table.querySelectorAll("tr[data-key]")].indexOf(carried) + 1;
  const told = Number(carried.querySelector(".order b").textContent);
  if (place !== told) send(carried.dataset.key, place);
  carried = null;
});

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

/* After a move the page comes back at the row: its arrow takes the focus again, for the next press. */
const row = location.hash && document.querySelector(`${CSS.escape(location.hash).replace("\\#", "#")} .order button`);
if (row) row.focus({ preventScroll: true });
