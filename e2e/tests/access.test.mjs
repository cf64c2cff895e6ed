// How a person comes to act for a Member, reads what that opens, and ceases to: by keyboard alone, and once more
// without JavaScript.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { publishEnglish, writeDocument } from "../lib/document.mjs";
import { pressButton, tabTo, tabToField, typeInto } from "../lib/keyboard.mjs";
import { oneTimeCode } from "../lib/one_time.mjs";
import * as people from "../lib/people.mjs";
import { requestAccess } from "../lib/request.mjs";
import { assertSound, site } from "../lib/site.mjs";

const NOA = { name: "Noa Reader", email: "noa@xm.example" };
const IVO = { name: "Ivo Quiet", email: "ivo@xm.example" };
const FAY = { name: "Fay Point", email: "fay@xm.example" };
const ANA = { name: "Ana Silva", email: "ana@customs.example" };
const REASON = "To read the working documents of the committee.";
const TITLE = "Seizures at the northern crossings";
const shared = site();
let cast;

/** The server with its first administrator, a Member with a focal point, and a restricted document for all Members. */
async function begin() {
  const server = await shared.startNamed();
  await people.addMember(server);
  const link = await people.addPerson(server, FAY.email, FAY.name, "XM", [["members.focal-point", "XM"]]);
  const kept = {};
  await shared.withPage({}, async (page) => {
    await people.giveDevice(page);
    await people.setUp(page, server, ANA);
    const marks = { level: "restricted", audience: ["members"] };
    kept.document = await writeDocument(page, { title: TITLE, summary: "What was found, and where.", ...marks });
    await publishEnglish(page);
    kept.ana = await page.context().storageState();
  });
  await shared.withPage({}, async (page) => {
    await people.giveDevice(page);
    await people.enter(page, link);
    kept.fay = await page.context().storageState();
  });
  return kept;
}
const ready = () => (cast ??= begin());

/** Fills the request for an account, field by field, as a person does who has no mouse. */
async function request(page, { name, email }) {
  await page.goto("/en/request");
  await typeInto(page, "name", name);
  await typeInto(page, "email", email);
  await tabToField(page, "account");
  await page.keyboard.press("Space");
  await typeInto(page, "body", "Meridia");
  await typeInto(page, "affiliation", "Customs of Meridia, enforcement");
  await typeInto(page, "function", "Analyst");
  await tabToField(page, "services");
  await page.keyboard.press("Space");
  await typeInto(page, "reason", REASON);
  await tabToField(page, "consent");
  await page.keyboard.press("Space");
  await pressButton(page, "Send the request");
  await page.waitForURL(/\/en\/request\/sent$/);
}

/** Opens the case of somebody from the queue, by keyboard, and takes a step. */
async function decide(page, name, step) {
  await page.goto("/en/queue");
  await tabTo(page, (now) => now.tag === "A" && now.text.includes(name));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/en\/case\//);
  await pressButton(page, step);
  await page.waitForURL((address) => !address.pathname.endsWith("/step"));
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** From the mail that came to the link that it carries. */
async function linkFrom(address, template) {
  return people.firstLink(await people.mailTo(shared.server, address, template));
}

describe("coming to act for a Member", () => {
  test("by keyboard: request, proof, focal point, Secretariat, passkey, restricted document; then the end", async () => {
    const { ana, fay, document } = await ready();
    await shared.withPage({}, async (page) => {
      await request(page, NOA);
      await assertSound(page, "en", "request-sent-en-1280");
      await page.goto(await linkFrom(NOA.email, "request-received"));
      await assertSound(page, "en", "prove-en-1280");
      await pressButton(page, "This address is mine");
      await page.getByRole("heading", { name: "Your address is proved" }).waitFor();
    });
    await shared.withPage({ state: fay }, (page) => decide(page, NOA.name, "Support"));
    await shared.withPage({ state: ana }, async (page) => {
      await decide(page, NOA.name, "Approve");
      await assertSound(page, "en", "case-approved-en-1280");
    });

    await shared.withPage({ expected: true }, async (page) => {
      await people.giveDevice(page);
      await page.goto(await linkFrom(NOA.email, "request-approved"));
      await assertSound(page, "en", "welcome-en-1280");
      await typeInto(page, "password", people.PASSWORD);
      await pressButton(page, "Save and go on");
      await people.addPasskey(page);
      await page.goto("/en/account");
      await pressButton(page, "Log out");
      await page.waitForURL(/\/en\/$/);
      await people.logIn(page, shared.server);
      await page.goto("/en/documents");
      await tabTo(page, (now) => now.tag === "A" && now.text === TITLE);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
      await assertSound(page, "en", "document-restricted-en-1280");
      await page.goto("/en/search?q=northern");
      assert.match(await page.locator("main").innerText(), /Seizures at the northern/);
      await lose(page, document);
    });
  });

  test("without JavaScript: the same way, with a password and a code", async () => {
    const { ana, document } = await ready();
    await shared.withPage({ script: false }, async (page) => {
      await requestAccess(page, IVO);
      await page.getByRole("heading", { name: "Now prove your address" }).waitFor();
      await page.goto(await linkFrom(IVO.email, "request-received"));
      await page.getByRole("button", { name: "This address is mine" }).click();
      await page.getByRole("heading", { name: "Your address is proved" }).waitFor();
    });
    await shared.withPage({ script: false }, async (page) => {
      await logInByPassword(page, FAY.email);
      await step(page, IVO.name, "Support");
    });
    await shared.withPage({ script: false, state: ana }, (page) => step(page, IVO.name, "Approve"));
    await shared.withPage({ script: false, expected: true }, async (page) => {
      await page.goto(await linkFrom(IVO.email, "request-approved"));
      await page.getByLabel("New password").fill(people.PASSWORD);
      await page.getByRole("button", { name: "Save and go on" }).click();
      assert.equal((await page.goto(`/en${document}`)).status(), 403, "one factor does not open what is restricted");
      const recovery = await setCodesUp(page);
      await page.getByRole("button", { name: "Log out" }).click();
      await logInByPassword(page, IVO.email);
      await page.getByLabel("Code").fill(recovery);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.goto(`/en${document}`);
      await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
    });
  });
});

/** Ends the appointment on the command line, beside the running server: the open log-in has lost the document. */
async function lose(page, document) {
  const held = await shared.server.command("appoint", "list", "--person", NOA.email);
  const row = held.split("\n").find((line) => line.includes("members.delegate"));
  await shared.server.command("appoint", "end", row.split(/\s+/)[0]);
  assert.equal((await page.goto(`/en${document}`)).status(), 403, "the document is refused at once");
  await assertSound(page, "en", "document-refused-en-1280");
  for (const address of ["/en/documents", "/en/search?q=northern"]) {
    assert.equal((await page.goto(address)).status(), 200, "the log-in itself goes on");
    assert.doesNotMatch(await page.locator("main").innerText(), /Seizures/, `${address} does not show it`);
  }
}

async function logInByPassword(page, email) {
  await page.goto("/en/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(people.PASSWORD);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

async function step(page, name, words) {
  await page.goto("/en/queue");
  await page.getByRole("link", { name: new RegExp(name) }).first().click();
  await page.getByRole("button", { name: words, exact: true }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
}

/** Sets one-time codes up, and answers a recovery code. */
async function setCodesUp(page) {
  await page.goto("/en/account/one-time");
  const key = await page.locator("main code").innerText();
  await page.getByLabel("Code").fill(oneTimeCode(key));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
  return page.locator("main ol code").first().innerText();
}
