/* Brings new intakes into the list without a reload, while somebody looks at it, and marks them. */

import { listen, load } from "./poll.js";

const PARTS = ["waits", "status", "list"]; // what waits, the tabs with their counts, and the rows
const news = document.getElementById("news");
const fresh = new Set(); // what has come since the page was loaded

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

function where() {
  return document.hidden || busy() ? null : list().dataset.news;
}

async function take({ mark }) {
  if (mark !== undefined && mark !== list().dataset.mark && !busy()) bring(await load(list().dataset.page, "list"));
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
  tell(records(document).filter((each) => !known.has(each)));
}

function links(page) {
  return [...page.querySelectorAll("#list .cover")];
}

function named(link) {
  return `${link.getAttribute("href")} ${link.dataset.newSince ?? ""}`;
}

function records(page) {
  return links(page).map(named);
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

function tell(came) {
  for (const each of came) fresh.add(each);
  for (const link of links(document).filter((each) => fresh.has(named(each)))) {
    const word = document.createElement("small");
    word.textContent = news.dataset.fresh;
    link.after(" ", word);
    link.closest("tr").classList.add("fresh");
  }
  if (came.length > 0) news.textContent = came.length === 1 ? news.dataset.one : news.dataset.many.replace("{count}", came.length);
}

listen(take, where);
