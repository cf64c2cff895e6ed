// Every page of people, documents and cases, as the one sees it who may see all: in both languages, wide and narrow.
// A new page joins with one line.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { NARROW, WIDE } from "../lib/browser.mjs";
import { publishEnglish, writeDocument } from "../lib/document.mjs";
import { addMember, addPerson, enter, firstLink, giveDevice, mailTo, setUp, setupLink } from "../lib/people.mjs";
import { requestAccess } from "../lib/request.mjs";
import { assertSound, site } from "../lib/site.mjs";

/** What is there before the first administrator. */
const FIRST = { "set-up": "SETUP", "documents-empty": "/documents", "faq-empty": "/faq", "members-empty": "/members" };
/** What a visitor without an account sees. */
const OPEN = {
  "log-in": "/sign-in",
  forgotten: "/forgotten",
  welcome: "WELCOME",
  request: "/request",
  "request-sent": "/request/sent",
  contact: "/contact",
  "contact-sent": "/contact/sent",
  "prove-over": ["/prove/address_over", 410],
  faq: "/faq",
  "queue-visitor": "/queue",
  "documents-visitor": "/documents",
  "document-visitor": "DOCUMENT",
  "members-visitor": "/members",
  "search-visitor": "/search",
  "not-found": ["/document/nothing", 404],
};
/** What the administrator sees, who is officer and focal point too. */
const KEPT = {
  account: "/account",
  passkeys: "/account/passkeys",
  "one-time": "/account/one-time",
  tokens: "/account/tokens",
  "step-up": "/step-up?to=/account",
  documents: "/documents",
  "documents-none": "/documents?kind=evidence",
  document: "DOCUMENT",
  "document-new": "/documents/new",
  "document-edit": "DOCUMENT/edit/fr",
  "document-downloads": "DOCUMENT/downloads",
  "document-why": "WHY",
  lacking: "/documents/lacking",
  queue: "/queue",
  case: "CASE",
  question: "QUESTION",
  "faq-kept": "/faq",
  "faq-edit": "FREQUENT",
  people: "/people",
  person: "PERSON",
  "person-new": "/people/new",
  members: "/members",
  member: "/member/XM",
  certify: "/certify",
  proposals: "/proposals",
  mail: "/mail",
  jobs: "/jobs",
  search: "/search?q=customs",
  "search-none": "/search?q=nothing-like-it",
};
/** What the auditor sees, who is nothing else. */
const AUDITED = { audit: "/audit", "audit-of-logins": "/audit?action=log-in" };
/** From right to left, with the content in English. */
const ARABIC = { home: "/", account: "/account", documents: "/documents", document: "DOCUMENT", queue: "/queue" };
const shared = site();
let beginning, filling;
const begun = () => (beginning ??= begin());
const filled = () => (filling ??= fill());

/** A site on its first day. */
async function begin() {
  const server = await shared.startNamed();
  return { server, SETUP: tailOf(setupLink(server)) };
}

/** Fills the site so that no page is empty: a Member, people, documents, cases with their mails, a question answered. */
async function fill() {
  const { server } = await begun();
  const kept = {};
  await addMember(server);
  kept.WELCOME = tailOf(await addPerson(server, "fay@xm.example", "Fay Point", "XM", [["members.delegate", "XM"]]));
  await shared.withPage({}, async (page) => {
    await requestAccess(page, { name: "Noa Reader", email: "noa@xm.example", services: ["documents", "clearance"] });
    await page.goto(firstLink(await mailTo(server, "noa@xm.example", "request-received")));
    await page.getByRole("button", { name: "This address is mine" }).click();
    await page.getByRole("heading", { name: "Your address is proved" }).waitFor();
    await askQuestion(page);
  });
  await shared.withPage({}, async (page) => {
    await giveDevice(page);
    await setUp(page, server);
    await server.command("appoint", "add", "ana@customs.example", "members.focal-point", "XM");
    const restricted = { level: "restricted", audience: ["members"] };
    await writeDocument(page, { title: "Seizures at the northern crossings", summary: "A draft.", ...restricted });
    const text = "What the administrations keep of each customs declaration.\n\nFor how long, and in which form.";
    kept.DOCUMENT = await writeDocument(page, { title: "Records of customs declarations", summary: text });
    await publishEnglish(page);
    kept.WHY = `/why${kept.DOCUMENT}`;
    await page.goto("/en/people?q=fay");
    kept.PERSON = await tailIn(page.getByRole("link", { name: "Fay Point" }));
    await proposeAuditor(page, kept.PERSON);
    kept.QUESTION = await answerQuestion(page);
    kept.FREQUENT = `/faq/${new URL(page.url()).searchParams.get("question")}/edit`;
    await page.goto("/en/queue");
    kept.CASE = await tailIn(page.getByRole("link", { name: /Noa Reader/ }));
    kept.state = await page.context().storageState();
  });
  const roles = [["administration.auditor", "SECRETARIAT"]];
  const welcome = await addPerson(server, "aud@customs.example", "Aud Auditor", "SECRETARIAT", roles);
  await shared.withPage({}, async (page) => {
    await giveDevice(page);
    await enter(page, welcome);
    kept.auditing = await page.context().storageState();
  });
  return kept;
}

/** The part of an address after the language. */
function tailOf(address) {
  return new URL(address, shared.url).pathname.replace(/^\/en/, "");
}

async function tailIn(link) {
  return tailOf(await link.first().getAttribute("href"));
}

async function askQuestion(page) {
  await page.goto("/en/contact");
  await page.locator("#q-name").fill("Pia Carrier");
  await page.locator("#q-email").fill("pia@carrier.example");
  await page.locator('[name="topic"]').first().check();
  await page.locator("#q-question").fill("Where does one find the list of Members?");
  await page.getByRole("button", { name: "Send the question" }).click();
  await page.waitForURL(/\/contact\/sent$/);
}

/** Proposes what a second person has to approve. */
async function proposeAuditor(page, person) {
  await page.goto(`/en${person}`);
  await page.locator("#role").selectOption("administration.auditor");
  await page.locator("#body").selectOption("SECRETARIAT");
  await page.getByRole("button", { name: "Appoint", exact: true }).click();
  await page.waitForURL(/told=proposed/);
}

/** Answers the question and makes it a frequent one; the tail of the case's address. */
async function answerQuestion(page) {
  await page.goto("/en/queue");
  const tail = await tailIn(page.getByRole("link", { name: /Pia Carrier/ }));
  await page.goto(`/en${tail}`);
  await page.getByLabel("Answer, as the person will read it").fill("Under Members and bodies.");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await page.getByRole("heading", { name: "Make it a frequent question" }).waitFor();
  await page.getByLabel("Question in French").fill("Où trouve-t-on la liste des Membres ?");
  await page.getByLabel("Answer in French").fill("Sous Membres et organes.");
  await page.getByRole("button", { name: "Publish question and answer" }).click();
  await page.waitForURL(/\/faq/);
  return tail;
}

/** Visits pages one after the other, each wide and narrow; all that is wrong comes together. */
async function visit(routes, places, { language, state }) {
  await shared.withPage({ state, expected: true }, async (page) => {
    const wrong = [];
    for (const [name, route] of Object.entries(routes)) {
      const [path, status] = Array.isArray(route) ? route : [route, 200];
      const tail = path.replace(/^[A-Z]+/, (key) => places[key] ?? key);
      page.complaints.length = 0;
      try {
        const answer = await page.goto(`/${language}${tail}`);
        assert.equal(answer.status(), status, `${page.url()} answers`);
        if (status === 200) assert.deepEqual(page.complaints, [], `complaints on ${page.url()}`);
        for (const viewport of [WIDE, NARROW]) {
          await page.setViewportSize(viewport);
          await assertSound(page, language, `${name}-${language}-${viewport.width}`);
        }
      } catch (fault) {
        wrong.push(`${name}: ${fault.message}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}

for (const language of ["en", "fr"]) {
  describe(`in ${language}, wide and narrow`, () => {
    test("a site on its first day", async () => visit(FIRST, await begun(), { language }));
  });
}

for (const language of ["en", "fr"]) {
  describe(`in ${language}, wide and narrow`, () => {
    test("what a visitor sees", async () => visit(OPEN, await filled(), { language }));
    test("what those see who keep the site", async () => {
      const places = await filled();
      await visit(KEPT, places, { language, state: places.state });
    });
    test("what the auditor sees", async () => {
      const places = await filled();
      await visit(AUDITED, places, { language, state: places.auditing });
    });
  });
}

test("the frame in Arabic, from right to left", async () => {
  const places = await filled();
  await visit(ARABIC, places, { language: "ar", state: places.state });
});
