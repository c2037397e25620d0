/* Brings the list of earlier exports up to date, soon after one was begun and while the page is looked at. Comfort only: a
   reload does the same. */

import { load } from "./poll.js";

const EVERY = 15_000; // ms
const SOON = 3_000;
let timer;

function history() {
  return document.getElementById("history");
}

/* Once the code has grown old, asking leads elsewhere: then nothing is asked any more. */
async function ask() {
  const answer = await fetch(location.pathname, { headers: { "Anteroom-Live": "1" }, redirect: "manual" });
  if (answer.type === "opaqueredirect") return;
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const fresh = (await load(location.pathname, "history")).getElementById("history");
  if (!history().contains(document.activeElement)) history().replaceWith(document.importNode(fresh, true));
  plan(EVERY);
}

function plan(after) {
  clearTimeout(timer);
  timer = setTimeout(() => (document.hidden ? plan(EVERY) : ask().catch(() => plan(EVERY * 4))), after);
}

document.addEventListener("submit", () => plan(SOON));
plan(EVERY);
