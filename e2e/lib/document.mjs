// Documents made through the pages, as an officer makes them.

/** Makes a document, writes its text in English, and answers the tail of its address; nothing is published. */
export async function writeDocument(page, { title, summary, level = "public", audience = ["anyone"] }) {
  await page.goto("/en/documents/new");
  await page.locator("#level").selectOption(level);
  for (const group of audience) await page.locator(`[name="audience"][value="${group}"]`).check();
  await page.getByRole("button", { name: "Make the document" }).click();
  await page.waitForURL(/\/document\/[^/]+\/edit\/en$/);
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Summary").fill(summary);
  await page.getByRole("button", { name: "Save the working copy" }).click();
  await page.waitForURL(/\/document\/[^/]+\?told=saved$/);
  return /\/document\/[^/?]+/.exec(page.url())[0];
}

/** Publishes the English text of the document whose page is open. */
export async function publishEnglish(page) {
  await page.getByRole("button", { name: "Publish English" }).click();
  await page.getByRole("status").filter({ hasText: "Published" }).waitFor();
}
