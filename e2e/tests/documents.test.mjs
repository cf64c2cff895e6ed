// A document published in one language: the other shows it with a notice, and the work list says what is lacking.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { publishEnglish, writeDocument } from "../lib/document.mjs";
import { giveDevice, setUp } from "../lib/people.mjs";
import { assertSound, site } from "../lib/site.mjs";

const TITLE = "Records of customs declarations";
const TITRE = "Conservation des déclarations en douane";
const shared = site();

describe("a document in one language", () => {
  test("the French page shows the English text and says so, until the French text is published", async () => {
    const server = await shared.startNamed();
    await shared.withPage({}, async (page) => {
      await giveDevice(page);
      await setUp(page, server);
      const tail = await writeDocument(page, { title: TITLE, summary: "What is kept, and for how long." });
      await page.goto("/fr/documents/lacking");
      assert.doesNotMatch(await page.locator("main").innerText(), /Records/, "a draft waits for nobody");
      await page.goto(`/en${tail}`);
      await publishEnglish(page);

      await page.goto(`/fr${tail}`);
      await page.getByText("Ce document n’existe pas en français").waitFor();
      assert.equal(await page.getByRole("heading", { level: 1, name: TITLE }).getAttribute("lang"), "en");
      await assertSound(page, "fr", "document-english-only-fr-1280");
      await shared.withPage({}, async (visitor) => {
        await visitor.goto("/fr/documents");
        await visitor.getByRole("link", { name: TITLE }).click();
        await visitor.getByRole("heading", { level: 1, name: TITLE }).waitFor();
        await assertSound(visitor, "fr");
      });
      await translate(page);
      await page.goto(`/fr${tail}`);
      await page.getByRole("heading", { level: 1, name: TITRE }).waitFor();
    });
  });
});

/** From the work list to the French text; then the list is empty. */
async function translate(page) {
  await page.goto("/fr/documents/lacking");
  await assertSound(page, "fr", "lacking-one-fr-1280");
  await page.getByRole("row").filter({ hasText: TITLE }).getByRole("link", { name: /Rédiger/ }).click();
  await page.getByLabel("Titre").fill(TITRE);
  await page.getByLabel("Résumé").fill("Ce qui est conservé, et combien de temps.");
  await page.getByRole("button", { name: /Enregistrer/ }).click();
  await page.waitForURL(/told=saved$/);
  await page.getByRole("button", { name: /Publier français/ }).click();
  await page.waitForURL(/told=published/);
  await page.goto("/fr/documents/lacking");
  assert.doesNotMatch(await page.locator("main").innerText(), /Records|Conservation/);
}
