// @ts-check
// Keys that act from every page, and a page whose program no longer answers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

const doctor = { "medecin.specialite": "medecine_generale", "medecin.secteur": "1", "medecin.optam": "non", "contexte.snp_cette_semaine": "2" };

/** Opens a page with a doctor known. @param {string} path @param {import("playwright-core").BrowserContextOptions} [options] */
async function open(path, options) {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options });
  const page = await context.newPage();
  await page.addInitScript((kept) => { localStorage.setItem("opposable.visite", kept); }, JSON.stringify(doctor));
  await page.goto(site.base + path);
  return page;
}

test("g and a letter lead to a screen, / to the search, ? lists them, and all can be switched off", async () => {
  const page = await open("/");
  for (const [letter, path] of [["f", "/forfaits"], ["o", "/observatoires"], ["r", "/regles"], ["h", "/changements"], ["v", "/verifier"], ["d", "/decoder"], ["c", "/coter"]]) {
    await page.goto(site.base + "/");
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    await page.waitForURL(site.base + path);
  }
  await page.goto(site.base + "/");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "q");
  await page.keyboard.type("gc?"); // in a field, letters are letters
  assert.equal(page.url(), site.base + "/");
  assert.equal(await page.inputValue("#q"), "gc?");
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Au clavier" });
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /g\s+c\s+Coter/);
  await look(page, "help");
  await dialog.getByLabel("Répondre d’une touche").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  assert.equal(page.url(), site.base + "/");
  assert.equal(await dialog.isVisible(), false);
  await page.context().close();
});

test("the row of digits of a French keyboard picks the nine first acts", async () => {
  const page = await open("/coter");
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  const acts = await page.locator(".acts .pick").allInnerTexts();
  for (const [at, key] of ["&", "é", "\"", "'", "(", "-", "è", "_", "ç"].entries()) {
    await page.evaluate(([code, key]) => { document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true })); }, ["Digit" + (at + 1), key]);
    assert.deepEqual(await page.locator(".acts .pick[aria-pressed=true]").allInnerTexts(), [acts[at]]);
  }
  assert.equal(await page.inputValue("[data-age]"), "");
  await page.context().close();
});

for (const width of [1280, 360]) {
  test(`a cut is said, ${width} px: the last answer stays, nothing of it is copied, and the answer comes back with the network`, async () => {
    const page = await open("/coter", { viewport: { width, height: 800 } });
    await page.locator("html[data-ready]").waitFor({ state: "attached" });
    for (const key of ["c", "m", "a", "a", "s", "s", "4"]) await page.keyboard.press(key);
    await page.locator("#resultat[data-codes^='G + MEG']:not([aria-busy])").waitFor();
    await page.keyboard.press("Enter");
    const before = await page.evaluate(() => navigator.clipboard.readText());
    const cut = page.getByRole("alert").filter({ hasText: "ne répond plus" });
    assert.equal(await cut.isVisible(), false);
    await page.context().setOffline(true);
    await page.keyboard.press("Escape");
    await page.keyboard.press("8");
    await page.keyboard.press("0");
    await cut.waitFor();
    assert.match(String(await page.locator("#resultat").getAttribute("data-codes")), /^G \+ MEG/);
    await page.evaluate(() => navigator.clipboard.writeText("rien"));
    await page.keyboard.press("Enter");
    await page.locator("#annonce", { hasText: "Rien n’est copié" }).waitFor({ state: "attached" });
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "rien");
    await look(page, "cut");
    await page.context().setOffline(false);
    await cut.waitFor({ state: "hidden" });
    assert.notEqual(await page.locator("#resultat").getAttribute("data-codes"), before);
    await page.context().close();
  });
}

test("a list that no longer reaches the program says so too", async () => {
  const page = await open("/forfaits");
  await page.getByRole("button", { name: "Voir un cabinet d’exemple" }).click();
  await page.getByText("Quand l’argent arrive").waitFor();
  const total = await page.locator(".total").first().innerText();
  await page.context().setOffline(true);
  await page.getByLabel("Moins de 7 ans").fill("180");
  const cut = page.getByRole("alert").filter({ hasText: "ne répond plus" });
  await cut.waitFor();
  assert.equal(await page.locator(".total").first().innerText(), total);
  await page.context().setOffline(false);
  await cut.waitFor({ state: "hidden" });
  assert.notEqual(await page.locator(".total").first().innerText(), total);
  await page.context().close();
});
