// @ts-check
// The page of a reform: a figure changed in the text, or by the slider, asks for the computed parts at once. One request is under way at a
// time, and the last value waits for it: the server sets the pace. What takes longer comes when the hand rests.
import { answers, lost } from "./cut.js";
import { copy, say, tools } from "./tools.js";

/** How long the hand must rest before what takes longer is asked for, in milliseconds. */
const rest = 400;

/** Makes the page live. */
export function reform() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-reform]"));
  if (!form) return;
  const slider = bindSlider(form, () => { ask(); });
  let running = false;
  let again = false;
  let timer = 0;

  /** @param {boolean} [whole] */
  async function ask(whole = false) {
    clearTimeout(timer);
    strike(form);
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await update(form, whole);
      answers();
    } catch {
      lost(() => { ask(); });
    }
    running = false;
    slider();
    links(form);
    if (again) {
      again = false;
      ask();
    } else if (!whole) {
      timer = window.setTimeout(() => ask(true), rest);
    }
  }

  document.addEventListener("input", (e) => {
    const field = e.target;
    if (field instanceof HTMLInputElement && field.form === form && field.type === "text" && !field.closest(".moment")) ask();
  });
  document.addEventListener("change", (e) => {
    if (e.target instanceof HTMLSelectElement && e.target.dataset.reload !== undefined && e.target.form === form) form.requestSubmit();
  });
  form.addEventListener("submit", (e) => {
    if (/** @type {HTMLElement | null} */ (e.submitter)?.closest("form[data-reform]")) {
      e.preventDefault();
      ask(true);
    }
  });
  links(form);
}

/**
 * Asks for the computed parts and puts them in place of those with the same id.
 * @param {HTMLFormElement} form
 * @param {boolean} whole
 */
async function update(form, whole) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") query.append(name, value);
  if (whole) query.set("annees", "oui");
  const response = await fetch(form.action + "?" + query, { headers: { "X-Partial": "1" } });
  if (response.status !== 200 && response.status !== 422) throw new Error(String(response.status));
  const parts = new DOMParser().parseFromString(await response.text(), "text/html").body;
  const opened = new Set([...document.querySelectorAll("main details[open] > summary")].map((s) => s.textContent));
  const live = document.getElementById("curseur");
  for (const part of [...parts.children]) {
    const old = part.id && document.getElementById(part.id);
    if (!old) continue;
    const fresh = part.querySelector("#curseur");
    if (live && fresh) fresh.replaceWith(live); // the slider under the hand stays the same element
    old.replaceWith(part);
    for (const summary of part.querySelectorAll("details > summary")) {
      if (opened.has(summary.textContent)) /** @type {HTMLDetailsElement} */ (summary.parentElement).open = true;
    }
    tools(part);
  }
  const result = document.getElementById("resultat");
  const address = result?.dataset.query;
  if (address !== undefined) history.replaceState(null, "", form.action + (address ? "?" + address : ""));
  if (whole && result?.dataset.say) say(result.dataset.say);
}

/** Shows what the law says beside a figure that differs from it. @param {HTMLFormElement} form */
function strike(form) {
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[data-before]"))) {
    const del = field.parentElement?.querySelector("del");
    if (del) del.hidden = number(field.value) === number(field.dataset.before ?? "");
  }
}

/** A figure as people write it, as a number to compare or to slide; never money that is computed. @param {string} text */
const number = (text) => Number(text.replace(/[\s  €%]/g, "").replace(",", "."));

/** @param {number} n */
const french = (n) => String(Math.round(n * 100) / 100).replace(".", ",");

/**
 * One slider serves all figures: it follows the one that was touched last.
 * @param {HTMLFormElement} form
 * @param {() => void} moved
 */
function bindSlider(form, moved) {
  const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[data-before]")]);
  /** @type {HTMLInputElement | undefined} */
  let held = fields.find((f) => number(f.value) !== number(f.dataset.before ?? "")) ?? fields[0];
  const show = () => {
    const row = document.getElementById("curseur");
    const range = /** @type {HTMLInputElement | null} */ (document.getElementById("curseur-champ"));
    if (!row || !range || !held) return;
    row.hidden = false;
    if (document.activeElement !== range) {
      range.max = String(Math.max(Number(held.dataset.most), number(held.value) || 0));
      range.step = held.dataset.step ?? "1";
      range.value = String(number(held.value) || 0);
    }
    set("curseur-valeur", held.value);
    set("curseur-unite", (held.nextSibling?.textContent ?? "").trim());
    set("curseur-nom", (form.querySelector(`label[for="${CSS.escape(held.id)}"]`)?.textContent ?? "").replace(/, [^,]*aujourd’hui$/, ""));
    set("curseur-fin", french(Number(range.max)));
    range.oninput = () => {
      if (!held) return;
      held.value = french(Number(range.value));
      set("curseur-valeur", held.value);
      moved();
    };
  };
  form.addEventListener("focusin", (e) => {
    if (e.target instanceof HTMLInputElement && e.target.dataset.before !== undefined) {
      held = e.target;
      show();
    }
  });
  form.addEventListener("input", show);
  show();
  return show;
}

/** @param {string} id @param {string} text */
function set(id, text) {
  const node = document.getElementById(id);
  if (node) node.textContent = text;
}

/** The button that copies the address of this very reform. @param {HTMLFormElement} form */
function links(form) {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-reform-link]"));
  if (!button) return;
  button.hidden = false;
  button.onclick = async () => {
    const query = document.getElementById("resultat")?.dataset.query ?? "";
    if (await copy(form.action + (query ? "?" + query : ""), "Lien copié ; il redonne cette réforme")) {
      button.textContent = "Lien copié";
      setTimeout(() => { button.textContent = "Copier le lien"; }, 1600);
    }
  };
}
