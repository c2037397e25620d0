/* Takes out of the page what was shown: at once when the tab is left, and for good when its minute is over. Comfort only:
   without this file the style sheet hides it after the same time, and the server stops sending it.

   The mask that lies under it stays. `data-seconds`, on it or around it, says how long is left. What was taken out when
   the tab was left comes back within its minute when somebody presses the button that says so: the minute is one showing,
   and its line is in the trail. */

const MOST = 60; // seconds
const loaded = Date.now();
const region = document.getElementById("away");
let covered = []; // what comes back: each with its place

function endOf(shown) {
  const left = shown.closest("[data-seconds]")?.dataset.seconds ?? MOST;
  return loaded + Math.min(MOST, Number(left)) * 1000;
}

function mask(shown) {
  const place = { shown, parent: shown.parentElement, next: shown.nextSibling, ends: endOf(shown) };
  shown.remove();
  place.mask = place.parent.querySelector(":scope > .hidden-again");
  place.mask?.classList.remove("hidden-again");
  return place;
}

function cover() {
  const taken = [...document.querySelectorAll(".shown")].map(mask);
  if (taken.length === 0) return;
  covered = [...covered, ...taken];
  region?.replaceChildren(document.getElementById("uncover").content.cloneNode(true));
  region?.querySelector("button").addEventListener("click", uncover);
}

function uncover() {
  for (const { shown, parent, next, mask: dots, ends } of covered.toReversed()) {
    if (Date.now() >= ends || !parent.isConnected) continue;
    dots?.classList.add("hidden-again");
    parent.insertBefore(shown, next?.parentNode === parent ? next : null);
  }
  forget();
  document.getElementById("main").focus({ preventScroll: true });
}

function forget() {
  covered = [];
  region?.replaceChildren();
}

/* Timers sleep with the computer, so each second asks the clock. */
setInterval(() => {
  for (const shown of document.querySelectorAll(".shown")) if (Date.now() >= endOf(shown)) mask(shown);
  if (covered.length > 0 && covered.every(({ ends }) => Date.now() >= ends)) forget();
}, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) cover();
  else if (document.activeElement === document.body) region?.querySelector("button")?.focus({ preventScroll: true });
});
addEventListener("pagehide", () => {
  cover();
  forget();
});
