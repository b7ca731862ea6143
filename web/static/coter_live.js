// @ts-check
// The result follows the facts: the form is posted as it changes, and the computed parts come back. The focus stays where it is.
import { say } from "./tools.js";
import { answers, lost } from "./cut.js";
import { begun, pressed } from "./coter_facts.js";

const pause = 120;
const announcement = 500;

/** @param {ParentNode} root */
export function scripted(root) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-script]"))) part.hidden = false;
}

/** @param {HTMLFormElement} form */
export function live(form) {
  let timer = 0;
  let spoken = 0;
  /** @type {AbortController | undefined} */
  let running;
  /** @type {Promise<void>} */
  let done = Promise.resolve();

  async function ask() {
    running?.abort();
    const mine = running = new AbortController();
    const headers = { "X-Partial": "1" };
    clearTimeout(spoken);
    try {
      const response = begun(form)
        ? await fetch(form.action, { method: "POST", headers, signal: mine.signal, body: new URLSearchParams(/** @type {any} */ (new FormData(form))) })
        : await fetch(form.action, { headers, signal: mine.signal });
      if (response.status !== 200 && response.status !== 422) throw new Error(String(response.status));
      replace(form, await response.text());
      answers();
      spoken = window.setTimeout(announce, announcement);
    } catch (e) {
      if (mine.signal.aborted) return;
      lost(() => { done = ask(); });
    }
    if (running === mine) busy(timer !== 0);
  }

  return {
    soon() {
      pressed(form);
      busy(true);
      clearTimeout(timer);
      timer = window.setTimeout(() => { timer = 0; done = ask(); }, pause);
    },
    now() {
      pressed(form);
      busy(true);
      clearTimeout(timer);
      timer = 0;
      return done = ask();
    },
    /** Waits for the result of what is typed. */
    async settled() {
      if (timer) this.now();
      await done;
    },
  };
}

/** Tells machines that the result is not that of the facts on the page yet. @param {boolean} waits */
function busy(waits) {
  const result = document.getElementById("resultat");
  if (waits) result?.setAttribute("aria-busy", "true");
  else result?.removeAttribute("aria-busy");
}

/** Tells the result to who listens. */
function announce() {
  const wrong = document.querySelectorAll("#erreurs [data-field]").length;
  const result = document.getElementById("resultat");
  say(wrong ? (wrong > 1 ? wrong + " points à corriger." : "Un point à corriger.") : result?.dataset.say ?? "");
}

/**
 * Puts the parts that came back in place of those with the same id.
 * @param {HTMLFormElement} form
 * @param {string} html
 */
function replace(form, html) {
  const parts = new DOMParser().parseFromString(html, "text/html").body;
  const focused = document.activeElement;
  const open = [...document.querySelectorAll("#resultat details[open][id]")].map((d) => d.id);
  const inside = document.getElementById("resultat")?.contains(focused) ?? false;
  for (const id of ["erreurs", "apercu", "resultat"]) {
    const [old, part] = [document.getElementById(id), parts.querySelector("#" + id)];
    if (old && part) old.replaceWith(part);
  }
  const [moment, shown] = [document.querySelector(".moment dl"), parts.querySelector(".moment dl")];
  if (moment && shown) moment.replaceWith(shown);
  const result = document.getElementById("resultat");
  if (!result) return;
  for (const id of open) /** @type {HTMLDetailsElement | null} */ (document.getElementById(id))?.setAttribute("open", "");
  scripted(result);
  if (inside) next(result).focus({ preventScroll: true });
  marks(form, result);
}

/** Where the focus goes when what had it is gone. @param {HTMLElement} result @returns {HTMLElement} */
function next(result) {
  return result.querySelector(".question button.pick") ?? result.querySelector("[data-copy-codes]") ?? result;
}

/**
 * Marks the controls of missing facts that decide, and those in error.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} result
 */
function marks(form, result) {
  const decides = new Set((result.dataset.decides ?? "").split(" "));
  /** @type {Map<string, string>} */
  const wrong = new Map();
  for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#erreurs [data-field]"))) {
    const [, ...text] = (line.textContent ?? "").split(" : ");
    wrong.set(line.dataset.field ?? "", text.join(" : "));
  }
  for (const fact of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-fact]"))) {
    const own = [...fact.querySelectorAll(".input, :scope[id]")].map((c) => c.id).concat(fact.dataset.fact ?? "");
    const problem = own.find((id) => wrong.has(id));
    fact.classList.toggle("error", problem !== undefined);
    fact.classList.toggle("open", problem === undefined && decides.has(fact.dataset.fact ?? "") && unanswered(fact));
    fact.querySelector(".hint.wrong, .hint[id$='-e']")?.remove();
    for (const control of fact.querySelectorAll(".input")) {
      if (control.id === problem) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    if (problem === undefined) continue;
    const hint = document.createElement("span");
    hint.className = "hint wrong";
    hint.id = problem + "-e";
    const text = wrong.get(problem) ?? "";
    hint.textContent = text.slice(0, 1).toUpperCase() + text.slice(1) + (/[.?!…]$/.test(text) ? "" : ".");
    fact.querySelector(".ctl > *")?.after(hint);
    document.getElementById(problem)?.setAttribute("aria-describedby", hint.id);
  }
}

/** @param {HTMLElement} fact */
function unanswered(fact) {
  const radio = /** @type {HTMLInputElement | null} */ (fact.querySelector("input[type=radio]:checked"));
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (fact.querySelectorAll("input.input, select.input:not(.unit)"));
  return radio ? radio.value === "" : inputs.length > 0 && inputs[inputs.length - 1].value === "";
}
