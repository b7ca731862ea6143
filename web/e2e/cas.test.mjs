// @ts-check
// Worked cases through the form of a visit, control by control as a hand would: codes, sums and state as each expects them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cases, flag } from "./cases.mjs";
import { browse, serve } from "./server.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./cases.mjs").Case} Case */

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

// The gate types the reference cases, and one in four of the others; EVERY_CASE=1 types them all (make e2e).
const list = cases("coter").filter((one, i) => process.env.EVERY_CASE || one.file === "cotation.json" || i % 4 === 0);
const whose = ["patient.a_un_medecin_traitant", "visite.medecin_est_mt"];
const yes = (/** @type {unknown} */ value) => (value ? "oui" : "non");

/** A day as a French hand writes it. @param {string} iso */
const written = (iso) => iso.split("-").reverse().join("/");

/** What a hand puts in each control, by the path of the fact. @param {Case} one */
function typed(one) {
  /** @type {Record<string, string>} */ const out = { connu_le: flag(one, "--connu-le"), scenario: flag(one, "--scenario") };
  /** @param {Record<string, any>} facts @param {string} block */
  const walk = (facts, block) => {
    for (const [name, value] of Object.entries(facts)) {
      const path = block + name;
      if (value === null) continue; // what is unknown is left blank
      if (path === "historique") out[path] = value.length ? value.map((/** @type {{code: string, date: string}} */ past) => `${past.code} ${written(past.date)}`).join(", ") : "aucun";
      else if (Array.isArray(value)) out[path] = value.join(", ");
      else if (typeof value === "object") walk(value, path + ".");
      else if (typeof value === "boolean") out[path] = yes(value);
      else if (path.endsWith("_centimes")) out[path] = `${Math.trunc(value / 100)},${String(value % 100).padStart(2, "0")}`;
      else if (/^\d{4}-\d{2}-\d{2}$/.test(value)) out[path] = written(value);
      else out[path] = String(value).replace(/^(\d+)\.(\d+)$/, "$1,$2");
    }
  };
  walk(one.entree, "");
  if (out["patient.age_mois"] !== undefined) { // one field, two units: months say the years too
    out["patient.age"] = out["patient.age_mois"];
    out.age_en = "mois";
    delete out["patient.age_mois"];
  }
  if (whose.some((path) => out[path] !== undefined)) {
    out.mt = whose.filter((path) => out[path] !== undefined).map((path) => `${path}=${out[path]}`).join("&");
    for (const path of whose) delete out[path];
  }
  return out;
}

/**
 * What no control of the page says, and why no doctor misses it.
 * @type {Record<string, string>}
 */
const unsaid = {
  "mt=patient.a_un_medecin_traitant=oui": "that the patient has a médecin traitant, without knowing whether it is oneself",
  "mt=visite.medecin_est_mt=non": "that oneself is not the médecin traitant, without knowing whether the patient has one",
};

/** The controls of the form: their kind, what they hold and what they take. @param {Page} page */
const controls = (page) => page.evaluate(() => {
  /** @type {Record<string, {kind: "text" | "list" | "radio", value: string, takes: string[]}>} */ const out = {};
  const form = /** @type {HTMLFormElement} */ (document.getElementById("visite"));
  for (const control of form.elements) {
    if (control instanceof HTMLSelectElement) out[control.name] = { kind: "list", value: control.value, takes: [...control.options].map((o) => o.value) };
    else if (control instanceof HTMLInputElement && control.type === "radio") {
      const one = (out[control.name] ??= { kind: "radio", value: "", takes: [] });
      if (control.labels?.[0].offsetParent) one.takes.push(control.value); // what is in sight
      if (control.checked) one.value = control.value;
    } else if (control instanceof HTMLInputElement && control.type === "text") out[control.name] = { kind: "text", value: control.value, takes: [] };
  }
  return out;
});

/**
 * Puts a visit in the form. It changes what differs from the visit before, and nothing else.
 * @param {Page} page @param {Record<string, string>} visit @returns {Promise<{missing: string[], changed: number}>} the facts that no control states, and how many controls were changed
 */
async function fill(page, visit) {
  const found = await controls(page);
  const missing = Object.keys(visit).filter((path) => !found[path]);
  let changed = 0;
  for (const [name, control] of Object.entries(found)) {
    let value = visit[name] ?? "";
    if (control.kind !== "text" && !control.takes.includes(value)) { // blank is the value that the contract assumes
      if (value !== (name === "medecin.territoire" ? "metropole" : "non") || !control.takes.includes("")) {
        missing.push(`${name}=${value}`);
        continue;
      }
      value = "";
    }
    if (value === control.value) continue;
    changed++;
    if (control.kind === "list") {
      await page.selectOption(`[name="${name}"]`, value);
      continue;
    }
    await page.evaluate(([name, value]) => {
      const list = /** @type {HTMLInputElement[]} */ ([...document.getElementsByName(name)]);
      const one = list.find((c) => c.type === "radio" && c.value === value) ?? list[0];
      one.focus();
      if (one.type === "text") one.select();
    }, [name, value]);
    if (control.kind === "radio") await page.keyboard.press("Space");
    else if (value === "") await page.keyboard.press("Delete");
    else await page.keyboard.insertText(value);
  }
  return { missing, changed };
}

/** What the page answers, once it is the answer to what was typed. @param {Page} page */
const shown = (page) => page.evaluate(async () => {
  for (let i = 0; document.querySelector("#resultat[aria-busy]"); i++) {
    if (i > 5000) throw new Error("no answer comes");
    await new Promise((later) => { setTimeout(later, 2); });
  }
  const cents = (/** @type {string | null | undefined} */ text) => text && /\d/.test(text) ? Number(text.replace(/[^\d]/g, "")) : null;
  const bill = /** @type {HTMLElement} */ (document.getElementById("resultat"));
  const split = [...bill.querySelectorAll(".split")][0];
  const share = (/** @type {string} */ name) => cents([...split?.querySelectorAll("div") ?? []].find((d) => d.querySelector("dt")?.textContent === name)?.querySelector("dd")?.textContent);
  /** What is to cash now, by the form of third-party payment, and the one that is compulsory. @param {HTMLElement} bill */
  const cash = (bill) => {
    const rows = [...[...bill.querySelectorAll(".label")].find((p) => p.textContent === "À encaisser maintenant")?.nextElementSibling?.children ?? []];
    const names = ["sans_tiers_payant", "tiers_payant_amo", "tiers_payant_integral"], words = ["aucun", "amo", "integral"];
    const due = rows.findIndex((row) => row.classList.contains("due"));
    return { ...Object.fromEntries(rows.map((row, i) => [names[i], cents(row.querySelector("dd")?.textContent)])), obligatoire: words[Math.max(due, 0)] };
  };
  return {
    codes: (bill.dataset.codes ?? "").split(/[+;]/).map((c) => c.trim().split(" ")[0]).filter(Boolean).sort(), // without its modifiers
    etat: bill.querySelector(".sum")?.getAttribute("data-state"),
    total_centimes: bill.querySelector(".sum .range") ? null : cents(bill.querySelector(".sum .total")?.textContent),
    total_min_centimes: cents(bill.querySelector(".sum .total")?.textContent) ?? 0,
    total_max_centimes: cents((bill.querySelector(".sum .range") ?? bill.querySelector(".sum .total"))?.textContent),
    amo_centimes: share("Assurance maladie"), amc_centimes: share("Complémentaire"), patient_centimes: share("Patient"),
    encaissement: cash(bill),
    decides: (bill.dataset.decides ?? "").split(" "),
    feuilles_nombre: bill.querySelectorAll("ol.lines").length,
    questions: [...bill.querySelectorAll(".question .ask")].map((ask) => ask.textContent ?? ""),
    lignes: /** @type {HTMLElement[]} */ ([...bill.querySelectorAll("ol.lines > li")]).map((li) => {
      const text = li.querySelector(".txt")?.textContent ?? "";
      const extra = cents(/dépassement : ([\d\s,]+)/.exec(text)?.[1]) ?? 0;
      const amount = cents(li.querySelector(".amt")?.textContent) ?? null;
      return { code: li.querySelector(".code")?.textContent ?? "", etat: li.dataset.state, montant_centimes: amount, base_centimes: (amount ?? NaN) - extra, depassement_centimes: extra,
        modificateurs: [...li.querySelectorAll(".modifs .code")].map((m) => m.textContent),
        coefficient: Number(/Coefficient ([\d,]+)/.exec(text)?.[1]?.replace(",", ".") ?? 1),
        taux_amo: Number(/Pris en charge à ([\d,]+)/.exec(text)?.[1]?.replace(",", ".") ?? NaN) };
    }),
  };
});

/** The id of the control that states a fact. @param {string} fact */
const idOf = (fact) => "f-" + (whose.includes(fact) ? "mt" : fact === "patient.age_mois" ? "patient.age" : fact).replace(/[^A-Za-z0-9-]/g, "-");

/** Reports whether a line of the page has what is expected of it. @param {Record<string, any>} got @param {Record<string, any>} want */
const like = (got, want) => Object.keys(want).every((name) => name === "modificateurs"
  ? want[name] === null ? got[name].length === 0 : want[name].every((/** @type {{code: string}} */ one) => got[name].includes(one.code))
  : got[name] === want[name]);

/** A sentence without its typography. @param {string} text */
const bare = (text) => text.replace(/\s+/g, " ").replaceAll("’", "'").trim();

/** What a case expects and the page does not show. @param {Case} one @param {Awaited<ReturnType<typeof shown>>} page */
function differences({ attendu }, page) {
  /** @type {string[]} */ const out = [];
  const same = (/** @type {string} */ name, /** @type {unknown} */ want, /** @type {unknown} */ got) => {
    try { assert.deepEqual(got, want); } catch { out.push(`${name}: want ${JSON.stringify(want)}, the page has ${JSON.stringify(got)}`); }
  };
  for (const [name, want] of Object.entries(attendu)) {
    if (name === "codes") same(name, [...want].sort(), page.codes);
    else if (name === "absents") same(name, [], want.filter((/** @type {string} */ code) => page.codes.includes(code)));
    else if (name === "questions_contiennent") same(name, [], want.filter((/** @type {string} */ fact) => !page.decides.includes(idOf(fact))));
    else if (name === "questions") same(name, [], want.filter((/** @type {{question: string}} */ one) => !page.questions.some((asked) => bare(asked) === bare(one.question))));
    else if (name === "encaissement") same(name, true, like(page.encaissement, want));
    else if (name === "lignes") same(name, [], want.filter((/** @type {Record<string, any>} */ line) => !page.lignes.some((got) => like(got, line))));
    else if (name in page) same(name, want, page[/** @type {keyof typeof page} */ (name)]);
    else out.push(`${name}: no page shows it`);
  }
  return out;
}

/** How many pages are filled at once: a browser gives each its own process. */
const pages = 2;

test("cases of a visit, through the form", async (t) => {
  assert.ok(list.length >= 400, `${list.length} cases`);
  assert.equal(list.filter((one) => one.file === "cotation.json").length, 57);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: "Europe/Paris", permissions: ["clipboard-read", "clipboard-write"] });
  /** @type {string[]} */ const faults = [];
  /** @type {Set<string>} */ const asked = new Set();
  /** @type {string[]} */ const left = [];
  let changes = 0;
  const from = performance.now();

  /** @param {Case[]} some */
  async function run(some) {
    const page = await context.newPage();
    page.on("pageerror", (e) => faults.push(e.message));
    await page.goto(site.base + "/coter");
    await page.locator("html[data-ready]").waitFor({ state: "attached" });
    page.on("request", (r) => asked.add(r.method() + " " + r.url()));
    for (const fold of ["#b-vous", "#b-tous", ".moment-form"]) if (await page.getAttribute(fold, "open") === null) await page.click(fold + " > summary");
    for (const one of some) {
      const { missing, changed } = await fill(page, typed(one));
      changes += changed;
      if (missing.length > 0 && missing.every((path) => unsaid[path])) {
        left.push(one.id);
        continue;
      }
      for (const path of missing) faults.push(`${one.id}: no control states ${path}`);
      await page.evaluate(() => document.getElementById("f-date")?.focus());
      await page.keyboard.press("Enter"); // answers at once, and copies
      for (const text of differences(one, await shown(page))) faults.push(`${one.id}: ${text}`);
    }
  }
  const share = Math.ceil(list.length / pages);
  await Promise.all(Array.from({ length: pages }, (_, i) => run(list.slice(i * share, (i + 1) * share))));
  t.diagnostic(`${list.length} cases, ${changes} controls changed, ${Math.round((performance.now() - from) / 1000)} s; left out: ${left.join(", ") || "none"}`);
  assert.deepEqual(faults, []);
  assert.ok(left.length <= 2, `left out: ${left.join(", ")}`);
  asked.delete(`GET ${site.base}/coter`); // what a form that states nothing yet asks on a slow machine
  assert.deepEqual([...asked], [`POST ${site.base}/coter`]);
  await context.close();
});
