/* Lets the preview follow what is typed. Comfort only: without this file the button "Show" does it. */

const PAUSE = 500; // ms
const form = document.getElementById("question");
const place = document.getElementById("preview");
let timer = null;
let asked = 0; // an answer that comes late is older than what is shown

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});
for (const each of document.querySelectorAll(".previews select")) each.addEventListener("change", show);

async function show() {
  asked += 1;
  const mine = asked;
  const answer = await fetch(place.dataset.from, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" }).catch(() => null);
  if (answer?.status !== 200 || mine !== asked) return; // what was shown stays
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...document.adoptNode(page.body).childNodes);
}
