// @ts-check
// What is wrong with a page for the eye, the keyboard and a screen reader: the rules of axe, and what does not hold on the screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";

/** @typedef {import("playwright-core").Page} Page */

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [1280, 360];
const narrowest = 320;

/**
 * Looks at a page as it stands, all that folds open, in both colour schemes: no rule is broken and nothing is wider than the screen. A narrow
 * page is held to the narrowest screen too.
 * @param {Page} page @param {string} what
 */
export async function look(page, what) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("main details")) details.setAttribute("open", "");
    scrollTo(0, 0); // what sticks covers controls that scroll under it
  });
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme });
    // Without frames there is nothing to put together in a page of its own: the same findings, in half the time.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(standards).analyze();
    const broken = violations.map((v) => `${what}, ${colorScheme}: ${v.id}: ${v.nodes.map((n) => `${n.target.join(" ")} ${n.failureSummary}`).join(", ")}`);
    assert.deepEqual(broken, []);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const { width, height } = page.viewportSize() ?? assert.fail("a page without a size");
  await fits(page, what);
  if (width !== widths[1]) return;
  await page.setViewportSize({ width: narrowest, height });
  await fits(page, what);
  await page.setViewportSize({ width, height });
}

/** @param {Page} page @param {string} what */
async function fits(page, what) {
  const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= width, `${what} is ${wide} px wide on a screen of ${width} px`);
}

/**
 * What goes wrong in the scripts of a page from now on. A page that answers with an error on purpose is no fault.
 * @param {Page} page
 */
export function faults(page) {
  /** @type {string[]} */ const list = [];
  page.on("pageerror", (e) => list.push(e.message));
  page.on("console", (m) => {
    if (m.type() === "error" && !(m.text().startsWith("Failed to load resource") && m.location().url === page.url())) list.push(m.text());
  });
  return list;
}

/**
 * One test for each width: it shows each view in turn and looks at it.
 * @param {() => {browser: import("playwright-core").Browser, base: string}} stage @param {[name: string, show: (page: Page) => Promise<unknown>][]} views
 */
export function sweep(stage, views) {
  for (const width of widths) {
    test(`axe, light and dark, and nothing scrolls sideways, ${width} px`, async () => {
      const { browser, base } = stage();
      const context = await browser.newContext({ baseURL: base, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const wrong = faults(page);
      for (const [name, show] of views) {
        await show(page);
        await look(page, name);
      }
      assert.deepEqual(wrong, []);
      await context.close();
    });
  }
}
