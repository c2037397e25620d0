/* Copies an answer that is shown. Comfort only: without this file its button is not there.

   Each copy is written down before it is made: where the server does not say so, nothing is copied. */

const told = document.getElementById("copied");

function textOf(shown) {
  const link = shown.querySelector("[href^='tel:']");
  if (link) return link.getAttribute("href").slice("tel:".length);
  return [...shown.querySelectorAll("bdi")].map((line) => line.textContent).join("\n");
}

async function recorded(answer, text) {
  const body = new URLSearchParams({ answer, csrf_token: document.querySelector("[name=csrf_token]").value });
  const reply = await fetch(told.dataset.url, { method: "POST", body, redirect: "manual" });
  if (reply.status !== 204) throw new Error(`status ${reply.status}`);
  return new Blob([text], { type: "text/plain" });
}

/* The promise is handed over at once: a browser lets a page copy only in the moment of a click. */
async function copy(button) {
  const row = button.closest("div");
  const shown = row.querySelector("dd .shown") ?? row.querySelector("dd"); // an open alarm hides nothing
  try {
    const text = recorded(button.dataset.copy, textOf(shown));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    told.textContent = told.dataset.done;
  } catch {
    told.textContent = told.dataset.failed;
  }
  button.firstElementChild.nextSibling.textContent = told.textContent;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
