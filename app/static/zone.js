/* Fills in the time zone of this browser, and the country and the numbers that go with it, while nobody has chosen. Comfort only: without this file a person chooses from the same lists, and the server checks what is sent. */

const zone = document.getElementById("timezone");
const country = document.getElementById("country");
const emergency = document.getElementById("emergency_number");
const crisis = document.querySelectorAll("[name^=crisis_]");
const suggested = new Map([emergency, ...crisis].map((field) => [field, field.value]));

function suggestNumbers() {
  const { emergency: call, crisis: line } = country.selectedOptions[0]?.dataset ?? {};
  if (call) suggest(emergency, call);
  for (const field of crisis) suggest(field, line ?? "");
}

function suggest(field, number) {
  if (field.value !== suggested.get(field)) return;
  field.value = number;
  suggested.set(field, number);
}

/* A country with one time zone has that one. */
function suggestZone() {
  const there = [...zone.options].filter(({ dataset }) => dataset.country === country.value);
  if (there.some(({ selected }) => selected)) return;
  const today = there.filter(({ dataset }) => !("older" in dataset)); // without the older names of the same zones
  zone.value = today.length === 1 ? today[0].value : "";
}

if (!zone.value) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const option = [...zone.options].find(({ value }) => value === here);
  const fits = option?.dataset.country && (!country.value || option.dataset.country === country.value);
  if (fits) {
    option.selected = true;
    document.getElementById("zone-of-browser").hidden = false;
    if (!country.value) {
      country.value = option.dataset.country;
      suggestNumbers();
    }
  }
}
country.addEventListener("change", () => {
  suggestNumbers();
  suggestZone();
  document.getElementById("zone-of-browser").hidden = true;
});
