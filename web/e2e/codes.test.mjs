// @ts-check
// The page of a code, the check of a bill and the reverse of a price: complete without scripts, live with them, nothing in an address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sweep } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

const paths = ["/codes/g", "/codes/cnp", "/codes/CS", "/codes/mcg", "/codes/DEQP003", "/codes/ik", "/codes/ami", "/codes/mgc", "/verifier", "/verifier#codes", "/decoder", "/decoder#montant"];

/** @param {import("playwright-core").Page} page @param {string} path */
async function visit(page, path) {
  await page.goto(site.base + path.split("#")[0]);
  if (path === "/verifier#codes") await check(page);
  if (path === "/decoder#montant") await decode(page);
}

/** @param {import("playwright-core").Page} page */
async function check(page) {
  await page.fill("#f-codes", "G+MEG+DEQP003");
  await page.fill("#f-heure", "10h");
  await page.fill("#f-patient-age", "40");
  await page.selectOption('[name="medecin.specialite"]', { label: "Médecine générale" });
  await page.selectOption('[name="visite.lieu"]', { label: "Au cabinet" });
  await page.getByRole("button", { name: "Vérifier" }).last().click();
  await page.getByText("Deux à deux").waitFor();
}

/** @param {import("playwright-core").Page} page */
async function decode(page) {
  await page.fill("#f-montant", "44,52");
  await page.fill("#f-date", "11/02/2025");
  await page.getByRole("button", { name: "Décoder" }).last().click();
  await page.locator(".combos").first().waitFor();
}

sweep(() => ({ browser, base: site.base }), paths.map((path) => [path, (page) => visit(page, path)]));

test("five years of one visit side by side, signed and applied", async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(site.base + "/codes/g");
  const row = await page.locator(".years tbody tr").first().locator("td").allTextContents();
  assert.deepEqual(row.map((c) => c.replace(/\s/g, "")), ["25,00€", "26,50€", "26,50€", "30,00€", "30,00€"]);
  await page.goto(site.base + "/codes/cnp");
  const july = page.locator(".dates tr", { hasText: "juillet 2025" });
  assert.deepEqual((await july.locator("td.n").allTextContents()).map((c) => c.replace(/\s/g, "")), ["52,00€", "50,00€"]);
  await page.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a bill is checked and an amount decoded, scripts ${javaScriptEnabled ? "on" : "off"}`, async () => {
    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    /** @type {string[]} */ const asked = [];
    page.on("request", (r) => asked.push(r.url()));
    await page.goto(site.base + "/verifier");
    await check(page);
    assert.match(String(await page.locator("#resultat").textContent()), /MEG[\s\S]*Non facturable/);
    await page.goto(site.base + "/decoder");
    await decode(page);
    assert.match(String(await page.locator(".combos li").first().textContent()), /G[\s\S]*DEQP003/);
    await page.getByRole("button", { name: "Coter ce cas : G + DEQP003", exact: true }).click();
    await page.waitForURL("**/coter");
    assert.match(String(await page.locator("#resultat").textContent()), /44,52/);
    for (const url of asked) assert.doesNotMatch(url, /[?]/);
    await page.context().close();
  });
}
