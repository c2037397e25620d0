/* Loses nothing that was typed and not saved. A status takes a note along, and anything else on the page waits for a second
   press. What is typed is sent once the server answers: if the line has dropped, the browser's own page would take the
   place of this one and of its words. Comfort only: without this file they are lost as in any form that is left. */

const note = document.getElementById("note");
const beside = document.getElementById("work_note"); // the note of the status; a record at its end has none
const told = document.getElementById("unsent");
const noLine = document.getElementById("no-line");
const PATIENCE = 8_000; // ms

let isAnswered = false; // the server has just answered, so the form may go
let isGoing = false; // a press is on its way, and a second one sends nothing more

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

async function sendIfAnswered(form, button) {
  isGoing = true;
  noLine.hidden = true;
  try {
    const answer = await fetch(noLine.dataset.asks, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
  } catch {
    form.querySelector("textarea").before(noLine);
    noLine.hidden = false;
    isGoing = false;
    return;
  }
  isAnswered = true;
  form.requestSubmit(button);
  isAnswered = false;
  setTimeout(mayGo, PATIENCE); // in case somebody stops it, and stays on the page
}

function mayGo() {
  isGoing = false;
}

addEventListener("pageshow", mayGo); // back on the page as it was left

addEventListener(
  "submit",
  (event) => {
    if (isAnswered) return;
    if (isGoing && event.target.querySelector("textarea")) {
      event.preventDefault();
      return;
    }
    if (event.target === beside?.form && isUnsent(note) && !isUnsent(beside)) takeAlong();
    else if (!event.target.closest("#idle")) holdBack(event, event.target);
    if (!event.defaultPrevented && [...event.target.querySelectorAll("textarea")].some(isUnsent)) {
      event.preventDefault();
      sendIfAnswered(event.target, event.submitter);
    }
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
