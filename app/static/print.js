/* Prints the page. Comfort only: without this file the button is not there, and the browser's menu prints. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
