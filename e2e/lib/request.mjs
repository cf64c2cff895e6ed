// The request for an account, as a visitor fills it in.

/** Asks for an account of the Member `XM`, and waits until the request is taken. */
export async function requestAccess(page, { name, email, services = ["documents"] }) {
  await page.goto("/en/request");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("A Member: I work for its customs administration").check();
  await page.getByLabel("Member or partner").selectOption("XM");
  await page.getByLabel("Affiliation").fill("Customs of Meridia, enforcement");
  await page.getByLabel("Function").fill("Analyst");
  for (const service of services) await page.locator(`[name="services"][value="${service}"]`).check();
  await page.getByLabel("Reason").fill("To read the working documents of the committee.");
  await page.getByLabel("I agree that these data are stored").check();
  await page.getByRole("button", { name: "Send the request" }).click();
  await page.waitForURL(/\/en\/request\/sent$/);
}
