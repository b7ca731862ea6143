// @ts-check
// The observatories, the convention, the assistant and the installation: nothing that axe sees, nothing that scrolls sideways, forms that
// answer without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sweep } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

/** @typedef {import("playwright-core").Page} Page */

/** The pages, each as it opens and as it answers. @type {[string, (page: Page) => Promise<void>][]} */
const views = [
  ["/observatoires", async () => {}],
  ["/observatoires", async (page) => {
    await page.getByLabel("1. Patients en affection de longue durée sans médecin traitant").fill("1,9");
    await page.getByRole("button", { name: "Comparer aux cibles" }).click();
    await page.locator("#resultat").getByText("Atteint", { exact: true }).waitFor();
  }],
  ["/observatoires", async (page) => {
    await page.getByLabel("Jour des valeurs").fill("31/02/2026");
    await page.getByRole("button", { name: "Comparer aux cibles" }).click();
    await page.getByText("Un point à corriger").waitFor();
  }],
  ["/chiffres", async (page) => {
    await page.getByRole("img", { name: /^Revalorisations par année/ }).waitFor();
    await page.getByRole("row", { name: /Revalorisations, total général, par la somme des lignes/ }).getByText("2 576 M€".replaceAll(" ", "\u202f").replace("\u202fM€", "\u00a0M€")).waitFor();
  }],
  ["/convention", async () => {}],
  ["/assistant", async (page) => {
    await page.getByLabel("Patients adultes").fill("1150");
    await page.getByRole("button", { name: "Placer mon point" }).click();
    await page.getByRole("heading", { name: /Votre point/ }).waitFor();
  }],
  ["/installation", async () => {}],
  ["/installation", async (page) => {
    await page.getByLabel("Zone").selectOption("zip");
    await page.getByRole("group", { name: "Secteur" }).getByLabel("Secteur 1").check({ force: true });
    await page.getByLabel("Cette installation").fill("01/03/2026");
    await page.getByLabel("Première installation").fill("01/03/2026");
    await page.getByRole("button", { name: "Calculer" }).click();
    await page.locator("#resultat").getByText("somme unique, versée sans demande").waitFor();
  }],
];

sweep(() => ({ browser, base: site.base }), views.map(([path, act]) => [path, async (page) => {
  await page.goto(path);
  await act(page);
}]));

test("every page answers without scripts", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const [path, act] of views) {
    await page.goto(site.base + path);
    await act(page);
    assert.ok(!page.url().includes("1150"), "what was typed stays out of the address");
  }
  await context.close();
});
