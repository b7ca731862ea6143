// @ts-check
// The pricing of a visit: at the keyboard in six keys, live with a script, whole without, carried by a link, the same for every eye.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { faults, look } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

const profile = { "medecin.specialite": "medecine_generale", "medecin.secteur": "1", "medecin.optam": "non", "contexte.snp_cette_semaine": "2", maintenant: "oui" };

/** The visits of cas/gestes_courants.yaml: blocks of lines « key: value ». */
const visits = readFileSync(new URL("../../cas/gestes_courants.yaml", import.meta.url), "utf8").split(/^- /m).slice(1).map((block) =>
  Object.fromEntries(block.split("\n").map((line) => /^ *(\w+): (.*)$/.exec(line)).filter((m) => m !== null).map((m) => [m[1], m[2]])));

/**
 * Opens the page, with a doctor known or not.
 * @param {{now?: string, known?: boolean, path?: string, options?: import("playwright-core").BrowserContextOptions}} [o]
 */
async function open({ now = "2026-11-19T10:20", known = true, path = "/coter", options = {} } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, permissions: ["clipboard-read", "clipboard-write"], timezoneId: "Europe/Paris", ...options });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(now + ":00+01:00"));
  if (known) await page.addInitScript((kept) => { localStorage.setItem("opposable.visite", kept); }, JSON.stringify(profile));
  await page.goto(site.base + path);
  if (options.javaScriptEnabled !== false) await page.locator("html[data-ready]").waitFor({ state: "attached" });
  return page;
}

/** @param {import("playwright-core").Page} page */
const total = (page) => page.locator(".bill .total").innerText();

/** @param {import("playwright-core").Page} page @param {string} codes */
const shows = (page, codes) => page.locator(`#resultat[data-codes="${codes}"]`).waitFor({ timeout: 5000 });

/** @param {import("playwright-core").Page} page @param {string} keys */
async function type(page, keys) {
  for (const key of keys.split(" ")) await page.keyboard.press(key === "↵" ? "Enter" : key);
}

/**
 * Waits until something holds on the page. The content policy forbids what waitForFunction does.
 * @template T
 * @param {import("playwright-core").Page} page @param {(arg: T) => unknown} holds @param {T} arg
 */
async function until(page, holds, arg) {
  for (let i = 0; i < 100; i++) {
    if (await page.evaluate(/** @type {any} */ (holds), arg)) return;
    await page.waitForTimeout(50);
  }
  throw new Error("never: " + holds);
}

test("the common visits, in at most six keys, copying included", async () => {
  assert.ok(visits.length >= 20, `${visits.length} visits`);
  for (const visit of visits) {
    const page = await open({ now: visit.maintenant });
    assert.ok(visit.touches.split(" ").length <= 6, visit.nom);
    assert.ok(visit.touches.endsWith("↵"), visit.nom);
    await type(page, visit.touches);
    await until(page, () => document.getElementById("annonce")?.textContent?.startsWith("Copié"), undefined);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), visit.codes, visit.nom);
    await page.context().close();
  }
});

test("the result follows the facts, the focus stays, and no fact is in an address", async () => {
  const page = await open();
  /** @type {string[]} */ const asked = [];
  page.on("request", (r) => asked.push(r.method() + " " + r.url()));
  await page.keyboard.press("c");
  await page.getByRole("textbox", { name: "Âge" }).pressSequentially("4");
  await shows(page, "G + MEG");
  assert.match(await total(page), /^35,00/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "f-patient-age");
  await page.locator("#annonce", { hasText: "G + MEG" }).waitFor({ state: "attached" });
  assert.match(await page.locator("#annonce").innerText(), /35,00\s€.*À préciser/);

  await page.getByRole("textbox", { name: "Âge" }).fill("400");
  await page.locator("#erreurs [data-field]").waitFor();
  assert.equal(await page.locator("#f-patient-age").getAttribute("aria-invalid"), "true");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "f-patient-age");
  await page.getByRole("textbox", { name: "Âge" }).fill("4");
  await shows(page, "G + MEG");
  assert.equal(await page.locator("#f-patient-age").getAttribute("aria-invalid"), null);

  const question = page.locator(".question button.pick").first();
  await question.focus();
  await page.keyboard.press("Enter");
  await until(page, () => document.querySelector('[name="patient.ald"]:checked')?.getAttribute("value") === "oui", undefined);
  await until(page, () => document.activeElement?.matches(".question button.pick, [data-copy-codes]"), undefined);

  assert.deepEqual(asked.filter((r) => r !== `POST ${site.base}/coter`), []);
  assert.equal(page.url(), site.base + "/coter");
  await page.context().close();
});

test("a link carries the case in its fragment, to a browser that knows nothing", async () => {
  const page = await open();
  await type(page, "c u a a s s 8 0");
  await page.locator(".bill .tag[data-state=conteste]").waitFor();
  await page.getByRole("link", { name: "Lien vers ce cas" }).click();
  await until(page, () => location.hash !== "", undefined);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/coter#[^?]*patient\.age=80/);
  const first = await page.locator("#resultat").innerText();
  const other = await open({ known: false, now: "2027-03-01T08:00" });
  /** @type {string[]} */ const asked = [];
  other.on("request", (r) => asked.push(r.url()));
  await other.goto("about:blank");
  await other.goto(link);
  await shows(other, "G");
  assert.equal(await other.locator("#resultat").innerText(), first);
  assert.deepEqual(asked.filter((u) => u.includes("age") || u.includes("?")), []);
  assert.equal(await other.evaluate(() => localStorage.getItem("opposable.visite")), null);
  await page.context().close();
  await other.context().close();
});

test("the doctor stays in this browser; months, gestures and the help are at hand", async () => {
  const page = await open({ known: false });
  assert.ok(await page.locator("#b-vous").getAttribute("open") !== null);
  await page.getByLabel("Spécialité", { exact: true }).selectOption({ label: "Pédiatrie" });
  await page.locator("label", { hasText: "Secteur 1" }).click();
  await page.reload();
  assert.match(await page.locator("#b-vous summary").innerText(), /Pédiatrie, secteur 1/);
  await page.getByRole("combobox", { name: "Gestes" }).fill("electrocard");
  await page.getByRole("option", { name: /DEQP003/ }).waitFor();
  await page.keyboard.press("Enter");
  assert.equal(await page.getByRole("combobox", { name: "Gestes" }).inputValue(), "DEQP003");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Au clavier" }).waitFor();
  await page.getByLabel("Répondre d’une touche").uncheck();
  await page.keyboard.press("Escape");
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
  await page.keyboard.press("v");
  assert.equal(await page.getByLabel("Lieu", { exact: true }).inputValue(), "");
  await page.context().close();
});

test("without scripts, acts, replies and errors are pages", async () => {
  const page = await open({ known: false, options: { javaScriptEnabled: false } });
  await page.locator("#b-vous summary").waitFor();
  await page.getByLabel("Spécialité", { exact: true }).selectOption({ label: "Médecine générale" });
  await page.locator("label", { hasText: "Secteur 1" }).click();
  await page.getByRole("button", { name: "Consultation", exact: true }).click();
  assert.equal(await page.getByLabel("Lieu", { exact: true }).inputValue(), "cabinet");
  await page.getByLabel("Âge", { exact: true }).fill("4");
  await page.getByRole("button", { name: "Calculer" }).last().click();
  await page.getByText("Pas ajouté").waitFor();
  assert.equal(await page.getByLabel("Âge", { exact: true }).inputValue(), "4");
  const before = await page.locator(".bill").innerText();
  await page.locator(".question button.pick").first().click();
  assert.notEqual(await page.locator(".bill").innerText(), before);
  await page.getByLabel("Date et heure").fill("31/02/2026");
  await page.getByRole("button", { name: "Calculer" }).last().click();
  await page.locator("#erreurs").getByRole("link", { name: "Date" }).waitFor();
  assert.equal(await page.getByLabel("Date et heure").inputValue(), "31/02/2026");
  assert.equal(await page.locator("[data-copy-codes]:visible, [data-case]:visible").count(), 0);
  await page.context().close();
});

/** @type {Record<string, {keys?: string, hash?: string, known?: boolean}>} */
const states = {
  empty: { known: false },
  sure: { keys: "c m a a s s 4" },
  open: { keys: "4" },
  disputed: { keys: "c u a a s s 8 0" },
  uncovered: { hash: "#date=01/01/2035&visite.lieu=cabinet&medecin.specialite=medecine_generale" },
  wrong: { hash: "#date=31/02/2026&visite.lieu=cabinet&patient.age=400&actes=suture" },
  help: { keys: "?" },
};

for (const width of [1280, 360]) {
  for (const [name, state] of Object.entries(states)) {
    test(`axe, ${name}, ${width} px`, async () => {
      const page = await open({ known: state.known, path: "/coter" + (state.hash ?? ""), options: { viewport: { width, height: 900 } } });
      const wrong = faults(page);
      if (state.keys) await type(page, state.keys);
      await page.waitForLoadState("networkidle");
      await page.locator("#resultat:not([aria-busy])").waitFor();
      await look(page, name);
      assert.deepEqual(wrong, []);
      await page.context().close();
    });
  }
}
