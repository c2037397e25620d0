/* Warns before a session ends for want of activity, and lets a person stay (WCAG 2.2.1). Comfort only: the server
   ends the session whatever happens here, and nothing needs this file. Its words come from the page. */

import { send } from "./send.js";

const WARNED_FOR = 120_000; // ms
const region = document.getElementById("idle");
const warning = document.getElementById("idle-warning");
const shown = document.getElementById("signed-in-until");
const tabs = new BroadcastChannel("session"); // what is done in one tab keeps the session for all

const language = document.documentElement.lang;

let ends = 0;
let timer;
let before; // what had the focus before the warning did

function restart(at) {
  ends = at;
  if (shown) {
    shown.dateTime = new Date(at).toISOString();
    shown.textContent = timeAtTheClinic(at);
  }
  dismiss();
  plan();
}

/* As the server writes it. */
function timeAtTheClinic(at) {
  const asked = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...asked, timeZone: region.dataset.zone }).format(at);
  } catch {
    return new Date(at).toISOString().slice(11, 16) + " UTC"; // a zone that this browser does not know
  }
}

function inWords(count, unit) {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/* Timers sleep with the computer, so each waking asks the clock again. */
function plan() {
  clearTimeout(timer);
  const left = ends - Date.now();
  if (left <= 0) {
    leave();
    return;
  }
  const due = left > WARNED_FOR ? left - WARNED_FOR : left;
  timer = setTimeout(plan, due);
  if (due === left) warn(left);
}

/* What somebody has typed and not sent comes back after they have signed in: the server keeps it, and carries nothing
   out. It keeps no form with a password or a code in it. */
function leave() {
  const form = [...document.querySelectorAll("main form[method=post]")].find(typed);
  if (!form) {
    location.replace(region.dataset.signIn);
    return;
  }
  const keep = document.createElement("input");
  Object.assign(keep, { type: "hidden", name: "keep_form", value: "1" });
  form.append(keep);
  send(form);
}

function typed(form) {
  return [...form.elements].some(
    (each) =>
      each.matches("textarea, input:not([type=hidden], [type=password], [type=search], [type=checkbox], [type=radio])") &&
      each.value !== each.defaultValue,
  );
}

function warned() {
  return region.querySelector("form");
}

function warn(left) {
  if (warned()) return;
  const copy = warning.content.cloneNode(true);
  const seconds = Math.round(left / 1000);
  copy.querySelector("[data-left]").textContent = seconds > 90 ? inWords(2, "minute") : inWords(seconds, "second");
  copy.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    stay();
  });
  region.replaceChildren(copy);
}

function dismiss() {
  if (!warned()) return;
  const focused = region.contains(document.activeElement);
  const told = document.createElement("p");
  told.className = "vh";
  told.textContent = region.dataset.stayed;
  region.replaceChildren(told);
  if (focused) (before?.isConnected ? before : document.getElementById("main")).focus();
}

async function stay() {
  const form = warned();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      redirect: "manual",
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error(`status ${answer.status}`);
    if (!answer.ok) {
      leave(); // the session has ended already
      return;
    }
    const { idle_seconds: seconds } = await answer.json();
    restart(Date.now() + seconds * 1000);
    tabs.postMessage(ends);
  } catch {
    region.querySelector("[data-trouble]")?.removeAttribute("hidden");
  }
}

region.addEventListener("focusin", (event) => {
  if (!region.contains(event.relatedTarget)) before = event.relatedTarget;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && warned()) stay();
});
document.addEventListener("visibilitychange", plan);
tabs.addEventListener("message", ({ data }) => {
  if (data > ends) restart(data);
});

ends = Date.now() + Number(region.dataset.seconds) * 1000;
plan();
tabs.postMessage(ends);
