// @ts-check
// The search of gestures: what is typed, by code or by word, gives a list to choose from. Without scripts the browser's own list serves.

/** @param {string} text */
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe");

const most = 8;

/**
 * Makes the search of gestures of a form.
 * @param {HTMLFormElement} form
 * @param {() => void} changed
 */
export function seek(form, changed) {
  const box = /** @type {HTMLInputElement} */ (form.querySelector(".seek input"));
  const acts = [...form.querySelectorAll("#l-gestes option")].map((o) => {
    const option = /** @type {HTMLOptionElement} */ (o);
    return { code: option.value, label: option.label, words: fold(option.value + " " + option.label + " " + option.dataset.words).split(/[^\p{L}\p{N}]+/u) };
  });
  box.removeAttribute("list");
  const list = document.createElement("ul");
  list.id = "l-trouves";
  list.className = "found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gestes trouvés");
  list.hidden = true;
  box.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) box.setAttribute(name, value);
  let at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    delete box.dataset.listing;
  };
  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);
  /** @param {number} to */
  const go = (to) => {
    const all = options();
    at = (to + all.length) % all.length;
    all.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", all[at].id);
    box.dataset.listing = "";
    all[at].scrollIntoView({ block: "nearest" });
  };
  /** @param {string} code */
  const choose = (code) => {
    const before = box.value.split(/[,;+]/).slice(0, -1).map((s) => s.trim()).filter(Boolean);
    box.value = [...before, code].join(", ");
    close();
    changed();
  };
  const search = () => {
    const piece = box.value.split(/[,;+]/).pop() ?? "";
    const words = fold(piece).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    list.replaceChildren();
    if (!words.length || acts.some((a) => a.code === piece.trim().toUpperCase())) return close();
    const found = acts.filter((a) => words.every((w) => a.words.some((have) => have.startsWith(w)))).slice(0, most);
    found.forEach((a, i) => {
      const option = document.createElement("li");
      option.id = "trouve-" + i;
      option.setAttribute("role", "option");
      option.dataset.code = a.code;
      const code = document.createElement("b");
      code.textContent = a.code;
      option.append(code, " " + a.label);
      list.append(option);
    });
    if (!found.length) return close();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    go(0);
  };
  box.addEventListener("input", search);
  box.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (e) => {
    const option = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (e.target).closest("[data-code]"));
    e.preventDefault();
    if (option) choose(option.dataset.code ?? "");
  });
  box.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") go(at + (e.key === "ArrowDown" ? 1 : -1));
    else if (e.key === "Enter" || e.key === "Tab") choose(options()[at].dataset.code ?? "");
    else if (e.key === "Escape") close();
    else return;
    if (e.key !== "Tab") e.preventDefault();
    e.stopPropagation();
  });

  /** Adds an act, or takes it away. @param {string} code */
  return (code) => {
    const codes = box.value.split(/[,;+]/).map((s) => s.trim()).filter(Boolean);
    box.value = (codes.includes(code) ? codes.filter((c) => c !== code) : [...codes, code]).join(", ");
    changed();
  };
}
