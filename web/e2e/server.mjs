// @ts-check
// Starts the built program on a free port of this computer, and a browser that speaks to it alone.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Builds the program, unless OPPOSABLE names it, and serves with more arguments. @param {string[]} [more] */
export async function serve(more = []) {
  const folder = mkdtempSync(join(tmpdir(), "opposable-e2e-"));
  const binary = process.env.OPPOSABLE ?? join(folder, "opposable");
  if (!process.env.OPPOSABLE) execFileSync("go", ["build", "-o", binary, "./cmd/opposable"], { cwd: root, stdio: "inherit" });
  const child = spawn(binary, ["servir", "--adresse", "127.0.0.1:0", ...more], { stdio: ["ignore", "ignore", "pipe"] });
  const base = await new Promise((found, lost) => {
    let said = "";
    child.stderr.on("data", (text) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(said);
      if (address) found(address[0]);
    });
    child.on("exit", () => lost(new Error("the program stopped: " + said)));
  });
  return {
    base: String(base),
    stop: () => new Promise((stopped) => {
      child.on("exit", () => { rmSync(folder, { recursive: true, force: true }); stopped(undefined); });
      child.kill("SIGTERM");
    }),
  };
}

/** Starts a browser. */
export const browse = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
