// @ts-check
// A billing file read again: what is at risk and what was forgotten, from the hand that chooses the file to the figures.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sweep } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

/** @typedef {import("playwright-core").Page} Page */

const example = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "exemples", "facturation.csv");

/** @param {Page} page @param {Parameters<import("playwright-core").Locator["setInputFiles"]>[0]} file */
async function send(page, file) {
  await page.goto("/audit");
  await page.getByLabel("Fichier", { exact: true }).setInputFiles(file);
  await page.getByRole("button", { name: "Relire" }).click();
}

/** @param {string} text */
const csv = (text) => ({ name: "actes.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

for (const javaScriptEnabled of [true, false]) {
  test(`a file ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const context = await browser.newContext({ baseURL: site.base, javaScriptEnabled });
    const page = await context.newPage();
    await send(page, example);
    await page.getByRole("heading", { name: "facturation.csv" }).waitFor();
    const figures = await page.locator(".keys dd").allInnerTexts();
    assert.deepEqual(figures.map((s) => s.replace(/\s/g, " ")), ["5,00 €", "5,00 €", "13,50 €", "35,00 €"]);
    await page.getByText("Avez-vous écrit au médecin traitant").first().waitFor();
    await context.close();
  });
}

test("what cannot be read is told, and a clean file says so", async () => {
  const context = await browser.newContext({ baseURL: site.base });
  const page = await context.newPage();
  await send(page, csv("jour;quoi\n1;2\n"));
  await page.getByText("aucune colonne « codes »").first().waitFor();
  await send(page, csv("date;codes;patient\n11/02/2026;G;1 85 05 78 006 084 91\n"));
  await page.getByText("numéros de sécurité sociale").first().waitFor();
  await send(page, csv("date;codes;patient;age;mt\n11/02/2026;G;A;40;oui\n"));
  await page.getByText("Rien à revoir").waitFor();
  await context.close();
});

sweep(() => ({ browser, base: site.base }), [
  ["/audit", (page) => page.goto("/audit")],
  ["/audit, a file", (page) => send(page, example)],
  ["/audit, refused", (page) => send(page, csv("jour;quoi\n1;2\n"))],
]);
