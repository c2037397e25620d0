/* Covers a form that holds a patient's answers: at once when the tab is left, and when nobody has touched the page for a
   minute. What was typed stays in its fields, unseen, until somebody presses the button that comes in its place.
   Comfort only: without this file nothing is covered, and the session ends by itself. */

const AFTER = 60_000; // ms
const form = document.querySelector(".coverable");
const button = form.querySelector(".uncover button");

let touched = Date.now();
let before; // what had the focus

function cover() {
  if (form.classList.contains("covered")) return;
  before = form.contains(document.activeElement) ? document.activeElement : null;
  form.classList.add("covered");
  if (before) button.focus({ preventScroll: true });
}

function uncover() {
  touched = Date.now();
  form.classList.remove("covered");
  (before ?? form.querySelector("[id]")).focus();
}

/* Timers sleep with the computer, so each second asks the clock. */
setInterval(() => {
  if (Date.now() - touched >= AFTER) cover();
}, 1000);
for (const touch of ["input", "keydown", "pointerdown", "scroll"]) {
  addEventListener(touch, () => { touched = Date.now(); }, { passive: true });
}
button.addEventListener("click", uncover);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) cover();
});
addEventListener("pagehide", cover);
