// @ts-check
// The keyboard of a visit. Letters answer, digits type the age, Entrée copies; all of it may be switched off.

const off = "opposable.sans_touches";

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof HTMLElement && (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ||
    target instanceof HTMLInputElement && !/^(radio|checkbox)$/.test(target.type));
}

function silenced() {
  try { return localStorage.getItem(off) === "oui"; } catch { return false; }
}

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
      const found = /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${CSS.escape(key)}"]`));
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
  const dialog = document.createElement("dialog");
  dialog.className = "keys-help";
  dialog.setAttribute("aria-labelledby", "t-clavier");
  const title = document.createElement("h2");
  title.id = "t-clavier";
  title.textContent = "Au clavier";
  const list = document.createElement("dl");
  /** @param {string} key @param {string} text */
  const row = (key, text) => {
    const [term, about, cap] = [document.createElement("dt"), document.createElement("dd"), document.createElement("kbd")];
    cap.textContent = key;
    term.append(cap);
    about.textContent = text;
    const group = document.createElement("div");
    group.append(term, about);
    list.append(group);
  };
  row("↵", "Copier les codes");
  row("0 à 9", "Taper l’âge ; m après le nombre : en mois");
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-key]"))) {
    if (one.dataset.help === undefined) row(one.dataset.key ?? "", named(one));
  }
  row("/", "Chercher un geste");
  row("Suppr", "Nouvelle visite");
  row("Échap", "Quitter un champ, fermer cette liste");
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = !silenced();
  box.addEventListener("change", () => {
    try { box.checked ? localStorage.removeItem(off) : localStorage.setItem(off, "oui"); } catch { /* a browser that keeps nothing */ }
  });
  label.className = "tick";
  label.append(box, " Répondre d’une touche");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.textContent = "Fermer";
  close.addEventListener("click", () => dialog.close());
  const foot = document.createElement("p");
  foot.className = "actions";
  foot.append(close, label);
  dialog.append(title, list, foot);
  document.body.append(dialog);
  return dialog;
}
