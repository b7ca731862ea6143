// @ts-check
// The keyboard of a visit. Letters answer, digits type the age, Entrée copies; all of it may be switched off.

import { helpDialog, silenced, typing } from "./help.js";

/**
 * Listens to the keyboard. The commands say what changed.
 * @param {HTMLFormElement} form
 * @param {{copy: () => void, changed: () => void, press: (target: HTMLElement) => void, fresh: () => void}} commands
 */
export function keyboard(form, commands) {
  const dialog = help(form);
  const age = /** @type {HTMLInputElement} */ (form.querySelector("[data-age]"));
  const unit = /** @type {HTMLSelectElement} */ (form.querySelector('[name="age_en"]'));
  for (const opener of document.querySelectorAll("[data-help]")) opener.addEventListener("click", () => dialog.showModal());

  window.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented || dialog.open) return;
    const target = e.target instanceof HTMLElement ? e.target : document.body;
    const take = () => { e.preventDefault(); e.stopImmediatePropagation(); };
    if (e.key === "Escape" && form.contains(target)) {
      target.blur();
      return;
    }
    if (e.key === "Enter") {
      const acts = target.closest("button, a, summary, select, textarea, [data-listing]");
      if (!acts && !target.closest(".moment")) {
        take();
        if (typing(target)) commands.changed(); // what was half typed is now whole
        commands.copy();
      }
      return;
    }
    const key = e.key.toLowerCase();
    if (target === age && (key === "m" || key === "a")) { // months or years, without leaving the field
      take();
      unit.value = key === "m" ? "mois" : "";
      commands.changed();
      return;
    }
    if (typing(target) || silenced()) return;
    if (/^[0-9]$/.test(key)) {
      take();
      age.focus();
      age.value = key;
      unit.value = "";
      commands.changed();
    } else if (key === "/") {
      take();
      form.querySelector(".seek input")?.focus();
    } else if (key === "delete") {
      take();
      commands.fresh();
    } else if (key.length === 1) {
      const row = /^Digit([1-9])$/.exec(e.code); // the row of digits of a French keyboard, without its shift
      const found = /** @type {HTMLElement | null} */ (row && !e.shiftKey ? form.querySelectorAll(".acts .pick")[Number(row[1]) - 1] : document.querySelector(`[data-key="${CSS.escape(key)}"]`));
      if (!found) return;
      take();
      commands.press(found);
    }
  }, { capture: true });
}

/** @param {HTMLElement} one */
function named(one) {
  if (one instanceof HTMLFieldSetElement) return one.querySelector("legend")?.textContent + " : oui, non, inconnu";
  if (one instanceof HTMLInputElement) return one.closest("fieldset")?.querySelector("legend")?.textContent + " : " + one.parentElement?.textContent?.trim().toLowerCase();
  if (one.title) return (one.textContent ?? "").trim() + ". " + one.title;
  return one.getAttribute("aria-label") ?? "";
}

/**
 * Makes the list of the keys, from the page itself.
 * @param {HTMLFormElement} form
 */
function help(form) {
  const answers = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-key]")]).filter((one) => one.dataset.help === undefined);
  return helpDialog([
    ["↵", "Copier les codes"],
    ["0 à 9", "Taper l’âge ; m après le nombre : en mois"],
    ...answers.map((one) => /** @type {[string, string]} */ ([one.dataset.key ?? "", named(one)])),
    ["& é \" …", "Les neuf premiers actes, par la rangée des chiffres sans majuscule d’un clavier français"],
    ["/", "Chercher un geste"],
    ["Suppr", "Nouvelle visite"],
    ["Échap", "Quitter un champ, fermer cette liste"],
  ]);
}
