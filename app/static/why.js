/* Asks for the reason beside the row whose name is asked for. Comfort only: without this file the browser leads to the
   field over the table. */

const reason = document.querySelector("#names [name=reason]");
const menu = document.getElementById("why");
let asked; // the button of the row

addEventListener("click", (event) => {
  const button = event.target.closest("[form=names][name=id]");
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
