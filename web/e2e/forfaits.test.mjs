// @ts-check
// The year of a practice: live with a script, whole without, carried by a link, and never in an address that a server sees.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

/** @param {import("playwright-core").Page} page */
const total = (page) => page.locator(".total").first().innerText();

/** @param {import("playwright-core").Page} page */
async function sample(page) {
  await page.goto(site.base + "/forfaits");
  await page.getByRole("button", { name: "Voir un cabinet d’exemple" }).click();
  await page.getByText("Quand l’argent arrive").waitFor();
}

/**
 * Waits until the total is, or is no longer, a text.
 * @param {import("playwright-core").Page} page @param {(text: string) => boolean} holds
 */
async function until(page, holds) {
  for (let i = 0; i < 100; i++) {
    if (holds(await total(page))) return;
    await page.waitForTimeout(50);
  }
  assert.fail("the total stays at " + await total(page));
}

test("the total follows the facts and the focus stays", async () => {
  const page = await browser.newPage();
  await sample(page);
  const first = await total(page);
  const field = page.getByLabel("Moins de 7 ans");
  await field.fill("180");
  await until(page, (t) => t !== first);
  assert.notEqual(await total(page), first);
  assert.equal(await page.evaluate(() => document.activeElement?.id), await field.getAttribute("id"));
  assert.match(await page.locator("#annonce").innerText(), /Total 2026/);
  await field.fill("-1");
  await page.locator("#erreurs [data-field]").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await field.fill("80");
  await until(page, (t) => t === first);
  assert.equal(await field.getAttribute("aria-invalid"), null);
  await page.close();
});

test("a link brings the same total in a fresh browser, its facts in the fragment", async () => {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await sample(page);
  const first = await total(page);
  await page.getByRole("button", { name: "Copier le lien de ce cas" }).click();
  await page.getByText("Lien copié").first().waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(new URL(link).search, "");
  assert.match(new URL(link).hash, /classe/);
  await context.close();
  const fresh = await (await browser.newContext()).newPage();
  await fresh.goto(link);
  await fresh.locator("html[data-restored]").waitFor();
  assert.equal(await total(fresh), first);
  await fresh.close();
});

test("no request carries a fact in its address", async () => {
  const page = await browser.newPage();
  /** @type {string[]} */ const seen = [];
  page.on("request", (r) => seen.push(r.url()));
  await sample(page);
  await page.getByLabel("7 à 74 ans").fill("700");
  await page.waitForTimeout(600);
  await page.goto(site.base + "/");
  await page.getByRole("searchbox").fill("enfant de 4 ans");
  await page.getByRole("button", { name: "Chercher" }).click();
  await page.getByText("Vous parlez d’un patient de 4 ans").waitFor();
  for (const address of seen) {
    assert.equal(new URL(address).origin, site.base);
    assert.equal(new URL(address).search, "");
  }
  await page.close();
});

test("everything works without a script", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await sample(page);
  const first = await total(page);
  await page.getByLabel("Moins de 7 ans").fill("180");
  await page.getByRole("button", { name: "Calculer" }).last().click();
  assert.notEqual(await total(page), first);
  await page.goto(site.base + "/");
  await page.getByRole("searchbox").fill("CNP");
  await page.getByRole("button", { name: "Chercher" }).click();
  assert.match(page.url(), /\/regles\/cnp$/);
  await page.getByText("Changer de moment").click();
  await page.getByLabel("Actes connus au").fill("01/07/2024");
  await page.getByLabel("Faits au").fill("15/09/2025");
  await page.getByRole("button", { name: "Appliquer" }).click();
  assert.match(await page.locator(".moment dl").innerText(), /15 septembre 2025/);
  assert.equal(await page.locator("#annonce").innerText(), "");
  await context.close();
});

test("the doctor's profile stays in the browser", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.base + "/forfaits");
  await page.getByLabel("Votre âge").fill("52");
  await page.waitForTimeout(500);
  await page.goto(site.base + "/forfaits");
  await page.locator("html[data-restored]").waitFor();
  assert.equal(await page.getByLabel("Votre âge").inputValue(), "52");
  await context.close();
});
