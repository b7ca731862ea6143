// @ts-check
// Nothing on these pages needs a script: every form posts and every answer comes as a page. What is here saves keystrokes: the result
// follows the facts, a link carries them in its fragment, which no server sees, and the doctor's profile stays in this browser.
import { follow } from "./live.js";
import { restore } from "./keep.js";
import { keys } from "./keys.js";
import { reform } from "./reform.js";
import { tools } from "./tools.js";

/** Starts everything on the page as it stands. */
function start() {
  tools(document);
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-live]"));
  if (form) follow(form);
}

keys();
start();
restore(start);
reform();
