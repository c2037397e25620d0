/* One tick in a table's heading for all of its rows, or below the list for all of the page. Comfort only: without this file that box is sent as it is, and
   stands for them. */

const FORM = "#bulk";

function rowsOf(box) {
  return [...(box.closest("table") ?? document).querySelectorAll("tbody .pick input")];
}

document.addEventListener("change", ({ target }) => {
  if (!target.closest?.(".pick")) return;
  if (target.matches("[data-all]")) for (const row of rowsOf(target)) row.checked = target.checked;
  for (const all of document.querySelectorAll("[data-all]")) {
    const rows = rowsOf(all);
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
  }
});

/* The box stands for its rows, so that the address stays short. They are sent again after Back. */
document.addEventListener("submit", ({ target }) => {
  if (!target.matches(FORM)) return; // its `id` would be the boxes of that name
  const boxes = [...document.querySelectorAll("[data-all]:checked")];
  const ofThePage = boxes.find((box) => !box.closest("table"));
  const rows = [...boxes.flatMap(rowsOf), ...boxes.filter((box) => ofThePage && box !== ofThePage)];
  for (const row of rows) row.disabled = true;
  addEventListener("pagehide", () => rows.forEach((row) => { row.disabled = false; }), { once: true });
});
