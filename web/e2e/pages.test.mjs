// @ts-check
// Every page, wide and narrow, light and dark: no violation that axe sees, nothing that scrolls sideways, no fault in the console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { broken } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

const paths = ["/", "/forfaits", "/regles", "/regles/cnp", "/regles/forfait_medecin_traitant", "/regles/gl1", "/regles/objectif_05", "/changements", "/chercher",
  "/regles/inconnue", "/forfaits#exemple"];

/** @param {import("playwright-core").Page} page @param {string} path */
async function visit(page, path) {
  if (path === "/forfaits#exemple") {
    await page.goto(site.base + "/forfaits");
    await page.getByRole("button", { name: "Voir un cabinet d’exemple" }).click();
    await page.getByText("Quand l’argent arrive").waitFor();
    return;
  }
  await page.goto(site.base + path);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const width of [1280, 360]) {
    test(`axe, ${width} px, ${colorScheme}`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      /** @type {string[]} */ const faults = [];
      page.on("pageerror", (e) => faults.push(e.message));
      page.on("console", (m) => { if (m.type() === "error" && !m.text().includes("404")) faults.push(m.text()); });
      for (const path of paths) {
        await visit(page, path);
        assert.deepEqual(await broken(page, path, colorScheme), []);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

for (const width of [360, 320]) {
  test(`nothing scrolls sideways at ${width} px`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const path of paths) {
      await visit(page, path);
      for (const details of await page.locator("details > summary").all()) await details.evaluate((s) => { /** @type {HTMLDetailsElement} */ (s.parentElement).open = true; });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${path} is ${wide} px wide`);
    }
    await context.close();
  });
}
