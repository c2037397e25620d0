/* Brings new intakes into the list without a reload, while somebody looks at it. Comfort only: a reload does the same.
   Every request says that nobody pressed anything, so that a page left open keeps nobody signed in. */

const EVERY = 15_000; // ms
const AT_MOST = 300_000;
const HEADERS = { "Anteroom-Live": "1" };
const PARTS = ["waits", "status", "list"]; // what waits, the tabs with their counts, and the rows
const news = document.getElementById("news");

let wait = EVERY;
let timer;
let over = false;

function list() {
  return document.getElementById("list");
}

/* Nothing moves under somebody who types or has chosen something, or while names stand on the page. */
function busy() {
  const fields = [...document.querySelectorAll("main :is(input, select, textarea)")];
  return Boolean(document.querySelector(".shown, #away > *")) || fields.some((each) => each === document.activeElement || changed(each));
}

function changed(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) {
    const first = Math.max(0, [...field.options].findIndex((each) => each.defaultSelected));
    return field.selectedIndex !== first;
  }
  return field.value !== field.defaultValue;
}

async function look() {
  if (document.hidden || busy()) return;
  const answer = await fetch(list().dataset.news, { headers: HEADERS, redirect: "manual" });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
    stop();
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { mark } = await answer.json();
  if (mark !== list().dataset.mark && !busy()) bring(await load(list().dataset.page));
}

/* Not fetch: only this reads a page into a document without a string that could be mistaken for one of ours. */
function load(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
    request.onload = () => {
      if (request.status === 200 && request.response?.getElementById("list")) resolve(request.response);
      else reject(new Error(`status ${request.status}`));
    };
    request.onerror = () => reject(new Error("no answer"));
    request.send();
  });
}

function bring(page) {
  if (document.hidden || busy()) return;
  const known = new Set(records(document));
  const focused = document.activeElement;
  const sideways = list().querySelector(".scroll")?.scrollLeft ?? 0;
  const down = scrollY;
  const tools = document.getElementById("tools");
  if (tools.childElementCount === 0) tools.replaceWith(document.importNode(page.getElementById("tools"), true));
  for (const id of PARTS) {
    document.getElementById(id).replaceWith(document.importNode(page.getElementById(id), true));
  }
  if (!focused.isConnected) twin(focused)?.focus({ preventScroll: true });
  list().querySelector(".scroll")?.scrollTo({ left: sideways });
  scrollTo({ top: down });
  tell(records(document).filter((each) => !known.has(each)).length);
}

function records(page) {
  return [...page.querySelectorAll("#list .cover")].map((link) => `${link.getAttribute("href")} ${link.dataset.news ?? ""}`);
}

/* The same link or button of the new rows as the one that had the focus in the old. */
function twin(old) {
  return [...document.querySelectorAll(":is(#status, #list) :is(a, button, [tabindex])")].find(
    (each) =>
      each.tagName === old.tagName &&
      each.getAttribute("href") === old.getAttribute("href") &&
      each.getAttribute("value") === old.getAttribute("value"),
  );
}

function tell(count) {
  if (count > 0) news.textContent = count === 1 ? news.dataset.one : news.dataset.many.replace("{count}", count);
}

async function turn() {
  try {
    await look();
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

/* The session is over: the next page that is asked for is the sign-in page. */
function stop() {
  over = true;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else plan(0);
});
plan(EVERY);
