/* Brings an alarm onto a page that is open, within a quarter of a minute, while the tab is in the background too: that is
   when nobody would see it. */

import { listen, load } from "./poll.js";

function band() {
  return document.getElementById("alarms");
}

async function take({ alarms: mark }) {
  if (mark !== band().dataset.mark) bring(await load(band().dataset.band, "alarms"));
}

/* What has the focus keeps it, and what is read keeps its place on the screen. */
function bring(page) {
  const focused = document.activeElement;
  const before = band().offsetHeight;
  band().replaceWith(document.importNode(page.getElementById("alarms"), true));
  if (!focused.isConnected) {
    band().querySelector(".btn")?.focus({ preventScroll: true });
  }
  if (scrollY > 0) scrollBy({ top: band().offsetHeight - before });
}

if (band()) listen(take);
