/* Asks the server every quarter of a minute what is new, once for all parts of a page, and hands each of them the answer.
   Comfort only: a reload does the same. It asks while the tab is in the background too, for that is when its title is
   looked at. Every request says that nobody pressed anything, so that a page left open keeps nobody signed in. */

const EVERY = 15_000; // ms
const AT_MOST = 300_000;
const HEADERS = { "Anteroom-Live": "1" };
const parts = [];

let wait = EVERY;
let timer;
let over = false;

/* `take` is given each answer. `where` is the address to ask at; one that is null for now leaves it to the part before. */
export function listen(take, where = () => null) {
  parts.unshift({ take, where });
}

export function askNow() {
  plan(0);
}

/* Not fetch: only this reads a page into a document without a string that could be mistaken for one of ours. */
export function load(url, id) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
    request.onload = () => {
      if (request.status === 200 && request.response?.getElementById(id)) resolve(request.response);
      else reject(new Error(`status ${request.status}`));
    };
    request.onerror = () => reject(new Error("no answer"));
    request.send();
  });
}

async function ask() {
  const url = parts.map(({ where }) => where()).find((each) => each);
  if (!url) return; // a page of a role that is told nothing
  const answer = await fetch(url, { headers: HEADERS, redirect: "manual" });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
    over = true; // the session is: the next page that is asked for is the sign-in page
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const news = await answer.json();
  await Promise.all(parts.map(({ take }) => take(news)));
}

async function turn() {
  try {
    await ask();
    wait = EVERY;
  } catch {
    wait = Math.min(AT_MOST, wait * 2);
  }
  plan(wait);
}

function plan(after) {
  clearTimeout(timer);
  if (!over) timer = setTimeout(turn, after);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) askNow();
});
plan(EVERY);
