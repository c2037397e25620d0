/* Brings the counts of the navigation, and the one in the tab's title, up to date. Comfort only: a reload does the same.
   It asks while the tab is in the background too, for that is when its title is looked at. Every request says that
   nobody pressed anything, so that a page left open keeps nobody signed in. */

const EVERY = 15_000; // ms
const AT_MOST = 300_000;
const HEADERS = { "Anteroom-Live": "1" };
const nav = document.querySelector(".nav[data-ask]");

let wait = EVERY;
let over = false;

async function look() {
  const answer = await fetch(nav.dataset.ask, { headers: HEADERS, redirect: "manual" });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
    over = true; // the session is: the next page that is asked for is the sign-in page
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { counts, title } = await answer.json();
  for (const shown of nav.querySelectorAll("[data-count]")) {
    const count = counts[shown.dataset.count] ?? "";
    shown.querySelector("b").textContent = count;
    shown.hidden = count === "";
    if ("ifSome" in shown.dataset) shown.parentElement.hidden = count === "" && !shown.parentElement.ariaCurrent;
  }
  const plain = document.title.replace(/^\([^)]*\) /, "");
  document.title = title ? `(${title}) ${plain}` : plain;
}

async function turn() {
  try {
    await look();
    wait = EVERY;
  } catch {
    wait = Math.min(AT_MOST, wait * 2);
  }
  if (!over) setTimeout(turn, wait);
}

if (nav) setTimeout(turn, EVERY);
