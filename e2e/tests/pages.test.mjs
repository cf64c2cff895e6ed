// Every page, in both languages, at two widths: sound, quiet, and the same page in the other language.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { NARROW, WIDE } from "../lib/browser.mjs";
import { assertSound, exampleBatch, site } from "../lib/site.mjs";

const QUESTION =
  "what=bicycles&from=XB&origin=XB&to=XM&on=2026-01-15&value=1000&currency=EUR&terms=CIF&mass=120&quantity=10";
const PAGES = {
  home: "/",
  answer: `/answer?${QUESTION}`,
  clear: "/clear",
  batch: "BATCH",
  declaration: "BATCH/1",
  reference: "/reference",
  chapter: "/reference/hs/87",
  subheading: "/reference/hs/871200",
  api: "/api",
};
const shared = site();
let batch;

async function address(page, path) {
  if (!path.startsWith("BATCH")) return path;
  batch ??= await exampleBatch(page);
  return path.replace("BATCH", batch);
}

for (const language of ["en", "fr"]) {
  for (const viewport of [WIDE, NARROW]) {
    describe(`${language} at ${viewport.width} pixels`, () => {
      for (const [name, path] of Object.entries(PAGES)) {
        test(name, async () => {
          await shared.withPage({ viewport }, async (page) => {
            const answer = await page.goto(`/${language}${await address(page, path)}`);
            assert.equal(answer.status(), 200, `${page.url()} answers`);
            await assertSound(page, language, `${name}-${language}-${viewport.width}`);
          });
        });
      }
    });
  }
}

describe("languages", () => {
  test("the front door opens in the reader's language", async () => {
    for (const [locale, language] of [["fr-CA", "fr"], ["en-GB", "en"], ["pt-BR", "en"]]) {
      await shared.withPage({ locale }, async (page) => {
        await page.goto("/");
        assert.equal(new URL(page.url()).pathname, `/${language}/`);
      });
    }
  });

  test("the language switch stays on the page", async () => {
    await shared.withPage({}, async (page) => {
      for (const path of Object.values(PAGES)) {
        const here = await address(page, path);
        await page.goto(`/en${here}`);
        await page.locator('header a[hreflang="fr"]').click();
        const there = new URL(page.url());
        assert.equal(there.pathname + there.search, `/fr${here}`);
        assert.equal(await page.locator("html").getAttribute("lang"), "fr");
      }
    });
  });

  test("a page of the French site holds no English heading of its English twin", async () => {
    await shared.withPage({}, async (page) => {
      for (const path of ["/", "/clear", "/reference", "/api"]) {
        await page.goto(`/en${path}`);
        const english = await page.locator("h1").innerText();
        await page.goto(`/fr${path}`);
        assert.notEqual(await page.locator("h1").innerText(), english, path);
      }
    });
  });
});

describe("what is not there", () => {
  for (const [language, path] of [["en", "/nowhere"], ["fr", "/nulle-part"], ["fr", "/batch/0/1"], ["en", "/reference/hs/99"]]) {
    test(`/${language}${path} is not found, in words of the language`, async () => {
      await shared.withPage({ expected: true }, async (page) => {
        const answer = await page.goto(`/${language}${path}`);
        assert.equal(answer.status(), 404);
        await assertSound(page, language, path === "/nowhere" ? "not-found-en" : undefined);
        assert.ok(await page.locator("main a").count(), "a way on");
      });
    });
  }
});

test("print shows the answer and leaves the navigation out", async () => {
  await shared.withPage({}, async (page) => {
    await page.goto(`/en${PAGES.answer}`);
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("h1").isVisible());
    assert.equal(await page.locator("header nav").isVisible(), false);
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 5_000, "a printed page");
  });
});

test("the page says how it may be used by others: strict policy, no sniffing, no referrer", async () => {
  await shared.start();
  const answer = await fetch(`${shared.url}/en/`);
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'|default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  assert.ok(answer.headers.get("referrer-policy"));
});

test("at 200 % zoom nothing is cut off", async () => {
  // 1280 pixels at 200 % are 640 of the page's own.
  await shared.withPage({ viewport: { width: 640, height: 450 } }, async (page) => {
    for (const path of ["/", PAGES.answer, "/clear"]) {
      await page.goto(`/en${path}`);
      await assertSound(page, "en");
    }
  });
});
