/* Loses nothing that was typed and not saved: a form with words in it is sent by send.js, and words elsewhere on the page
   wait for a second press. Comfort only: without this file they are lost as in any form that is left. */

import { send } from "./send.js";

const told = document.getElementById("unsent");

function isUnsent(field) {
  return field.matches("textarea, [type=text]") && field.value.trim() !== field.defaultValue.trim();
}

function holdBack(event, form) {
  const lost = [...document.querySelectorAll("main textarea")].find((each) => isUnsent(each) && each.form !== form);
  if (!lost || !told?.hidden) return;
  event.preventDefault();
  lost.before(told);
  told.hidden = false;
  lost.focus();
}

addEventListener(
  "submit",
  (event) => {
    if (event.target.closest("#idle")) return;
    holdBack(event, event.target);
    if (event.defaultPrevented || ![...event.target.elements].some(isUnsent)) return;
    event.preventDefault();
    send(event.target, event.submitter);
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
