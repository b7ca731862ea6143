// @ts-check
// The pricing of a visit. The page is whole without this: every answer is a button of the form. What is here answers as one types, keeps the
// doctor's profile in this browser, carries a case in the fragment of its link, and listens to the keyboard.
import { copy, say, stated } from "./tools.js";
import { late } from "./cut.js";
import { begun, clock, field, pressed, put, read, state } from "./coter_facts.js";
import { live, scripted } from "./coter_live.js";
import { keyboard } from "./coter_keys.js";
import { seek } from "./coter_seek.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("visite"));
const you = /** @type {HTMLDetailsElement} */ (document.getElementById("b-vous"));
const now = /** @type {HTMLInputElement} */ (form.querySelector("[data-now]"));
const result = live(form);
const opened = read(form, "date");
const shelf = "opposable.visite";
const common = "opposable.profil"; // the doctor as the other pages know them

/** @param {string} key @returns {Record<string, string>} */
function kept(key) {
  try { return JSON.parse(localStorage.getItem(key) ?? "{}") ?? {}; } catch { return {}; }
}

/** Keeps the doctor in this browser. */
function keep() {
  /** @type {Record<string, string>} */
  const profile = { maintenant: now.checked ? "oui" : "" };
  for (const control of /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (you.querySelectorAll("[name]"))) {
    if (control instanceof HTMLInputElement && control.type === "radio" && !control.checked) continue;
    if (control.value !== "") profile[control.name] = control.value;
  }
  try { localStorage.setItem(shelf, JSON.stringify(profile)); } catch { /* a browser that keeps nothing */ }
}

/** Brings the doctor back, where nothing is stated of them. */
function profile() {
  const before = { ...kept(common), ...kept(shelf) };
  let changed = false;
  for (const [name, value] of Object.entries(before)) {
    if (!field(form, name) && !(form.elements.namedItem(name) instanceof RadioNodeList) || new FormData(form).get(name)) continue;
    if (!you.querySelector(`[name="${CSS.escape(name)}"]`)) continue;
    put(form, name, value);
    changed = true;
  }
  now.checked = before.maintenant === "oui";
  if (now.checked && form.dataset.posted === undefined) moment();
  return changed;
}

function moment() {
  const { day, hour } = clock();
  put(form, "date", day);
  put(form, "heure", hour);
}

/** Says the doctor in a line, and folds what is known. */
function told() {
  const words = [];
  for (const name of ["medecin.specialite", "medecin.secteur"]) {
    const found = form.elements.namedItem(name);
    if (found instanceof HTMLSelectElement && found.value) words.push(found.selectedOptions[0].text);
    const radio = found instanceof RadioNodeList ? /** @type {HTMLInputElement[]} */ ([...found]).find((r) => r.checked && r.value) : undefined;
    if (radio) words.push((radio.parentElement?.textContent ?? "").trim().toLowerCase());
  }
  if (new FormData(form).get("medecin.optam") === "oui") words.push("adhérent à l’Optam");
  const line = you.querySelector("[data-said]");
  if (line) line.textContent = words.join(", ") || "à remplir une fois";
  return words.length > 0;
}

/** Brings a case back from the fragment of its link. */
function linked() {
  const fragment = location.hash.slice(1);
  if (!fragment.includes("=")) return false;
  form.reset();
  for (const [name, value] of new URLSearchParams(fragment)) {
    if (field(form, name) || form.elements.namedItem(name) instanceof RadioNodeList) put(form, name, value);
  }
  // The age says its unit after its number.
  put(form, "age_en", new URLSearchParams(fragment).get("age_en") ?? "");
  return true;
}

/** Counts what the fold of all facts holds. */
function counted() {
  const all = document.getElementById("b-tous");
  const line = all?.querySelector("[data-count]");
  if (!all || !line) return;
  const n = /** @type {HTMLInputElement[]} */ ([...all.querySelectorAll("[name]")]).filter((c) => c.value !== "" && (c.type !== "radio" || c.checked)).length;
  line.textContent = n === 0 ? "aucun autre n’est dit" : n === 1 ? "un autre est dit" : n + " autres sont dits";
}

function changed() {
  counted();
  result.soon();
}

async function copyCodes() {
  await result.settled();
  if (late()) return say("Rien n’est copié : les codes affichés ne sont pas ceux de vos dernières réponses.");
  const codes = document.getElementById("resultat")?.dataset.codes;
  if (!codes) return say("Aucun code à copier.");
  if (!await copy(codes, "Copié : " + codes)) return;
  const button = document.querySelector("[data-copy-codes]");
  if (!button) return;
  const before = [...button.childNodes].map((n) => n.cloneNode(true));
  button.textContent = "Copié : " + codes;
  setTimeout(() => button.replaceChildren(...before), 1600);
}

async function copyLink() {
  const address = location.pathname + "#" + stated(form);
  history.replaceState(null, "", address);
  await copy(location.origin + address, "Lien copié. Les faits sont après le #, qu’aucun serveur ne reçoit.");
}

const add = seek(form, changed);

/** Does what a key or a click on an element asks. @param {HTMLElement} target */
function press(target) {
  if (target instanceof HTMLButtonElement && target.name === "faits") {
    state(form, target.value);
    counted();
    result.now();
  } else if (target.dataset.add !== undefined) {
    add(target.dataset.add);
  } else if (target instanceof HTMLInputElement) {
    target.checked = true;
    changed();
  } else if (target instanceof HTMLFieldSetElement) {
    const list = /** @type {HTMLInputElement[]} */ ([...target.querySelectorAll("input[type=radio]")]);
    const at = list.findIndex((radio) => radio.checked && radio.value !== "");
    list[(at + 1) % list.length].checked = true;
    changed();
  } else {
    target.click();
  }
}

/** @param {string | undefined} id */
function goTo(id) {
  const control = document.getElementById(id ?? "");
  if (!control) return;
  const fold = control.closest("details");
  if (fold) fold.open = true;
  control.focus();
}

// What is half typed is not sent: a day, an hour, a gesture are read when they are whole or left.
const halves = { date: /^(\d{1,2}[/. -]\d{1,2}[/. -]\d{4}|\d{8}|)$/, heure: /^(\d{1,2} ?[:hH.]? ?\d{2}|\d{1,2}[hH]|)$/, actes: /^(\s*[A-Za-z]{4}\d{3}\s*,?)*$/, historique: /^(aucun|)$/i };

document.addEventListener("input", (e) => {
  const target = e.target;
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement) || target.form !== form) return;
  if (you.contains(target)) {
    keep();
    told();
  }
  const half = target.classList.contains("date") ? halves.date : halves[/** @type {keyof typeof halves} */ (target.name)];
  if (!half || half.test(target.value)) changed();
});
document.addEventListener("change", (e) => {
  const target = e.target;
  if (target === now) {
    keep();
    if (now.checked) moment();
  }
  if (target instanceof HTMLInputElement && target.form === form && target.type === "text") changed();
});
form.addEventListener("submit", (e) => {
  const button = /** @type {HTMLButtonElement | null} */ (e.submitter);
  e.preventDefault();
  if (button?.name === "faits") press(button);
  else result.now();
});
document.addEventListener("click", (e) => {
  const target = e.target instanceof Element ? /** @type {HTMLElement | null} */ (e.target.closest("[data-copy-codes], [data-case], [data-paper], [data-go], [data-add], [data-fresh]")) : null;
  if (!target) return;
  const { copyCodes: codes, case: link, paper, go, add: act, fresh: anew } = target.dataset;
  if (link !== undefined || go !== undefined || anew !== undefined) e.preventDefault();
  if (codes !== undefined) copyCodes();
  else if (link !== undefined) copyLink();
  else if (paper !== undefined) print();
  else if (go !== undefined) goTo(go);
  else if (act !== undefined) add(act);
  else fresh();
});
window.addEventListener("hashchange", () => { if (linked()) start(); });

/** Begins another visit, with the same doctor. */
function fresh() {
  location.assign(location.pathname);
}

function start() {
  if (read(form, "date") !== opened) result.soon(); // the page says which day its facts are of
  you.open = !told();
  counted();
  pressed(form);
}

// Paper shows the facts by the attribute of their fields.
window.addEventListener("beforeprint", () => {
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input.input"))) box.setAttribute("value", box.value);
});

scripted(document);
keyboard(form, { copy: copyCodes, changed, press, fresh });
const shared = linked();
const restored = !shared && profile();
start();
if (shared || restored && begun(form)) result.now();
document.documentElement.dataset.ready = "";
