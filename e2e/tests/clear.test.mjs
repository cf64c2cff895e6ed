// A file of declarations: dropped, chosen, sent without script; its results filtered, downloaded, opened.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";

import { NARROW, WIDE, picture } from "../lib/browser.mjs";
import { declarations, upload } from "../lib/declarations.mjs";
import { assertSound, site } from "../lib/site.mjs";

const ROWS = 300;
const BATCH = /\/(en|fr)\/batch\/[^/?]+/;
const shared = site();

/** Chooses the map of the columns, where the form offers one. */
async function chooseMap(page) {
  const map = page.locator("main form select[name=map]");
  const options = await map.locator("option").evaluateAll((list) => list.map((option) => option.value));
  await map.selectOption(options.find((value) => value.includes("kcs")));
}

/** Waits until the batch's page shows its results. */
async function untilCleared(page) {
  await page.waitForURL(BATCH, { timeout: 60_000 });
  await page.locator("#rows table").waitFor({ timeout: 60_000 });
}

function sendButton(page) {
  return page.locator("#upload button");
}

async function sendByButton(page, file, path = "/en/clear") {
  await page.goto(path);
  await chooseMap(page);
  await page.locator("main input[type=file]").setInputFiles(file);
  await sendButton(page).click();
  await untilCleared(page);
}

describe("a file is cleared", () => {
  test("by dropping it on the page, with progress, and its results are filtered and downloaded", async () => {
    await shared.withPage({ viewport: WIDE }, async (page) => {
      await page.goto("/en/clear");
      await chooseMap(page);
      const file = await page.evaluateHandle((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
        return transfer;
      }, declarations(ROWS));
      const zone = page.locator(".drop");
      for (const event of ["dragenter", "dragover", "drop"]) await zone.dispatchEvent(event, { dataTransfer: file });
      assert.match(await zone.innerText(), /dropped\.csv/, "the zone names the file");
      await sendButton(page).click();
      await untilCleared(page);
      const words = await page.locator("main").innerText();
      assert.match(words, /dropped\.csv/);
      assert.match(words, /\b300\b/, "the count of declarations");
      await assertSound(page, "en", "results-en-1280");
    });
  });

  test("its rows are filtered by lane and the filter is in the address", async () => {
    await shared.withPage({}, async (page) => {
      await sendByButton(page, upload(ROWS));
      const green = page.locator(".lanes a").filter({ hasText: "green" });
      await green.click();
      await page.waitForURL(/lane=/);
      const lane = new URL(page.url()).searchParams.get("lane");
      assert.match(page.url(), new RegExp(`lane=${lane}`));
      const shown = await page.locator("#rows tbody tr td:nth-child(3)").allInnerTexts();
      assert.ok(shown.length > 0, "rows of the lane");
      assert.ok(shown.every((word) => word.trim().toLowerCase() === lane), `only ${lane}: ${[...new Set(shown)]}`);
      await assertSound(page, "en", "results-filtered");
    });
  });

  test("the results are downloaded as CSV and as JSON lines, one for each declaration", async () => {
    await shared.withPage({}, async (page) => {
      await sendByButton(page, upload(ROWS));
      for (const [format, lines] of [["csv", ROWS + 1], ["jsonl", ROWS]]) {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.locator(`main a[href*="format=${format}"]`).first().click(),
        ]);
        const text = await readFile(await download.path(), "utf8");
        assert.equal(text.trimEnd().split("\n").length, lines, `lines of the ${format} file`);
        assert.match(text, /50000001/, "an identifier of the file");
      }
    });
  });

  test("one declaration is opened, shows its steps and reasons, and leads to the next", async () => {
    for (const [language, viewport] of [["en", WIDE], ["fr", NARROW]]) {
      await shared.withPage({ viewport }, async (page) => {
        await sendByButton(page, upload(ROWS), `/${language}/clear`);
        await page.locator("#rows tbody a").first().click();
        await page.waitForURL(/\/batch\/[^/]+\/\d+/);
        await assertSound(page, language, `one-declaration-${language}-${viewport.width}`);
        const words = await page.locator("main").innerText();
        assert.match(words, language === "en" ? /demonstration/i : /démonstration/i, "the tariff says what it is");
        const next = page.locator('main a[rel="next"]');
        assert.equal(await next.count(), 1, "a way to the next declaration");
        await next.click();
        assert.match(page.url(), /\/batch\/[^/]+\/\d+/);
      });
    }
  });
});

describe("without script", () => {
  test("the same file is sent by the form and its results are shown", async () => {
    await shared.withPage({ script: false }, async (page) => {
      await page.goto("/fr/clear");
      await chooseMap(page);
      await page.locator("main input[type=file]").setInputFiles(upload(ROWS, { name: "sans-script.csv" }));
      await sendButton(page).click();
      await page.waitForURL(BATCH);
      // Without script the page asks again by itself; a reader may also reload it.
      for (let tries = 0; tries < 60 && !(await page.locator("#rows table").count()); tries += 1) {
        await page.waitForTimeout(500);
        await page.reload();
      }
      assert.match(await page.locator("main").innerText(), /sans-script\.csv/);
      // axe is a script itself; the page is the same one that it judges elsewhere.
      assert.equal(await page.locator("html").getAttribute("lang"), "fr");
      assert.equal(await page.locator("#rows tbody tr").count() > 0, true, "rows of the file");
      await picture(page, "results-fr-no-script");
    });
  });
});

describe("what cannot be read", () => {
  test("a row that cannot be read is named with its line; the others are cleared", async () => {
    await shared.withPage({}, async (page) => {
      await sendByButton(page, upload(20, { broken: true, name: "one-bad-row.csv" }));
      const link = page.locator('main a[href$="/unread"]').first();
      const answer = await page.request.get(new URL(await link.getAttribute("href"), page.url()).href);
      const unread = await answer.text();
      assert.match(unread, /"line": ?22\b/, "the line of the row");
      assert.match(unread, /NaN|net mass/i, "what is wrong with it");
    });
  });

  test("a file of other columns is refused with the columns it lacks", async () => {
    await shared.withPage({}, async (page) => {
      await page.goto("/en/clear");
      await chooseMap(page);
      const file = { name: "other.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2\n") };
      await page.locator("main input[type=file]").setInputFiles(file);
      await sendButton(page).click();
      await page.waitForURL(BATCH, { timeout: 60_000 });
      const refusal = page.locator("main .problem");
      await refusal.waitFor({ timeout: 60_000 });
      assert.match(await refusal.innerText(), /column/i, "what the file lacks");
      assert.match(await refusal.innerText(), /Declaration ID/, "the name of a column that it lacks");
      await assertSound(page, "en", "other-columns");
    });
  });

  test("an empty form is answered in words, not with an error page", async () => {
    // A browser without the check of required fields: the form goes out with nothing in it.
    await shared.withPage({ expected: true }, async (page) => {
      await page.goto("/en/clear");
      const answered = page.waitForEvent("load");
      await page.locator("#upload").evaluate((form) => HTMLFormElement.prototype.submit.call(form));
      await answered;
      assert.match(await page.locator("main").innerText(), /file/i);
      await assertSound(page, "en", "empty-form");
    });
  });
});
