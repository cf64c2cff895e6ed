// Debian's Chromium, and pages that remember everything they complained about.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

const SCREENSHOTS = fileURLToPath(new URL("../screenshots/", import.meta.url));
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 360, height: 780 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });
}

/** A page in a context of its own. `page.complaints` collects console errors, refused resources and foreign requests. */
export async function openPage(browser, site, { viewport = WIDE, locale = "en-GB", script = true } = {}) {
  const context = await browser.newContext({
    viewport,
    locale,
    javaScriptEnabled: script,
    baseURL: site.url,
    acceptDownloads: true,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.complaints.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A navigation or poll that the page itself gave up is no fault.
    const why = request.failure()?.errorText ?? "";
    if (why !== "net::ERR_ABORTED") page.complaints.push(`request: ${request.url()} ${why}`);
  });
  page.on("request", (request) => {
    const ours = request.url().startsWith(site.url) || /^(data|blob|about):/.test(request.url());
    if (!ours) page.complaints.push(`foreign request: ${request.url()}`);
  });
  return page;
}

/** What axe finds against WCAG 2.2 AA, one line a fault. */
export async function faults(page) {
  const result = await new AxeBuilder({ page }).withTags(STANDARDS).analyze();
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${rule.help}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

/** How many pixels the page is wider than its window, and the elements that stick out of it. */
export function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const beyond = document.documentElement.scrollWidth - width;
    if (beyond <= 0) return [];
    const wide = [...document.querySelectorAll("body *")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > width + 1;
    });
    const names = wide.slice(0, 6).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return [`${beyond} px wider than the window: ${names.join(", ")}`];
  });
}

/** A picture of the whole page for a person to look at. */
export async function picture(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
}
