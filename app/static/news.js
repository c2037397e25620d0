/* Brings the counts of the navigation, and the one in the tab's title, up to date. */

import { listen } from "./poll.js";

const nav = document.querySelector(".nav[data-ask]");

function take({ counts, title }) {
  for (const shown of nav.querySelectorAll("[data-count]")) {
    const count = counts[shown.dataset.count] ?? "";
    shown.querySelector("b").textContent = count;
    shown.hidden = count === "";
    if ("ifSome" in shown.dataset) shown.parentElement.hidden = count === "" && !shown.parentElement.ariaCurrent;
  }
  const plain = document.title.replace(/^\([^)]*\) /, "");
  document.title = title ? `(${title}) ${plain}` : plain;
}

/* On a phone the entries are one row that scrolls. Not scrollIntoView: with it, Tab would go on from there, past the skip
   link. */
function toCurrent() {
  const here = nav?.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!here) return;
  const row = nav.getBoundingClientRect();
  nav.scrollLeft += here.left + here.width / 2 - row.left - row.width / 2;
}

toCurrent();
if (nav) listen(take, () => nav.dataset.ask);
