/* Lets a person read the password that they type. Comfort only: without this file the field stays as it is. The field is
   covered again when the form is sent or the tab is left, so that the browser keeps it as a password. */

const button = document.getElementById("show-password");

for (const field of document.querySelectorAll("input[type=password]")) {
  const shows = button.content.firstElementChild.cloneNode(true);
  const cover = () => {
    field.type = "password";
    shows.setAttribute("aria-pressed", "false");
  };
  shows.addEventListener("click", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    shows.setAttribute("aria-pressed", String(!isShown));
  });
  field.form.addEventListener("submit", cover);
  document.addEventListener("visibilitychange", cover);
  shows.setAttribute("aria-controls", field.id);
  field.after(shows);
}
