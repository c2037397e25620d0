/* Brings an alarm onto a page that is open, within a quarter of a minute, while the tab is in the background too: that is
   when nobody would see it. */

import { askNow, listen, load } from "./poll.js";

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
    const href = focused.getAttribute("href");
    [...band().querySelectorAll("a")].find((each) => each.getAttribute("href") === href)?.focus({ preventScroll: true });
  }
  if (scrollY > 0) scrollBy({ top: band().offsetHeight - before });
}

listen(take);
if (!band().dataset.mark) askNow();
