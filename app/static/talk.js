/* Brings new messages into a record without a reload, and counts what is typed. Comfort only: a reload does the same.
   Every request says that nobody pressed anything, so that a page left open keeps nobody signed in. */

import { load } from "./poll.js";

const EVERY = 10_000; // ms
const AT_MOST = 300_000;
const HEADERS = { "Anteroom-Live": "1" };
const loaded = Date.now();
const typed = document.getElementById("reply");
const count = document.getElementById("reply-count");

let wait = EVERY;
let over = false;

function talk() {
  return document.getElementById("talk");
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(talk().dataset.news, { headers: HEADERS, redirect: "manual" });
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
    over = true;
    return;
  }
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { mark } = await answer.json();
  if (mark !== talk().dataset.mark) bring(await load(talk().dataset.page, "talk"));
}

function bring(page) {
  const fresh = page.getElementById("talk");
  talk().dataset.mark = fresh.dataset.mark;
  talk().replaceChildren(...[...fresh.childNodes].map((each) => document.importNode(each, true)));
  // mask.js counts from when this page was loaded.
  for (const veil of talk().querySelectorAll("[data-seconds]")) {
    veil.dataset.seconds = Number(veil.dataset.seconds) + (Date.now() - loaded) / 1000;
  }
  toEnd();
}

function toEnd() {
  const list = talk().querySelector(".talk");
  if (list) list.scrollTop = list.scrollHeight;
}

function tell() {
  const limit = Number(typed.dataset.limit);
  const length = [...typed.value].length;
  count.hidden = length === 0;
  const said = count.dataset.said.replace("{count}", `${length} / ${limit}`);
  count.textContent = typed.dataset.gsm === undefined ? said : said.replace("{sms}", smsParts(typed.value));
}

/* As app/intake/sms.py: the server counts again. */
function smsParts(text) {
  const double = new Set(typed.dataset.gsmDouble);
  const known = new Set([...typed.dataset.gsm, "\n", "\r", ...double]);
  const letters = [...text];
  const isGsm = letters.every((letter) => known.has(letter));
  const sizes = letters.map((letter) => (isGsm ? (double.has(letter) ? 2 : 1) : letter.length));
  const [alone, amongOthers] = isGsm ? [160, 153] : [70, 67];
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return 1;
  let [parts, room] = [1, amongOthers];
  for (const size of sizes) {
    if (size > room) [parts, room] = [parts + 1, amongOthers];
    room -= size;
  }
  return parts;
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

/* A saved reply comes after what was typed, without the round trip. */
function use(event) {
  const button = event.target.closest('button[name="saved"]');
  if (!button) return;
  event.preventDefault();
  const words = button.closest("li").querySelector(".lines").textContent;
  typed.value = [typed.value.trim(), words].filter(Boolean).join("\n");
  typed.dispatchEvent(new Event("input", { bubbles: true }));
  typed.focus();
}

if (typed) typed.form.addEventListener("click", use);
if (typed && count) typed.addEventListener("input", tell);
if (talk()) {
  toEnd();
  setTimeout(turn, EVERY);
}
