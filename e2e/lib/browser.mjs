// Debian's Chromium, and pages that remember everything they complained about.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import axe from "axe-core";
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

/**
 * A page in a context of its own, with the cookies of `state` where it is given. `page.complaints` collects console
 * errors, refused resources and foreign requests; `page.answer` is the answer that the page was made of.
 */
export async function openPage(browser, site, { viewport = WIDE, locale = "en-GB", script = true, state } = {}) {
  const context = await browser.newContext({
    viewport,
    locale,
    javaScriptEnabled: script,
    baseURL: site.url,
    storageState: state,
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
  page.on("response", (answer) => {
    const moved = answer.status() >= 300 && answer.status() < 400;
    if (answer.request().isNavigationRequest() && answer.frame() === page.mainFrame() && !moved) page.answer = answer;
  });
  page.on("request", (request) => {
    const ours = request.url().startsWith(site.url) || /^(data|blob|about):/.test(request.url());
    if (!ours) page.complaints.push(`foreign request: ${request.url()}`);
  });
  return page;
}

/** What axe finds against WCAG 2.2 AA, one line a fault. Our pages have no frames, so it runs in the page itself. */
export async function faults(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async (standards) => {
    const options = { runOnly: { type: "tag", values: standards }, resultTypes: ["violations"] };
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap(({ id, impact, help, nodes }) =>
      nodes.map((node) => `${id} (${impact}): ${help}: ${node.target.join(" ")}: ${node.failureSummary}`),
    );
  }, STANDARDS);
}

/** How many pixels the page is wider than its window, and the elements that stick out of it; controls that a box cuts off. */
export function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const beyond = document.documentElement.scrollWidth - width;
    const cut = [...document.querySelectorAll(".panel :is(.btn, input, select, textarea)")].filter((control) => {
      if (control.closest(".scroll, .tall")) return false;
      const [box, panel] = [control, control.closest(".panel")].map((element) => element.getBoundingClientRect());
      return box.width > 0 && (box.right > panel.right + 1 || box.left < panel.left - 1);
    });
    if (cut.length > 0) return cut.map((control) => `cut off: ${control.textContent.trim() || control.name}`);
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
