// @ts-check
// The buttons that only a script can serve: copy, link, print. They are hidden until a script shows them.

/**
 * Says one sentence to who listens, without moving the focus.
 * @param {string} text
 */
export function say(text) {
  const line = document.getElementById("annonce");
  if (line) line.textContent = text;
}

/**
 * Copies a text and says so.
 * @param {string} text
 * @param {string} said
 */
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    say(said);
    return true;
  } catch {
    say("La copie a été refusée par le navigateur.");
    return false;
  }
}

/**
 * The facts of a form, without what is blank or only a command.
 * @param {HTMLFormElement} form
 */
export function stated(form) {
  const out = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "" && name !== "reponse" && name !== "exemple" && !/^(liste|colonne|parmi)($|\.)/.test(name)) out.append(name, value);
  }
  return out;
}

/**
 * Tells on the button itself that the copy is done, for a moment.
 * @param {HTMLElement} button
 * @param {string} text
 */
function done(button, text) {
  const before = button.textContent;
  button.textContent = text;
  setTimeout(() => { button.textContent = before; }, 1600);
}

/**
 * Shows the buttons of a part of the page and makes them work.
 * @param {ParentNode} root
 */
export function tools(root) {
  for (const plain of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-unscripted]"))) plain.hidden = true;
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-copy], [data-copy-text], [data-link], [data-print]"))) {
    button.hidden = false;
    button.onclick = async () => {
      const { copy: from, copyText } = button.dataset;
      if (copyText !== undefined) {
        if (await copy(copyText, "Copié : " + copyText)) done(button, "Copié");
      } else if (from !== undefined) {
        const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(from));
        if (field && await copy(field.value, "Texte copié")) done(button, "Copié");
      } else if (button.dataset.link !== undefined) {
        const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-live]"));
        if (!form) return;
        const address = location.origin + location.pathname + "#" + stated(form);
        if (await copy(address, "Lien copié ; les faits sont dans le fragment, qu’aucun serveur ne reçoit")) done(button, "Lien copié");
      } else {
        print();
      }
    };
  }
}
