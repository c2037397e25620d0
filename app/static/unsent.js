/* Loses no note that was typed and not added: a status takes it along, and anything else on the page waits for a second
   press. Comfort only: without this file it is lost as in any form that is left. */

const note = document.getElementById("note");
const beside = document.getElementById("work_note"); // the note of the status; a record at its end has none
const told = document.getElementById("unsent");

function isUnsent(field) {
  return Boolean(field) && field.value.trim() !== field.defaultValue.trim();
}

function takeAlong() {
  beside.value = note.value;
  note.value = note.defaultValue;
  const reader = note.form.querySelector("[name=for]:checked")?.value;
  if (reader) beside.form.querySelector(`[name=for][value=${reader}]`).checked = true;
}

function holdBack(event, form) {
  const lost = [note, beside].find((each) => isUnsent(each) && each.form !== form);
  if (!lost || !told.hidden) return;
  event.preventDefault();
  lost.before(told);
  told.hidden = false;
  lost.focus();
}

addEventListener(
  "submit",
  (event) => {
    if (event.target === beside?.form && isUnsent(note) && !isUnsent(beside)) takeAlong();
    else if (!event.target.closest("#idle")) holdBack(event, event.target);
  },
  { capture: true },
);

addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("a[href]");
    if (link?.protocol.startsWith("http") && !link.getAttribute("href").startsWith("#")) holdBack(event);
  },
  { capture: true },
);
