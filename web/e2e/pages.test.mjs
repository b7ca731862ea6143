// @ts-check
// Every page, wide and narrow, light and dark: no violation that axe sees, nothing that scrolls sideways, no fault in the console.
import { after, before } from "node:test";
import { sweep } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
before(async () => { site = await serve(); browser = await browse(); });
after(async () => { await browser?.close(); await site?.stop(); });

/** @typedef {import("playwright-core").Page} Page */

const paths = ["/", "/forfaits", "/regles", "/regles/cnp", "/regles/forfait_medecin_traitant", "/regles/gl1", "/regles/objectif_05", "/changements", "/chercher",
  "/regles/inconnue"];

sweep(() => ({ browser, base: site.base }), [
  ...paths.map((path) => /** @type {[string, (page: Page) => Promise<unknown>]} */ ([path, (page) => page.goto(path)])),
  ["/forfaits, an example", async (page) => {
    await page.goto("/forfaits");
    await page.getByRole("button", { name: "Voir un cabinet d’exemple" }).click();
    await page.getByText("Quand l’argent arrive").waitFor();
  }],
]);
