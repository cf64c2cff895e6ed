// The trade question, asked by keyboard alone, with and without script.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { NARROW, WIDE } from "../lib/browser.mjs";
import { focused, tabTo } from "../lib/keyboard.mjs";
import { assertSound, site } from "../lib/site.mjs";

const shared = site();

/** Fills the form field by field as a person does who has no mouse. */
async function ask(page, goods) {
  await page.goto("/en/");
  await page.keyboard.press("Tab");
  assert.match((await focused(page)).text, /main|content/i, "the first stop skips the navigation");
  await tabTo(page, (now) => now.tag === "INPUT" || now.tag === "TEXTAREA");
  await page.keyboard.type(goods);
}

describe("by keyboard", () => {
  test("goods, countries, day and value lead to an answer", async () => {
    await shared.withPage({}, async (page) => {
      await ask(page, "bicycle");
      await tabTo(page, (now) => now.tag === "BUTTON" || now.type === "submit");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/en\/answer\?/);
      await assertSound(page, "en", "answer-by-keyboard");
      assert.match(await page.locator("main").innerText(), /8712/);
      assert.match(await page.locator("body").innerText(), /information, not an assessment/i);
    });
  });

  test("the focus of every stop on the home page can be seen", async () => {
    await shared.withPage({}, async (page) => {
      await page.goto("/en/");
      const seen = new Set();
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press("Tab");
        const now = await focused(page);
        if (now.tag === "BODY") break;
        assert.ok(now.ring, `the focus on ${now.tag} ${now.name} ${now.text} can be seen`);
        seen.add(`${now.tag} ${now.name} ${now.text}`);
      }
      assert.ok(seen.size > 8, `the keyboard reaches the form: ${[...seen].join(", ")}`);
    });
  });
});

describe("what the answer says", () => {
  const answer = (rest) => `/en/answer?what=8712.00&from=XB&origin=XB&to=XM&on=2026-01-15&${rest}`;

  test("a value leads to duty, tax and a total, each with a source", async () => {
    await shared.withPage({}, async (page) => {
      await page.goto(answer("value=1000&currency=EUR&terms=CIF"));
      const words = await page.locator("main").innerText();
      assert.match(words, /1[, \u00a0\u202f]?000\.00/, "the customs value");
      assert.match(words, /EUR/);
      assert.match(words, /Meridia|demonstration/i, "a demonstration tariff says so");
    });
  });

  test("without script the form asks and answers the same", async () => {
    await shared.withPage({ script: false, viewport: NARROW }, async (page) => {
      await page.goto("/en/");
      await page.getByLabel("What is it?").fill("bicycle");
      await page.getByRole("button", { name: "Answer" }).click();
      assert.match(page.url(), /\/en\/answer\?/);
      assert.match(await page.locator("main").innerText(), /8712/);
    });
  });

  test("a day without sense, a negative value and an unknown country are refused in words", async () => {
    const wrong = ["on=2026-02-31", "value=-5&currency=EUR", "origin=%3Cscript%3E", "value=NaN", "mass=1e999", "terms=ABC"];
    for (const query of wrong) {
      await shared.withPage({ expected: true }, async (page) => {
        const response = await page.goto(`/en/answer?what=bicycle&${query}`);
        assert.ok(response.status() < 500, `${query}: ${response.status()}`);
        assert.ok(await page.locator("h1").count(), `${query}: a page`);
        if (query === wrong[0]) await assertSound(page, "en", "answer-refused");
      });
    }
  });

  test("markup in a question stays text", async () => {
    await shared.withPage({ viewport: WIDE }, async (page) => {
      await page.goto(`/en/answer?what=${encodeURIComponent('"><img src=x onerror=alert(1)><b>bicycle</b>')}`);
      assert.equal(await page.locator("main img, main b").filter({ hasText: "bicycle" }).count(), 0);
      assert.equal(await page.locator('img[src="x"]').count(), 0);
    });
  });

  test("figures are never broken over two lines", async () => {
    await shared.withPage({ viewport: NARROW }, async (page) => {
      await page.goto(answer("value=1234567.89&currency=EUR&terms=CIF"));
      await assertSound(page, "en", "answer-large-360");
    });
  });
});
