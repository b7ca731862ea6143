// @ts-check
// The list of the keys of a page, and the switch that turns single keys off.

const off = "opposable.sans_touches";

/** Reports whether the reader wants no single key to act. */
export function silenced() {
  try { return localStorage.getItem(off) === "oui"; } catch { return false; }
}

/** Reports whether a key goes into a field. @param {EventTarget | null} target */
export function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ||
    target instanceof HTMLInputElement && !/^(radio|checkbox|range)$/.test(target.type));
}

/** The screens that « g » leads to, as the menus of the page name them. @returns {[string, string][]} */
export const screens = () => /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a[data-goto]")])
  .map((link) => [link.dataset.goto ?? "", (link.textContent ?? "").trim()]);

/**
 * Makes the dialog that lists the keys.
 * @param {[string, string][]} rows each a key and what it does
 */
export function helpDialog(rows) {
  const dialog = document.createElement("dialog");
  dialog.className = "keys-help";
  dialog.setAttribute("aria-labelledby", "t-clavier");
  const title = document.createElement("h2");
  title.id = "t-clavier";
  title.textContent = "Au clavier";
  const list = document.createElement("dl");
  for (const [key, text] of rows) {
    const [term, about, group] = [document.createElement("dt"), document.createElement("dd"), document.createElement("div")];
    for (const one of key.split(" puis ")) {
      const cap = document.createElement("kbd");
      cap.textContent = one;
      if (term.firstChild) term.append(" ");
      term.append(cap);
    }
    about.textContent = text;
    group.append(term, about);
    list.append(group);
  }
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
