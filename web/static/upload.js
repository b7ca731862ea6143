// @ts-check
// A list of patients in a file: read by the program as soon as it is chosen, and again when its columns are said to be others. The file stays
// in its field until then; the page keeps no line of it.
import { say } from "./tools.js";

/**
 * @param {HTMLFormElement} form
 * @param {(body: FormData, address: string) => Promise<void>} send
 */
export function uploads(form, send) {
  /** @type {File | undefined} */
  let chosen;
  form.addEventListener("change", (e) => {
    const target = e.target;
    if (target instanceof HTMLInputElement && target.dataset.upload) {
      chosen = target.files?.[0];
      if (chosen) read(target.dataset.upload, false);
    } else if (target instanceof HTMLSelectElement && target.dataset.column !== undefined && chosen) {
      read(form.querySelector("[data-upload]")?.getAttribute("data-upload") ?? "", true);
    }
  });

  /** @param {string} address @param {boolean} again the columns were corrected */
  async function read(address, again) {
    const body = new FormData(form);
    body.delete("fichier");
    for (const name of [...body.keys()]) if (/^liste($|\.)/.test(name) && !(again && name === "liste.entete") || !again && name.startsWith("colonne.")) body.delete(name);
    if (chosen) body.append("fichier", chosen);
    say("Lecture du fichier…");
    await send(body, address);
  }
}
