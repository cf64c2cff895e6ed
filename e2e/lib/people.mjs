// People at the site: the first administrator by the link that the server prints, others by the command line, their
// mail, and devices that hold passkeys.

import { setTimeout as wait } from "node:timers/promises";

/** The address of the site by the name under which browsers make passkeys. */
export function named(server) {
  return `http://localhost:${server.port}`;
}

/** The link by which the first administrator is made, as the server printed it. */
export function setupLink(server) {
  const found = /http:\/\/localhost:\d+\/en\/setup\/\S+/.exec(server.said());
  if (!found) throw new Error(`no link to set the site up in:\n${server.said()}`);
  return found[0];
}

/** Gives a page a device that holds passkeys and always says yes. */
export async function giveDevice(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** The password of everybody in the tests. */
export const PASSWORD = "correct horse battery";

/** Makes the first administrator, with a passkey on the page's device. */
export async function setUp(page, server, { name = "Ana Silva", email = "ana@customs.example" } = {}) {
  await page.goto(setupLink(server));
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Begin" }).click();
  await addPasskey(page);
}

/** Adds a passkey of the page's device, on the page that follows the first log-in. */
export async function addPasskey(page) {
  await page.waitForURL(/\/account\/passkeys$/);
  await page.getByLabel("What you call this passkey").fill("test device");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("row", { name: /test device/ }).waitFor();
}

/** Makes a fictional Member known. */
export function addMember(server, code = "XM") {
  const names = ["--name-en", "Meridia", "--name-fr", "Méridie"];
  const source = ["--region", "eur", "--joined", "1995-07-01", "--source", "invented"];
  return server.command("member", "add", code, "--kind", "member", ...names, ...source);
}

/** Adds a person with roles, each as `[role, body]`, and answers the link by which they log in for the first time. */
export async function addPerson(server, email, name, body, roles) {
  await server.command("user", "add", email, name, "--body", body);
  for (const [role, at] of roles) await server.command("appoint", "add", email, role, at);
  return firstLink(await server.command("user", "link", email, "--url", named(server)));
}

/** Logs in for the first time by a link: a password, then a passkey of the page's device. */
export async function enter(page, link) {
  await page.goto(link);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Save and go on" }).click();
  await addPasskey(page);
}

/** The first link in a text. */
export function firstLink(text) {
  const found = /http:\/\/localhost:\d+\/\S+/.exec(text);
  if (!found) throw new Error(`no link in:\n${text}`);
  return found[0];
}

/** The latest mail of a template to an address, whole. Mail goes out in the background, so it is waited for. */
export async function mailTo(server, address, template) {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const lines = (await server.command("mail", "list")).split("\n");
    const line = lines.map((one) => one.split(/\s+/)).find(([, , to, kind]) => to === address && kind === template);
    if (line) return server.command("mail", "show", line[0]);
    await wait(100);
  }
  throw new Error(`no mail \`${template}\` to ${address}`);
}

/** Logs in by the passkey of the page's device. */
export async function logIn(page, server, language = "en") {
  await page.goto(`${named(server)}/${language}/sign-in`);
  await page.locator('[data-passkey="log-in"]').click();
  await page.waitForURL(/\/account$/);
}
