// @ts-check
// The program no longer answers, because the network is cut or because it was stopped: the page keeps its last answer, says that it is the
// one before, and tries again until one comes.

const pause = 4000;
let timer = 0;

/** Reports whether the answer on the page is not that of the facts on it. */
export const late = () => document.documentElement.dataset.late !== undefined;

/**
 * Says that no answer came.
 * @param {() => void} again asks once more
 */
export function lost(again) {
  document.documentElement.dataset.late = "";
  clearTimeout(timer);
  timer = window.setTimeout(again, pause);
  window.ononline = again;
  const line = document.getElementById("coupure");
  if (!line) return;
  line.hidden = false;
  const button = line.querySelector("button");
  if (button) button.onclick = again;
}

/** An answer came. */
export function answers() {
  clearTimeout(timer);
  window.ononline = null;
  delete document.documentElement.dataset.late;
  const line = document.getElementById("coupure");
  if (line) line.hidden = true;
}
