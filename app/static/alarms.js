/* Brings an alarm onto a page that is open, within a quarter of a minute, and its number into the tab's title. Comfort
   only: a reload does the same. It asks while the tab is in the background too, for that is when nobody would see it.
   Every request says that nobody pressed anything, so that a page left open keeps nobody signed in. */

const EVERY = 15_000; // ms
const AT_MOST = 300_000;
const HEADERS = { "Anteroom-Live": "1" };
const title = document.title.replace(/^\([^)]*\) /, "");

let wait = EVERY;
let over = false;

function band() {
  return document.getElementById("alarms");
}

async function look() {
  const answer = await fetch(band().dataset.ask, { headers: HEADERS, redirect: "manual" });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
    over = true; // the session is: the next page that is asked for is the sign-in page
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { mark } = await answer.json();
  if (mark !== band().dataset.mark) bring(await load(band().dataset.band));
}

/* Not fetch: only this reads a page into a document without a string that could be mistaken for one of ours. */
function load(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
    request.onload = () => {
      if (request.status === 200 && request.response?.getElementById("alarms")) resolve(request.response);
      else reject(new Error(`status ${request.status}`));
    };
    request.onerror = () => reject(new Error("no answer"));
    request.send();
  });
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
  name();
}

function name() {
  const count = Number(band().dataset.count) || document.querySelector(".nav [data-count=new] b")?.textContent;
  document.title = count ? `(${count}) ${title}` : title;
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

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !over) look().catch(() => {});
});
name();
setTimeout(turn, band().dataset.mark ? EVERY : 0);
