// @ts-check
// What outlives a page: a case in the fragment of its link, the doctor's profile in this browser. Neither goes into an address that a server
// sees.

const shelf = "opposable.profil";
const profile = /^medecin\./;

/**
 * Keeps the doctor's own facts for the next visit.
 * @param {HTMLFormElement} form
 */
export function remember(form) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const [name, value] of new FormData(form)) {
    if (profile.test(name) && typeof value === "string" && value !== "") kept[name] = value;
  }
  try { localStorage.setItem(shelf, JSON.stringify(kept)); } catch { /* a browser that keeps nothing */ }
}

/** @returns {Record<string, string>} */
function kept() {
  try { return JSON.parse(localStorage.getItem(shelf) ?? "{}"); } catch { return {}; }
}

/**
 * Brings a case or a profile back: the form is posted with them and the page that comes back takes the place of this one.
 * @param {() => void} start
 */
export async function restore(start) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-live]"));
  if (!form) return;
  const fragment = location.hash.slice(1);
  if (fragment.includes("=")) {
    await whole(form, new URLSearchParams(fragment), start);
    return;
  }
  if (form.dataset.posted !== undefined) return;
  let changed = false;
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  for (const [name, value] of Object.entries(kept())) {
    if (form.elements.namedItem(name) && body.get(name) !== value) {
      body.set(name, value);
      changed = true;
    }
  }
  if (changed) await whole(form, body, start);
}

/**
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} body
 * @param {() => void} start
 */
async function whole(form, body, start) {
  const response = await fetch(form.action, { method: "POST", body });
  if (!response.ok && response.status !== 422) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of ["main", ".moment"]) {
    const mine = document.querySelector(part);
    const theirs = page.querySelector(part);
    if (mine && theirs) mine.replaceWith(theirs);
  }
  document.title = page.title;
  start();
  document.documentElement.dataset.restored = "";
}
