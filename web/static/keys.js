// @ts-check
// The keyboard: « / » goes to the search, and a list of rules narrows as one types.
import { say } from "./tools.js";

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));
}

/** Listens to the keyboard. */
export function keys() {
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "/" && !typing(e.target)) {
      e.preventDefault();
      const box = document.getElementById("q");
      if (box) box.focus();
      else location.assign("/chercher");
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
