/* Keys for the list of patients: / goes to the search field; up and down, or k and j, go from record to record, and
   Enter follows the link. Comfort only: Tab does the same. */

const field = document.getElementById("q");
const wasSearched = document.querySelector("#list[data-found]") !== null;
document.getElementById("keys")?.removeAttribute("hidden");

function isTyping(element) {
  return element.closest("input, select, textarea, [contenteditable]") !== null;
}

function records() {
  return [...document.querySelectorAll("#list .cover")];
}

function step(by) {
  const all = records();
  const at = all.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const next = all[at === -1 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.closest("tr")?.scrollIntoView({ block: "nearest" });
}

const KEYS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target === field && event.key === "ArrowDown" && records().length > 0) {
    event.preventDefault();
    step(1);
  } else if (isTyping(event.target) || event.target.closest("[popover], details[open]")) {
    return;
  } else if (event.key === "/") {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key in KEYS && (event.key.length === 1 || wasSearched || event.target.matches(".cover"))) {
    event.preventDefault();
    step(KEYS[event.key]);
  }
});
