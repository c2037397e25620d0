/* Loses nothing that was typed and not saved: a form with words in it is sent by send.js. Words elsewhere on the page go
   along with a form that leads back to the same page, which comes with them; what leads elsewhere waits for a second press.
   Comfort only: without this file they are lost as in any form that is left. */

import { send } from "./send.js";

const told = document.getElementById("unsent");
const ALONG = "typed."; // app/guard/forms.py

/* What came back with the page is saved no more than before. */
function isUnsent(field) {
  return field.matches("textarea, [type=text]") && field.value.trim() !== (field.dataset.saved ?? field.defaultValue).trim();
}

function unsentBeside(form) {
  return [...document.querySelectorAll("main textarea")].filter((each) => isUnsent(each) && each.form !== form);
}

/* Return whether there is something to take along: the words, and who may read them. */
function takeAlong(form) {
  for (const each of form.querySelectorAll(`[name^="${ALONG}"]`)) each.remove();
  for (const each of unsentBeside(form)) {
    const readers = each.form.querySelector("[name=for]:checked"); // a note's stand beside its form, and begin anew
    for (const { name, value } of [each, readers].filter(Boolean)) {
      const along = document.createElement("input");
      Object.assign(along, { type: "hidden", name: ALONG + name, value });
      form.append(along);
    }
  }
  return form.querySelector(`[name^="${ALONG}"]`) !== null;
}

function holdBack(event, form) {
  const [lost] = unsentBeside(form);
  if (!lost || !told?.hidden) return;
  event.preventDefault();
  lost.before(told);
  told.hidden = false;
  lost.focus();
}

addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.closest("#idle")) return;
    const along = "keeps" in form.dataset && takeAlong(form);
    if (!along) holdBack(event, form);
    if (event.defaultPrevented || !(along || [...form.elements].some(isUnsent))) return;
    event.preventDefault();
    send(form, event.submitter);
  },
  { capture: true },
);

addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("a[href]");
    const leaves = link?.protocol.startsWith("http") && !link.target && !link.getAttribute("href").startsWith("#");
    if (leaves) holdBack(event);
  },
  { capture: true },
);
