// What the test files share: one server and one browser for a file, and the claims that hold on every page.

import assert from "node:assert/strict";
import { after } from "node:test";

import { faults, launch, openPage, overflow, picture } from "./browser.mjs";
import { markupFaults } from "./markup.mjs";
import { named } from "./people.mjs";
import { startServer } from "./server.mjs";

/** One server and one browser for the tests of a file: started by the first that needs them, ended after the last. */
export function site() {
  const shared = {};
  let starting;
  const start = async () => {
    shared.server = await startServer();
    shared.url = shared.server.url;
    shared.browser = await launch();
  };
  shared.start = () => (starting ??= start());
  /** As `start`, under the name of the site by which browsers make passkeys. */
  shared.startNamed = async () => {
    await shared.start();
    shared.url = named(shared.server);
    return shared.server;
  };
  after(async () => {
    await shared.browser?.close();
    await shared.server?.stop();
  });

  /** Runs `act` with a page of its own. What the page complains about is refused, unless an error is `expected`. */
  shared.withPage = async ({ expected = false, ...options }, act) => {
    await shared.start();
    if (!shared.browser.isConnected()) shared.browser = await launch();
    const page = await openPage(shared.browser, shared, options);
    try {
      await act(page);
      if (!expected) assert.deepEqual(page.complaints, [], `complaints on ${page.url()}`);
    } finally {
      await page.context().close();
    }
  };
  return shared;
}

/**
 * What holds on every page in every state: language, direction, one main heading, no side scroll, nothing that axe or
 * html-validate finds.
 */
export async function assertSound(page, language, name) {
  assert.equal(await page.locator("html").getAttribute("lang"), language, "the language of the page");
  const direction = language === "ar" ? "rtl" : "ltr";
  assert.equal(await page.locator("html").getAttribute("dir"), direction, "the direction of the page");
  assert.equal(await page.locator("h1").count(), 1, "one main heading");
  assert.equal(await page.locator("main").count(), 1, "one main part");
  assert.match(await page.title(), /\S.*OpenCustoms/, "a title");
  assert.deepEqual(await overflow(page), [], `side scroll on ${page.url()}`);
  if (name) await picture(page, name);
  if (page.validated !== page.answer) {
    // The text is the same at every width.
    assert.deepEqual(await markupFaults(await page.answer.text()), [], `markup of ${page.url()}`);
    page.validated = page.answer;
  }
  assert.deepEqual(await faults(page), [], `accessibility of ${page.url()}`);
}

/** The address of the batch that the example set made, without its language. */
export async function exampleBatch(page) {
  await page.goto("/en/clear");
  const link = page.locator('main a[href^="/en/batch/"]').first();
  return (await link.getAttribute("href")).replace(/^\/en/, "").split("?")[0];
}
