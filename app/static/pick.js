/* One tick in a table's heading for all of its rows. Comfort only: without this file the heading's box is sent as it is,
   and stands for them. */

const FORM = "bulk";

function rowsOf(box) {
  return [...box.closest("table").querySelectorAll("tbody .pick input")];
}

document.addEventListener("change", ({ target }) => {
  if (!target.closest?.(".pick")) return;
  const all = target.closest("table").querySelector("[data-all]");
  const rows = rowsOf(all);
  if (target === all) for (const row of rows) row.checked = all.checked;
  const ticked = rows.filter((row) => row.checked).length;
  all.checked = ticked === rows.length;
  all.indeterminate = ticked > 0 && ticked < rows.length;
});

/* The heading stands for its rows, so that the address stays short. They are sent again after Back. */
document.addEventListener("submit", ({ target }) => {
  if (target.id !== FORM) return;
  const rows = [...document.querySelectorAll("[data-all]:checked")].flatMap(rowsOf);
  for (const row of rows) row.disabled = true;
  addEventListener("pagehide", () => rows.forEach((row) => { row.disabled = false; }), { once: true });
});
