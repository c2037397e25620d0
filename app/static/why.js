/* Asks for the reason beside the button that shows a name, or all of them. Comfort only: without this file the browser
   leads to the field over the table. */

const reason = document.querySelector("#names [name=reason]");
const menu = document.getElementById("why");
let asked; // the button

addEventListener("click", (event) => {
  const button = event.target.closest("[form=names][name=id], #names [name=all]");
  if (!button || reason.value) return;
  event.preventDefault();
  asked = button;
  menu.showPopover({ source: button });
});

for (const choice of menu?.querySelectorAll("[data-reason]") ?? []) {
  choice.addEventListener("click", () => {
    reason.value = choice.dataset.reason;
    menu.hidePopover();
    asked.click();
  });
}
