// @ts-check
// A list of patients in a file: its columns guessed, shown, corrected, confirmed; what it does not say supposed with a slider. Nothing of it
// is kept, nothing leaves.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

/** Three thousand patients: one in ten without an answer about ALD, some lines that cannot be read. */
const list = "N° dossier;Âge;ALD;C2S;Vu 24 mois;Prévention;Âge du conjoint\n" + Array.from({ length: 3000 }, (_, i) =>
  `d${i === 50 ? 49 : i};${i % 900 === 7 ? 140 : i % 97};${i % 700 === 5 ? "peut-être" : i % 10 === 3 ? "" : i % 5 ? "non" : "oui"};${i % 11 ? "non" : "oui"};oui;;${(i * 7) % 90}`).join("\n");

const file = (/** @type {string} */ text, name = "patients.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** @param {import("playwright-core").Page} page */
const total = (page) => page.locator("#resultat .sum > .fig").innerText();

for (const width of [1280, 360]) {
  test(`a file becomes a year, ${width} px`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    /** @type {Set<string>} */ const asked = new Set();
    /** @type {string[]} */ const faults = [];
    page.on("request", (r) => asked.add(r.method() + " " + r.url()));
    page.on("pageerror", (e) => faults.push(e.message));
    await page.goto(site.base + "/forfaits");
    await page.getByLabel("Spécialité", { exact: true }).selectOption({ label: "Médecine générale" });
    await page.locator("label", { hasText: "Secteur 1" }).click();
    await page.locator("#t-res").waitFor({ state: "attached" });
    asked.clear();

    const picked = page.locator("input[type=file]");
    await picked.setInputFiles(file("âge;nir\n50;185057800608436\n"));
    await page.locator("#erreurs").getByText("sécurité sociale").waitFor();
    assert.equal(await page.getByRole("button", { name: /^Compter/ }).count(), 0);

    await picked.setInputFiles(file(list));
    await page.getByText("3 000 lignes lues").waitFor();
    await page.getByText("10 rejetées").first().waitFor();
    assert.equal(await page.getByLabel("Âge du patient").inputValue(), "Âge");
    await look(page, "proposed");
    const before = await page.locator("#patients").innerText();
    await page.getByLabel("Âge du patient").selectOption("Âge du conjoint");
    await page.getByText("de 0 à 89").waitFor();
    assert.notEqual(await page.locator("#patients").innerText(), before);
    await page.getByLabel("Âge du patient").selectOption("Âge");
    await page.getByText("de 0 à 96").waitFor();
    await page.getByRole("button", { name: /^Compter/ }).click();
    await page.getByText("Quand l’argent arrive").waitFor();
    await page.getByText("lignes du fichier, sur 3 000").waitFor();
    await look(page, "counted");

    const at = await total(page);
    const slider = page.getByRole("slider", { name: /^ALD/ });
    await slider.focus();
    await page.keyboard.press("Home");
    await page.waitForTimeout(50);
    assert.equal(await page.getByLabel("ALD", { exact: true }).inputValue(), "0");
    await page.locator(`#resultat[data-patients="2990"]`).waitFor();
    await until(page, at);
    const none = await total(page);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "range");
    await page.keyboard.press("End");
    await until(page, none);
    assert.notEqual(await total(page), at);

    await page.getByRole("button", { name: "Saisir à la main" }).click();
    await page.getByLabel("Moins de 7 ans").waitFor();
    assert.deepEqual(await page.evaluate(() => JSON.stringify(localStorage).match(/liste|classe|parmi|patientele/)), null);
    assert.deepEqual([...asked].sort(), [`POST ${site.base}/forfaits`, `POST ${site.base}/forfaits/liste`]);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

/** Waits for the total to change. @param {import("playwright-core").Page} page @param {string} from */
async function until(page, from) {
  for (let i = 0; i < 100 && await total(page) === from; i++) await page.waitForTimeout(50);
  assert.notEqual(await total(page), from);
}

test("sliders of what is typed: unknown stands nowhere, the number field says the same", async () => {
  const page = await browser.newPage();
  await page.goto(site.base + "/forfaits");
  await page.getByRole("button", { name: "Voir un cabinet d’exemple" }).click();
  await page.getByText("Quand l’argent arrive").waitFor();
  const slider = page.getByRole("slider", { name: /^Indicateurs validés/ });
  assert.equal(await slider.getAttribute("aria-valuetext"), "inconnu");
  assert.equal(await slider.getAttribute("max"), String(15 * 1103));
  const from = await total(page);
  await page.getByLabel("Indicateurs validés", { exact: true }).fill("4 000");
  await until(page, from);
  assert.equal(await slider.inputValue(), "4000");
  assert.equal(await slider.getAttribute("aria-valuetext"), null);
  const then = await total(page);
  await page.getByLabel("Indicateurs validés", { exact: true }).fill("");
  await until(page, then);
  assert.equal(await total(page), from);
  await page.close();
});

test("a file without scripts, and its payments as a calendar", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(site.base + "/forfaits");
  await page.getByLabel("Spécialité", { exact: true }).selectOption({ label: "Médecine générale" });
  await page.locator("input[type=file]").setInputFiles(file(list));
  await page.getByRole("button", { name: "Lire le fichier" }).click();
  await page.getByText("3 000 lignes lues").waitFor();
  assert.equal(await page.getByLabel("Spécialité", { exact: true }).inputValue(), "medecine_generale");
  await page.getByRole("button", { name: /^Compter/ }).click();
  await page.getByText("Quand l’argent arrive").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Télécharger pour mon agenda" }).click()]);
  assert.equal(download.suggestedFilename(), "paiements-2026.ics");
  await page.goto(site.base + "/forfaits/liste");
  assert.equal(page.url(), site.base + "/forfaits");
  await context.close();
});
