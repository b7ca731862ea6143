// @ts-check
// The keyboard of every page: « / » goes to the search, « g » and a letter to a screen, « ? » lists the keys; a list of rules narrows as one types.
import { helpDialog, screens, silenced, typing } from "./help.js";
import { say } from "./tools.js";

/** How long « g » waits for the letter of a screen, in milliseconds. */
const patience = 1500;

/** Listens to the keyboard. The page of a visit has keys of its own, which come first. */
export function keys() {
  const own = document.getElementById("visite") !== null;
  /** @type {HTMLDialogElement | undefined} */
  let dialog;
  let asked = -Infinity;
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target) || silenced() || dialog?.open) return;
    const goes = e.timeStamp - asked < patience;
    asked = e.key === "g" ? e.timeStamp : -Infinity;
    const link = goes && /** @type {HTMLAnchorElement | null} */ (document.querySelector(`a[data-goto="${CSS.escape(e.key)}"]`));
    if (link) {
      e.preventDefault();
      link.click();
    } else if (e.key === "/") {
      e.preventDefault();
      const box = document.getElementById("q");
      if (box) box.focus();
      else location.assign("/chercher");
    } else if (e.key === "?" && !own) {
      dialog ??= helpDialog([["/", "Chercher"], ...screens().map(([key, name]) => /** @type {[string, string]} */ (["g puis " + key, name])), ["?", "Cette liste"], ["Échap", "La fermer"]]);
      dialog.showModal();
    }
  });
  narrow();
}

/** @param {string} text */
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** Narrows the list of rules to the words typed. */
function narrow() {
  const groups = document.querySelectorAll("[data-filter-group]");
  const box = /** @type {HTMLInputElement | null} */ (document.getElementById("q"));
  if (!groups.length || !box) return;
  let timer = 0;
  box.addEventListener("input", () => {
    const words = fold(box.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    let shown = 0;
    for (const group of groups) {
      let some = false;
      for (const row of /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("tbody tr"))) {
        const text = fold(row.textContent ?? "");
        row.hidden = !words.every((w) => text.includes(w));
        some ||= !row.hidden;
        if (!row.hidden) shown++;
      }
      /** @type {HTMLElement} */ (group).hidden = !some;
    }
    clearTimeout(timer);
    timer = window.setTimeout(() => say(shown + (shown > 1 ? " règles" : " règle")), 500);
  });
}
