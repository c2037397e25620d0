/* Hides again what was shown: at once when the tab is left, and when its time is over. Comfort only: without this
   file the style sheet hides it after the same time, and the server stops sending it.

   What goes is taken out of the page, and the mask that lies under it stays. `data-seconds` says how long is left;
   a form with the id "hide" has the server hide it too, so that a reload does not bring it back. */

const MOST = 60; // seconds
const timed = document.querySelector("[data-seconds]");
const ends = Date.now() + Math.min(MOST, Number(timed?.dataset.seconds ?? MOST)) * 1000;

function mask() {
  const shown = document.querySelectorAll(".shown");
  if (shown.length === 0) return;
  tellServer(document.getElementById("hide"));
  for (const each of shown) each.remove();
  for (const each of document.querySelectorAll(".hidden-again")) each.classList.remove("hidden-again");
  clearInterval(clock);
}

/* The page may be going: keepalive lets the request outlive it. It keeps nobody signed in. */
function tellServer(form) {
  if (!form) return;
  fetch(form.action, {
    method: "POST",
    body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value }),
    headers: { "Anteroom-Live": "1" },
    redirect: "manual",
    keepalive: true,
  }).catch(() => {}); // it hides them by itself within the minute
}

/* Timers sleep with the computer, so each second asks the clock. */
const clock = setInterval(() => {
  if (Date.now() >= ends) mask();
}, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) mask();
});
addEventListener("pagehide", mask);
