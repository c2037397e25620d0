/* Keeps the place on a page over an act that comes back to it, but for one that is told of on top: that is to be seen.
   Comfort only: without this file the address leads to the heading of what was done. */

const KEY = "place";
const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
sessionStorage.removeItem(KEY);

if (kept?.path === location.pathname && !document.querySelector("main > .banners > .banner.ok")) {
  const back = () => scrollTo({ top: kept.top, behavior: "instant" });
  if (document.readyState === "complete") back();
  else addEventListener("load", () => requestAnimationFrame(back));
}

function keepPlace() {
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, top: scrollY }));
}

addEventListener("sent", keepPlace); // by send.js
addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.method === "post") keepPlace();
});
