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

function show() {
  asked += 1;
  const mine = asked;
  const request = new XMLHttpRequest(); // not fetch: see poll.js
  request.open("POST", place.dataset.from);
  request.responseType = "document";
  request.onload = () => {
    const shown = request.status === 200 && mine === asked && request.response?.getElementById(place.id);
    if (shown) place.replaceChildren(...document.adoptNode(shown).childNodes); // else what was shown stays
  };
  request.send(new URLSearchParams(new FormData(form)));
}
