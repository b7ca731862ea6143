// @ts-check
// The facts of a visit as the form holds them. A button states facts as path=value&path=value; so does the choice of whose patient it is.

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLInputElement | HTMLSelectElement | null} */
export function field(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
}

/** @param {HTMLFormElement} form @param {string} name */
export function read(form, name) {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value : "";
}

/** @param {Date} day */
const written = (day) => [day.getDate(), day.getMonth() + 1].map((n) => String(n).padStart(2, "0")).concat(String(day.getFullYear())).join("/");

/** Today and now, as the form writes them. */
export function clock() {
  const now = new Date();
  return { day: written(now), hour: String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0") };
}

/** @param {HTMLFormElement} form @param {string} value a number of days before the visit */
function before(form, value) {
  const [day, month, year] = read(form, "date").split("/").map(Number);
  const at = new Date(year, month - 1, day + Number(value));
  return Number.isNaN(at.getTime()) ? "" : written(at);
}

/**
 * Puts a value in the control of a fact.
 * @param {HTMLFormElement} form
 * @param {string} path
 * @param {string} value
 */
export function put(form, path, value) {
  if (path === "patient.age_mois") {
    put(form, "patient.age", value);
    put(form, "age_en", "mois");
    return;
  }
  if (path === "patient.age") put(form, "age_en", "");
  const found = form.elements.namedItem(path);
  if (found instanceof RadioNodeList) {
    const list = /** @type {HTMLInputElement[]} */ ([...found]);
    const chosen = list.find((radio) => radio.value === value) ?? list.find((radio) => radio.value === "");
    if (chosen) chosen.checked = true;
  } else if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) {
    found.value = found.classList.contains("date") && /^-\d+$/.test(value) ? before(form, value) : value;
  } else {
    combine(form, path, value);
  }
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
const whose = (form) => [...form.querySelectorAll('input[name="mt"]')].map((radio) => /** @type {HTMLInputElement} */ (radio));

/** @param {URLSearchParams} facts */
const canonical = (facts) => [...facts].filter(([, value]) => value !== "").map(([path, value]) => path + "=" + value).sort().join("&");

/**
 * Changes one fact of the choice that states several.
 * @param {HTMLFormElement} form
 * @param {string} path
 * @param {string} value
 */
function combine(form, path, value) {
  const facts = new URLSearchParams(whose(form).find((radio) => radio.checked)?.value ?? "");
  facts.set(path, value);
  const wanted = canonical(facts);
  const chosen = whose(form).find((radio) => canonical(new URLSearchParams(radio.value)) === wanted);
  if (chosen) chosen.checked = true;
}

/**
 * States the facts of a button.
 * @param {HTMLFormElement} form
 * @param {string} text
 */
export function state(form, text) {
  for (const [path, value] of new URLSearchParams(text)) put(form, path, value);
}

/**
 * Reports whether the form states what a button would.
 * @param {HTMLFormElement} form
 * @param {string} text
 */
function holds(form, text) {
  const facts = new FormData(form);
  const combined = new URLSearchParams(String(facts.get("mt") ?? ""));
  for (const [path, value] of new Map(new URLSearchParams(text))) { // of a fact stated twice, the last stands
    const wanted = /^-\d+$/.test(value) ? before(form, value) : value;
    const found = form.elements.namedItem(path);
    const has = found ? facts.get(path) : combined.get(path);
    // The answer « no » may be that of a blank control, where the contract says so.
    if (wanted !== "" && has !== wanted && !(wanted === "non" && has === "" && found instanceof RadioNodeList && found.length < 3)) return false;
  }
  return true;
}

/** Shows which acts the facts make. @param {HTMLFormElement} form */
export function pressed(form) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll(".acts .pick"))) {
    button.setAttribute("aria-pressed", String(holds(form, button.value)));
  }
}

const doctor = /^(medecin\.|date$|heure$|age_en$|connu_le$|scenario$|contexte\.snp_cette_semaine$)/;

/** Reports whether something of the visit itself is stated. @param {HTMLFormElement} form */
export function begun(form) {
  return [...new FormData(form)].some(([name, value]) => value !== "" && !doctor.test(name));
}
