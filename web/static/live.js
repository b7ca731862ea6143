// @ts-check
// The result follows the facts: the form is posted as it changes and the computed parts are put in place. The focus never moves.
import { answers, lost } from "./cut.js";
import { say, tools } from "./tools.js";
import { remember } from "./keep.js";
import { dress } from "./slide.js";
import { uploads } from "./upload.js";

const pause = 250;

/** What a form says, without its files. @param {HTMLFormElement} form */
function written(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

/**
 * Posts a form and puts the parts that come back in place of those with the same id.
 * @param {HTMLFormElement} form
 * @param {AbortSignal} signal
 * @param {URLSearchParams | FormData} body
 * @param {string} [address]
 */
async function update(form, signal, body, address = form.action) {
  const response = await fetch(address, { method: "POST", body, signal, headers: { "X-Partial": "1" } });
  if (response.status !== 200 && response.status !== 422) throw new Error(String(response.status));
  const parts = new DOMParser().parseFromString(await response.text(), "text/html").body;
  const focused = /** @type {HTMLInputElement | null} */ (document.activeElement);
  const at = focused && "selectionStart" in focused ? caret(focused) : null;
  const opened = new Set([...document.querySelectorAll("main details[open] > summary")].map((s) => s.textContent));
  for (const part of [...parts.children]) {
    const old = part.id && document.getElementById(part.id);
    if (!old) continue;
    old.replaceWith(part);
    for (const summary of part.querySelectorAll("details > summary")) {
      if (opened.has(summary.textContent)) /** @type {HTMLDetailsElement} */ (summary.parentElement).open = true;
    }
    tools(part);
  }
  keepFocus(focused, at);
  invalid(form);
  dress(form);
  const result = document.querySelector("[data-say]");
  const errors = document.querySelectorAll("#erreurs [data-field]").length;
  if (errors) say(errors === 1 ? "Un point à corriger." : errors + " points à corriger.");
  else if (result instanceof HTMLElement) say(result.dataset.say ?? "");
}

/** @param {HTMLInputElement} field */
function caret(field) {
  try { return field.selectionStart; } catch { return null; }
}

/**
 * Gives the focus back to the control that had it, when it was replaced.
 * @param {HTMLElement | null} focused
 * @param {number | null} at
 */
function keepFocus(focused, at) {
  if (!focused || focused === document.body || document.contains(focused)) return;
  const again = focused.id ? document.getElementById(focused.id) : document.getElementById("resultat");
  if (!again) return;
  again.focus({ preventScroll: true });
  if (at !== null && again instanceof HTMLInputElement) again.setSelectionRange(at, at);
}

/**
 * Marks the fields named in the summary of errors.
 * @param {HTMLFormElement} form
 */
function invalid(form) {
  const wrong = new Set([...document.querySelectorAll("#erreurs [data-field]")].map((e) => /** @type {HTMLElement} */ (e).dataset.field));
  for (const field of form.querySelectorAll(".input")) {
    const fact = field.closest(".fact");
    if (wrong.has(field.id)) {
      field.setAttribute("aria-invalid", "true");
      fact?.classList.add("error");
    } else if (field.hasAttribute("aria-invalid")) {
      field.removeAttribute("aria-invalid");
      fact?.classList.remove("error");
      fact?.querySelector(`#${CSS.escape(field.id)}-e`)?.remove();
    }
  }
}

/**
 * Puts the answer of a question in the field that asks it, when the form has one.
 * @param {HTMLFormElement} form
 * @param {string} reply as name=value
 */
function settle(form, reply) {
  const [name, value] = [reply.slice(0, reply.indexOf("=")), reply.slice(reply.indexOf("=") + 1)];
  const field = form.elements.namedItem(name);
  if (field instanceof RadioNodeList) field.value = value;
  else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value === "oui";
  else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
}

/**
 * Makes a form live.
 * @param {HTMLFormElement} form
 */
export function follow(form) {
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;
  /** @param {URLSearchParams | FormData} body @param {string} [address] */
  const send = async (body, address) => {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    try {
      await update(form, running.signal, body, address);
      answers();
    } catch (e) {
      if (!(e instanceof DOMException && e.name === "AbortError")) lost(() => { send(body, address); });
    }
  };
  /** @param {string} [reply] as name=value */
  const go = (reply) => {
    const body = written(form);
    if (reply) body.set("reponse", reply);
    return send(body);
  };
  dress(form);
  uploads(form, send);
  document.addEventListener("input", (e) => {
    if (!belongs(e.target, form) || e.target instanceof HTMLElement && (e.target.dataset.upload ?? e.target.dataset.column) !== undefined) return;
    remember(form);
    clearTimeout(timer);
    timer = window.setTimeout(go, pause);
  });
  form.addEventListener("change", (e) => {
    const field = /** @type {HTMLInputElement} */ (e.target);
    if (field.dataset.reload !== undefined || field.name === "assistant") form.submit();
  });
  form.addEventListener("submit", (e) => {
    const button = /** @type {HTMLButtonElement | null} */ (e.submitter);
    if (button?.dataset.whole !== undefined || button?.closest(".moment")) return;
    e.preventDefault();
    if (button?.dataset.part !== undefined) {
      const body = written(form);
      body.set(button.name, button.value);
      send(body).then(() => { document.getElementById("patients")?.querySelector("input:not([type=hidden]), select, button")?.focus(); });
      return;
    }
    const reply = button?.name === "reponse" ? button.value : undefined;
    if (reply) settle(form, reply);
    go(reply).then(() => { if (reply) document.getElementById("resultat")?.focus({ preventScroll: true }); });
  });
  form.addEventListener("opposable:go", () => { go(); });
}

/**
 * @param {EventTarget | null} target
 * @param {HTMLFormElement} form
 */
function belongs(target, form) {
  return (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) && target.form === form && !target.closest(".moment");
}
