// @ts-check
// A reform: a figure changed in the text moves the cost, the address gives it again, and the page works without scripts. The time from the
// hand on the slider to the new figure on the screen is measured and printed.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sweep } from "./axe.mjs";
import { browse, serve } from "./server.mjs";

/** @type {Awaited<ReturnType<typeof serve>>} */ let site;
/** @type {import("playwright-core").Browser} */ let browser;
/** The population of the test: as many doctors as OPPOSABLE_POPULATION names a folder of, else a small one written here. */
const folder = process.env.OPPOSABLE_POPULATION ?? mkdtempSync(join(tmpdir(), "opposable-population-"));
const small = !process.env.OPPOSABLE_POPULATION;

/** Ten doctors of a hundred patients of 40, each standing for ten: one euro less on the base of each costs them 100 × 10 € and no more. */
function write() {
  const doctors = ["medecin_id;specialite;secteur;optam;age;zone;qpv;departement;annee_installation;poids"];
  const patients = ["medecin_id;age;ald;c2s;vu_depuis_2_ans;indicateurs_valides;poids"];
  for (let d = 1; d <= 10; d++) {
    doctors.push(`${d};medecine_generale;1;non;50;${d % 2 ? "zip" : "hors_zone"};non;75;2000;1`);
    patients.push(`${d};40;non;non;oui;0;1000`, `${d};85;oui;non;oui;0;10`);
  }
  writeFileSync(join(folder, "medecins.csv"), doctors.join("\n") + "\n");
  writeFileSync(join(folder, "patients.csv"), patients.join("\n") + "\n");
}

before(async () => {
  if (small) write();
  site = await serve(["--population", folder]);
  browser = await browse();
  const page = await browser.newPage();
  await page.goto(site.base + "/reforme");
  await page.locator("[data-cost]").waitFor({ timeout: 60_000 }); // the population is read once, and the page comes again by itself
  await page.close();
});
after(async () => {
  await browser?.close();
  await site?.stop();
  if (small) rmSync(folder, { recursive: true, force: true });
});

const changed = "/reforme?changer=forfait_medecin_traitant.socle.v1.l2%3D4";
const views = ["/reforme", changed, changed + "&changer=forfait_medecin_traitant.socle.v1.l6%3D120", "/reforme?regle=forfait_medecin_traitant_annuel",
  "/reforme?changer=forfait_medecin_traitant.socle.v1.l2.age%3D7+%C3%A0+70"];

/** The cost on the page, in cents. @param {import("playwright-core").Page} page */
const cost = async (page) => Number(await page.locator("[data-cost]").getAttribute("data-cost"));

/** The figure of the adults, in the text. @param {import("playwright-core").Page} page */
const figure = (page) => page.getByLabel(/^Socle,\s7\sà\s74\sans.*aujourd/);

test("the slider moves the national cost", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(site.base + "/reforme");
  assert.equal(await cost(page), 0);
  await figure(page).focus();
  /** @type {number[]} */ const times = [];
  for (const value of [4, 3, 6, 7, 4]) {
    const [time, cents] = await page.evaluate((to) => new Promise((told) => {
      const range = /** @type {HTMLInputElement} */ (document.getElementById("curseur-champ"));
      const before = document.querySelector("[data-cost]");
      const from = performance.now();
      const watch = new MutationObserver(() => {
        const now = document.querySelector("[data-cost]");
        if (!now || now === before) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => told([performance.now() - from, Number(/** @type {HTMLElement} */ (now).dataset.cost)])));
      });
      watch.observe(document.body, { childList: true, subtree: true });
      range.value = String(to);
      range.dispatchEvent(new Event("input", { bubbles: true }));
    }), value);
    times.push(time);
    if (small) assert.equal(cents, (value - 5) * 100 * (5 * 1000 * 1.1 + 5 * 1000));
    else assert.notEqual(cents, 0);
    await page.waitForTimeout(900); // what takes longer comes too, and is not counted here
  }
  times.sort((a, b) => a - b);
  console.log(`slider to paint: ${times.map((t) => t.toFixed(0)).join(", ")} ms; median ${times[2].toFixed(0)} ms`);
  assert.ok(times[2] < 2000, "the figure follows the hand");
  assert.match(page.url(), /changer=forfait_medecin_traitant\.socle\.v1\.l2%3D4/);
  const own = await cost(page);
  const other = await browser.newPage();
  await other.goto(page.url());
  assert.equal(await cost(other), own, "the address gives the same reform");
  assert.equal(await figure(other).inputValue(), "4");
  await other.close();
  await page.close();
});

test("without scripts, a form and its address", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.base + "/reforme");
  await figure(page).fill("4");
  await page.getByRole("button", { name: "Calculer" }).click();
  assert.ok(page.url().endsWith("?changer=forfait_medecin_traitant.socle.v1.l2%3D4") || page.url().includes("regle="), page.url());
  assert.ok(!page.url().includes("v%3A"), "only what differs is in the address");
  assert.ok(await cost(page) < 0);
  await page.getByText("opposable simuler --population").waitFor();
  await figure(page).fill("beaucoup");
  await page.getByRole("button", { name: "Calculer" }).click();
  await page.getByText("Ce chiffre casse la règle").waitFor();
  await context.close();
});

sweep(() => ({ browser, base: site.base }), views.map((path) => [path, (page) => page.goto(path)]));
