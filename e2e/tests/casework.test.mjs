// Two people fill in one form at once: what they answer to different questions stands side by side, and where they answer
// the same one, the second sees the first answer before saying theirs again.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { addMember, addPerson, enter, firstLink, giveDevice, mailTo } from "../lib/people.mjs";
import { requestAccess } from "../lib/request.mjs";
import { assertSound, site } from "../lib/site.mjs";

const shared = site();

/** Opens the form of the case in the window of one of the two. */
async function open(page) {
  await page.goto("/en/queue");
  await page.getByRole("link", { name: /Noa Reader/ }).first().click();
  await page.getByText("Change answers").click();
}

/** Saves, and waits for the answers as they stand then, or for the form again. */
async function save(page, onward = /#answers$/) {
  await page.getByRole("button", { name: "Save the answers" }).click();
  await page.waitForURL(onward);
}

/** An access officer with a device of their own. */
async function officer(page, email, name) {
  await giveDevice(page);
  await enter(page, await addPerson(shared.server, email, name, "SECRETARIAT", [["access.officer", "SECRETARIAT"]]));
}

describe("two people at one form", () => {
  test("nothing that either wrote is lost", async () => {
    const server = await shared.startNamed();
    await addMember(server);
    await shared.withPage({}, async (page) => {
      await requestAccess(page, { name: "Noa Reader", email: "noa@xm.example" });
      await page.goto(firstLink(await mailTo(server, "noa@xm.example", "request-received")));
      await page.getByRole("button", { name: "This address is mine" }).click();
    });
    await shared.withPage({}, async (one) => {
      await officer(one, "oda@customs.example", "Oda First");
      await shared.withPage({ expected: true }, async (other) => {
        await officer(other, "pim@customs.example", "Pim Second");
        await Promise.all([open(one), open(other)]);
        await beside(one, other);
        await against(one, other);
      });
    });
  });
});

/** Different questions: both answers stand, each with its author. */
async function beside(one, other) {
  await one.getByLabel("Function").fill("Head of analysis");
  await other.getByLabel("Affiliation").fill("Customs of Meridia, northern region");
  await save(one);
  await save(other);
  await other.reload();
  assert.match(await answerTo(other, "Affiliation"), /Customs of Meridia, northern region/);
  assert.match(await answerTo(other, "Affiliation"), /Pim Second/);
  await one.reload();
  assert.match(await answerTo(one, "Function"), /Head of analysis/);
  assert.match(await answerTo(one, "Function"), /Oda First/);
  assert.match(await answerTo(one, "Affiliation"), /Customs of Meridia, northern region/);
}

/** The place of a question. */
function at(page, question) {
  return page.locator("#answers dl > div").filter({ has: page.getByText(question, { exact: true }) });
}

/** What stands at a question: answer, author, time. */
function answerTo(page, question) {
  return at(page, question).innerText();
}

/** The same question: the second is told what stands now, keeps what they typed, and nothing of either is gone. */
async function against(one, other) {
  await Promise.all([open(one), open(other)]);
  await one.getByLabel("Function").fill("Deputy director");
  await other.getByLabel("Function").fill("Director");
  await save(one);
  await save(other, /\/answers$/);
  assert.equal(other.answer.status(), 409);
  await other.getByRole("alert").filter({ hasText: "Somebody changed the same answer" }).waitFor();
  assert.match(await other.locator("#answers").innerText(), /Stands now, from somebody else:\s+Deputy director/);
  assert.equal(await other.getByLabel("Function").inputValue(), "Director", "what was typed is kept");
  await assertSound(other, "en", "case-clash-en-1280");
  await save(other);
  await at(other, "Function").getByText("Earlier answers").click();
  const told = await answerTo(other, "Function");
  for (const answer of ["Director", "Deputy director", "Head of analysis", "Analyst"]) {
    assert.ok(told.includes(answer), `${answer} is still there`);
  }
}
