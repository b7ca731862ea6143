// @ts-check
// The worked cases of cas/: those of a command, each with its whole input. The form of the files is that of package cases.
import { readFileSync, readdirSync } from "node:fs";

const folder = new URL("../../cas/", import.meta.url);

/**
 * @typedef {Record<string, any>} Facts
 * @typedef {{id: string, file: string, commande: string[], args?: string[], entree: Facts, attendu: Record<string, any>}} Case
 */

/** Lays one object over another. @param {Facts} under @param {Facts} over @returns {Facts} */
function merge(under, over) {
  const out = { ...under };
  for (const [name, value] of Object.entries(over)) out[name] = plain(value) && plain(out[name]) ? merge(out[name], value) : value;
  return out;
}

/** @param {unknown} value */
const plain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The cases of a command, in the order of the files. @param {string} verb @returns {Case[]} */
export function cases(verb) {
  /** @type {Case[]} */ const out = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")).sort()) {
    const held = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    const list = Array.isArray(held) ? held : held.cas;
    const common = Array.isArray(held) ? {} : held.entree ?? {};
    for (const one of list) {
      if (one.commande[0] === verb) out.push({ ...one, file, entree: merge(common, one.entree ?? {}) });
    }
  }
  return out;
}

/** The value of a flag of a case, such as "--connu-le". @param {Case} one @param {string} name */
export function flag(one, name) {
  const args = one.args ?? [];
  const at = args.indexOf(name);
  return at >= 0 ? args[at + 1] : args.find((a) => a.startsWith(name + "="))?.slice(name.length + 1) ?? "";
}
