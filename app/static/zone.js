/* Fills in the time zone of this browser, and the country and the emergency number that go with it, while nobody has
   chosen. Comfort only: without this file a person chooses from the same lists, and the server checks what is sent. */

const zone = document.getElementById("timezone");
const country = document.getElementById("country");
const emergency = document.getElementById("emergency_number");
let suggested = emergency.value;

function suggestNumber() {
  const number = country.selectedOptions[0]?.dataset.emergency;
  if (!number || emergency.value !== suggested) return;
  emergency.value = suggested = number;
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
      suggestNumber();
    }
  }
}
country.addEventListener("change", () => {
  suggestNumber();
  suggestZone();
  document.getElementById("zone-of-browser").hidden = true;
});
