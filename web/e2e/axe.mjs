// @ts-check
// What axe finds wrong on a page.
import { AxeBuilder } from "@axe-core/playwright";

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const colours = ["color-contrast", "link-in-text-block"];

/**
 * The rules that a page breaks, and where. A dark scheme changes colours and nothing else: there, they alone are looked at.
 * @param {import("playwright-core").Page} page @param {string} what @param {"light" | "dark"} [scheme] @returns {Promise<string[]>}
 */
export async function broken(page, what, scheme = "light") {
  const axe = new AxeBuilder({ page });
  const { violations } = await (scheme === "dark" ? axe.withRules(colours) : axe.withTags(standards)).analyze();
  return violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => `${n.target.join(" ")} ${n.failureSummary}`).join(", ")}`);
}
