/* Keys for people who work through the list. Comfort only: each does what a link or a button on the page does. They do
   nothing while somebody types, and can be turned off (WCAG 2.1.4): a computer remembers that, no server does. */

const KEPT = "keys";
const sheet = document.getElementById("keys");
const box = document.getElementById("keys-on");
const FIELD = "q";
const field = document.getElementById(FIELD);
const wasSearched = document.querySelector("#list[data-found]") !== null;

const keys = {
  "/": find,
  j: () => step(1),
  k: () => step(-1),
  s: () => (row()?.querySelector("button[name=id]") ?? document.querySelector("main [name=part][value=all], #names [name=all]"))?.click(),
  x: () => row()?.querySelector(".pick input")?.click(),
  a: () => document.getElementById("assigned_to")?.focus(),
  m: () => document.getElementById("work_note")?.focus(),
  r: () => document.getElementById("reply")?.focus(),
  c: call,
  d: () => document.querySelector("main [name=next]")?.click(),
  n: () => follow("[rel=next]"),
  p: () => follow("[rel=prev]"),
  u: () => follow(".back"),
  e: () => document.querySelector("#alarms .btn")?.click(),
  t: () => document.querySelector("main [data-take]")?.click(),
  "?": () => sheet?.togglePopover(),
};
/* One key goes to what is said of an alarm, and Enter says it: no alarm is closed by a slip. */
for (const place of [1, 2, 3, 4]) keys[place] = () => document.querySelector(`.outcomes .btn:nth-child(${place})`)?.focus();
const arrows = { ArrowDown: 1, ArrowUp: -1 };

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

/* The number is a link once it is shown. */
function call() {
  const shown = [...(row() ?? document).querySelectorAll("main a[href^='tel:']")].find((link) => link.checkVisibility());
  (shown ?? document.querySelector("main [name=part][value=number], main [name=part][value=identity]"))?.click();
}

/* Other pages have no field of their own: the list's is where the way back leads, or the clinic's name. */
function find() {
  if (!field) {
    const list = new URL((document.querySelector("main a.back") ?? document.querySelector(".brand")).href);
    list.hash = FIELD;
    location.assign(list);
    return;
  }
  field.focus();
  field.select();
}

function focusWhereOneCameFrom() {
  const row = document.getElementById(location.hash.slice(1));
  if (document.activeElement === document.body) row?.querySelector(":scope > td .cover")?.focus({ preventScroll: true });
}

/* A figure or + goes into the field, wherever one is in a list: none is a key there. */
function beginsSearch(event) {
  return field && /^[0-9+]$/.test(event.key) && isOn() && !isTyping(event.target) && !event.target.closest("[popover]");
}

function isTyping(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

/* Arrows scroll a page, but in what was found, and from the field into it, they go from record to record. */
function isStepping(event) {
  if (event.target === field) return event.key === "ArrowDown" && rows().length > 0;
  if (!(event.key in arrows) || isTyping(event.target) || event.target.closest("[popover], details[open]")) return false;
  return wasSearched || event.target.matches(".cover");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isStepping(event)) {
    event.preventDefault();
    step(arrows[event.key]);
    return;
  }
  if (beginsSearch(event)) {
    find(); // and the browser types the character there
    return;
  }
  const act = isTyping(event.target) ? undefined : keys[event.key];
  if (!act || !isOn()) return;
  event.preventDefault();
  act();
});
if (box) {
  box.checked = isOn();
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
  });
  document.getElementById("keys-button").hidden = false;
}
if (location.hash === `#${FIELD}`) field?.focus();
else if (location.hash) addEventListener("load", () => requestAnimationFrame(focusWhereOneCameFrom)); // the browser's own comes first
