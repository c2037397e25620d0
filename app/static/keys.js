/* Keys for people who work through the list. Comfort only: each does what a link or a button on the page does. They do
   nothing while somebody types, and can be turned off (WCAG 2.1.4): a computer remembers that, no server does. */

const KEPT = "keys";
const sheet = document.getElementById("keys");
const box = document.getElementById("keys-on");

const keys = {
  j: () => step(1),
  k: () => step(-1),
  x: () => row()?.querySelector(".pick input")?.click(),
  n: () => follow("[rel=next]"),
  p: () => follow("[rel=prev]"),
  u: () => follow(".back"),
  "?": () => sheet.togglePopover(),
};

function isOn() {
  return localStorage.getItem(KEPT) !== "off";
}

function rows() {
  return [...document.querySelectorAll("main .cover")];
}

function row() {
  return document.activeElement?.closest?.("tr");
}

function step(by) {
  const links = rows();
  const now = links.findIndex((link) => link.closest("tr") === row());
  const next = now < 0 ? (by > 0 ? 0 : -1) : now + by;
  const link = links.at(next);
  if (link && next < links.length && (next >= 0 || now < 0)) {
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest" });
  }
}

function follow(selector) {
  document.querySelector(`main a${selector}`)?.click();
}

function isTyping(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  const act = keys[event.key];
  if (!act || (!isOn() && event.key !== "?")) return;
  event.preventDefault();
  act();
});
box.checked = isOn();
box.addEventListener("change", () => {
  localStorage.setItem(KEPT, box.checked ? "on" : "off");
});
document.getElementById("keys-button").hidden = false;
