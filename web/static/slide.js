// @ts-check
// A slider beside the number that it sets, for what the reader can only suppose: the total follows it. Without a script the number field
// serves alone.

/** The greatest value of a field, which may be so much for each patient of the list. @param {HTMLInputElement} field */
function greatest(field) {
  if (field.dataset.max) return Number(field.dataset.max);
  const patients = Number(document.getElementById("resultat")?.dataset.patients ?? 0);
  return patients * Number(field.dataset.each);
}

/** @param {HTMLInputElement} field */
const typed = (field) => Number(field.value.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));

/** Gives each number that has a range its slider, or brings the slider up to date. @param {HTMLFormElement} form */
export function dress(form) {
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[data-max], input[data-each]"))) {
    const most = greatest(field);
    let slider = /** @type {HTMLInputElement | null} */ (field.closest(".ctl")?.querySelector("input[type=range]"));
    if (!slider) {
      slider = make(field);
      field.closest(".number")?.after(slider);
    }
    slider.max = String(most);
    slider.hidden = most === 0;
    show(field, slider);
  }
}

/** @param {HTMLInputElement} field */
function make(field) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "slide";
  slider.min = "0";
  slider.setAttribute("aria-label", (field.labels?.[0]?.textContent ?? "") + ", au curseur");
  slider.addEventListener("input", () => {
    field.value = slider.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    show(field, slider);
  });
  field.addEventListener("input", () => show(field, slider));
  return slider;
}

/** What is unknown is nowhere on its slider: it stands in the middle, and is drawn empty. @param {HTMLInputElement} field @param {HTMLInputElement} slider */
function show(field, slider) {
  const unknown = field.value.trim() === "";
  slider.classList.toggle("unknown", unknown);
  if (unknown) slider.setAttribute("aria-valuetext", "inconnu");
  else slider.removeAttribute("aria-valuetext");
  slider.value = unknown ? String(Number(slider.max) / 2) : String(typed(field));
}
