/* Keeps what is typed on a page of the form while the connection comes and goes. Comfort only: without this file the
   form works as before, and only what was sent is kept.

   A draft goes to the server a moment after typing stops, and when the page is left. Until the server has it, it stays in
   this tab's storage, sealed: the key is in the page alone, so that nobody can read there what was typed. */

const PAUSE = 900; // ms
const AGAIN = 8_000;
const PATIENCE = 10_000;
const HELD = "draft:"; // and the path of a page
const PRESSED = "pressed"; // the path of the page that was sent last

const here = location.pathname;
const form = document.querySelector("form[data-draft]");

forgetWhatArrived();
if (form) start();

/* The answer to what was sent is another page, or this one again with what is wrong: the server has it. When it never
   arrived, the page or its link is asked for again, and what was typed is put back. */
function forgetWhatArrived() {
  const pressed = sessionStorage.getItem(PRESSED);
  if (!pressed || pressed.split("/")[1] !== here.split("/")[1]) return; // the link, not a page of the form
  sessionStorage.removeItem(PRESSED);
  if (pressed !== here || (form && "sent" in form.dataset)) sessionStorage.removeItem(HELD + pressed);
}

function start() {
  const said = form.querySelector("[role=status]");
  const key = crypto.subtle.importKey("raw", bytes(form.dataset.key), "AES-GCM", false, ["encrypt", "decrypt"]);
  let typed = 0; // counts changes
  let saved = 0; // which of them the server has
  let last = Promise.resolve(true); // what is sent now: one after the other, so that no older draft comes last
  let timer;
  let isBusy = false;
  let isSent = false;

  function tell(what) {
    said.textContent = said.dataset[what];
  }

  async function hold() {
    const mine = typed;
    const sealed = await seal(await key, here, fields());
    if (mine === typed && mine !== saved) sessionStorage.setItem(HELD + here, sealed);
  }

  async function send() {
    const mine = typed;
    if (mine === saved) return true;
    const status = await post(here, fields());
    if (status === 204) {
      saved = mine;
      if (mine === typed) {
        sessionStorage.removeItem(HELD + here);
        tell("saved");
      }
      return true;
    }
    if (status === 409) return true; // the page is not asked for any more: sending it shows what is
    tell(status === 403 ? "closed" : "unsaved");
    plan(AGAIN);
    return false;
  }

  function sendInTurn() {
    isBusy = true;
    last = last.then(() => send()).finally(() => (isBusy = false));
    return last;
  }

  function plan(pause) {
    clearTimeout(timer);
    timer = setTimeout(sendInTurn, pause);
  }

  function change() {
    typed += 1;
    hold();
    plan(PAUSE);
  }

  async function putBack() {
    for (const name of Object.keys(sessionStorage).filter((each) => each.startsWith(HELD))) {
      const path = name.slice(HELD.length);
      const kept = await open(await key, path, sessionStorage.getItem(name));
      if (kept?.mark !== form.elements.mark.value) sessionStorage.removeItem(name); // of another link or person
      else if (path === here && fill(kept)) change();
      else if ((await post(path, kept)) === 204) {
        sessionStorage.removeItem(name);
        if (path === here) location.reload(); // its rows are more than this page has
      }
    }
  }

  form.addEventListener("input", change);
  addEventListener("online", sendInTurn);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !isSent) sendInTurn(); // a phone may never say that the page is left
  });
  addEventListener("pageshow", () => (isSent = false));
  addEventListener("pagehide", () => {
    if (typed && !isSent) post(here, { ...fields(), left: "1" }, true);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    const isLost = !navigator.onLine || said.textContent === said.dataset.unsaved;
    if (isSent || !(isLost || isBusy)) {
      isSent = true;
      sessionStorage.setItem(PRESSED, here);
      return;
    }
    // The browser's own page for a lost connection would take what was typed along, and a draft on its way may not come
    // after the answer.
    event.preventDefault();
    typed += 1;
    hold();
    if (await sendInTurn()) {
      isSent = true;
      form.requestSubmit(event.submitter);
    } else {
      tell("held");
    }
  });

  if ("sent" in form.dataset) change();
  else putBack();
}

function fields() {
  return Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrf_token"));
}

/* Returns whether this page has all the fields. */
function fill(kept) {
  if (Object.keys(kept).some((name) => !form.elements[name])) return false;
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = field.name in kept;
    else if (field.type === "radio") field.checked = kept[field.name] === field.value;
    else if (field.name in kept) field.value = kept[field.name];
  }
  return true;
}

async function post(path, kept, keepalive = false) {
  const token = form.elements.csrf_token.value;
  try {
    const answer = await fetch(`${path}/draft`, {
      method: "POST",
      body: new URLSearchParams(kept),
      headers: { "X-CSRFToken": token },
      keepalive,
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.status;
  } catch {
    return 0;
  }
}

async function seal(key, path, kept) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(kept));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(path) }, key, text);
  return btoa([...iv, ...new Uint8Array(sealed)].map((each) => String.fromCharCode(each)).join(""));
}

async function open(key, path, sealed) {
  try {
    const all = bytes(sealed);
    const how = { name: "AES-GCM", iv: all.slice(0, 12), additionalData: bound(path) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, all.slice(12))));
  } catch {
    return null;
  }
}

function bound(path) {
  return new TextEncoder().encode(path);
}

function bytes(text) {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}
