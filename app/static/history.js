/* Brings the list of earlier exports up to date, soon after one was begun and while the page is looked at. Comfort only: a
   reload does the same. Every request says that nobody pressed anything, so that a page left open keeps nobody signed in. */

const EVERY = 15_000; // ms
const SOON = 3_000;
let over = false;
let timer;

function history() {
  return document.getElementById("history");
}

/* Once the code has grown old, asking leads elsewhere: then nothing is asked any more. */
async function ask() {
  const answer = await fetch(location.pathname, { headers: { "Anteroom-Live": "1" }, redirect: "manual" });
  if (answer.ok) look();
  else if (answer.type !== "opaqueredirect") plan(EVERY * 4);
}

/* Not fetch: only this reads a page into a document without a string that could be mistaken for one of ours. */
function look() {
  const request = new XMLHttpRequest();
  request.open("GET", location.pathname);
  request.responseType = "document";
  request.setRequestHeader("Anteroom-Live", "1");
  request.onload = () => {
    const fresh = request.response?.getElementById("history");
    over = !fresh;
    if (fresh && !history().contains(document.activeElement)) history().replaceWith(document.importNode(fresh, true));
    plan(EVERY);
  };
  request.onerror = () => plan(EVERY * 4);
  request.send();
}

function plan(after) {
  clearTimeout(timer);
  if (!over) timer = setTimeout(() => (document.hidden ? plan(EVERY) : ask().catch(() => plan(EVERY * 4))), after);
}

document.addEventListener("submit", () => plan(SOON));
plan(EVERY);
