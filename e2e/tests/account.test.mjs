// The first administrator, passkeys, log-in and log-out, in a real browser with a device that holds passkeys.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { NARROW, WIDE } from "../lib/browser.mjs";
import { giveDevice, logIn, named, setUp } from "../lib/people.mjs";
import { assertSound, site } from "../lib/site.mjs";

const shared = site();

describe("getting in", () => {
  test("the first administrator is made by the link, adds a passkey, logs out and in by it", async () => {
    await shared.start();
    shared.url = named(shared.server);
    await shared.withPage({ viewport: WIDE }, async (page) => {
      await giveDevice(page);
      await setUp(page, shared.server);
      await assertSound(page, "en", "passkeys-en-1280");
      await page.goto("/en/account");
      assert.match(await page.locator("main").innerText(), /Administrator/);
      await assertSound(page, "en", "account-en-1280");
      await page.getByRole("button", { name: "Log out" }).click();
      await page.waitForURL(/\/en\/$/);
      await logIn(page, shared.server);
      assert.match(await page.locator("main").innerText(), /Two factors in this log-in\s*yes/);
    });
  });

  test("the pages around it are sound in both languages, wide and narrow", async () => {
    await shared.start();
    shared.url = named(shared.server);
    for (const [language, viewport] of [["en", NARROW], ["fr", WIDE], ["fr", NARROW]]) {
      await shared.withPage({ viewport }, async (page) => {
        for (const [path, name] of [["/sign-in", "sign-in"], ["/forgotten", "forgotten"]]) {
          await page.goto(`/${language}${path}`);
          await assertSound(page, language, `${name}-${language}-${viewport.width}`);
        }
      });
    }
  });

  test("by keyboard alone: address, password, refused in words", async () => {
    await shared.start();
    shared.url = named(shared.server);
    await shared.withPage({ expected: true }, async (page) => {
      await page.goto("/en/sign-in");
      await page.getByLabel("E-mail address").focus();
      await page.keyboard.type("nobody@customs.example");
      await page.keyboard.press("Tab");
      await page.keyboard.type("not the password");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").filter({ hasText: "do not fit" }).waitFor();
      await assertSound(page, "en", "sign-in-refused");
    });
  });
});
