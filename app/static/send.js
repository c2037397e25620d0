/* Sends a form so that a dropped line loses nothing of it: what was typed stays in the page until the server has it, and
   is sent again by itself. The server carries out once what comes twice. Comfort only: without this file the browser sends
   the form, and its own page for a lost connection offers to send it again. */

import { load } from "./poll.js";

const PATIENCE = 10_000; // ms
const AGAIN = 5_000;
const HEADERS = { "Anteroom-Sends": "1" };
const told = document.getElementById("not-sent");

let hurry = null; // ends the pause before a form is sent again; null when none is on its way
let isHeld = false; // a form is not with the server yet, and would be lost with the page

export async function send(form, button) {
  if (hurry) {
    hurry(); // a second press is no second form
    return;
  }
  hurry = () => {};
  try {
    await sendUntilAnswered(form, button);
  } finally {
    hurry = null;
  }
}

async function sendUntilAnswered(form, button) {
  let isRenewed = false;
  for (;;) {
    const answer = await post(button?.getAttribute("formaction") ?? form.action, new URLSearchParams(new FormData(form, button)));
    const to = answer?.headers.get("Anteroom-Leads-To");
    if (to && to !== told?.dataset.signIn) {
      goTo(to);
      return;
    }
    if (answer?.status === 400 && !isRenewed) {
      isRenewed = await renewTokens();
    } else if (to || answer?.status === 400) {
      tell(form, "signed-out"); // and nothing was kept
      return;
    } else if (answer && answer.status < 500 && answer.status !== 429) {
      submitItself(form, button); // the browser shows the page that says why
      return;
    } else {
      tell(form, "held");
      await pause();
    }
  }
}

async function post(path, body) {
  try {
    return await fetch(path, { method: "POST", body, headers: HEADERS, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    return null;
  }
}

/* Somebody has signed out and in again, in another tab. Any page has the new token. */
async function renewTokens() {
  try {
    const page = await load(told.dataset.page, "main");
    const token = page.querySelector("[name=csrf_token]").value;
    for (const each of document.querySelectorAll("[name=csrf_token]")) each.value = token;
  } catch {
    // the next try says so
  }
  return true;
}

function submitItself(form, button) {
  isHeld = false;
  if (button?.name) {
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
    form.append(pressed);
  }
  form.submit();
}

function tell(form, what) {
  isHeld = true;
  if (!told) return;
  for (const each of told.children) each.hidden = each.dataset.when !== what;
  [...form.elements].find((each) => each.matches("textarea, [type=text]"))?.before(told);
  told.hidden = false;
}

function pause() {
  return new Promise((resolve) => {
    hurry = resolve;
    setTimeout(resolve, AGAIN);
  });
}

function goTo(to) {
  isHeld = false;
  dispatchEvent(new Event("sent")); // place.js
  const there = new URL(to, location.href);
  const isHere = there.pathname + there.search === location.pathname + location.search;
  if (isHere) location.replace(there.pathname + there.search); // with a heading the browser would only scroll to it
  else location.assign(there);
}

addEventListener("online", () => hurry?.());
addEventListener("beforeunload", (event) => {
  if (isHeld) event.preventDefault();
});
