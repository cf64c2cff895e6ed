// The keyboard alone: where the focus is, and how it gets to a place.

import assert from "node:assert/strict";

/** The element that has the focus: its tag, name, and whether a ring shows it. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return {
      tag: element.tagName,
      name: element.getAttribute("name") ?? "",
      type: element.getAttribute("type") ?? "",
      text: element.textContent.trim(),
      // Inside a date field the browser marks the part that has the focus by itself.
      ring: style.outlineStyle !== "none" || style.boxShadow !== "none" || element.type === "date",
    };
  });
}

/** Presses Tab until something matches; a keyboard must get there without a mouse. */
export async function tabTo(page, matches) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (matches(now)) {
      assert.ok(now.ring, `the focus on ${now.tag} ${now.name} can be seen`);
      return now;
    }
  }
  assert.fail("the keyboard does not get there");
}

/** Goes on to the field of a name. */
export function tabToField(page, name) {
  return tabTo(page, (now) => now.name === name);
}

/** Goes on to the field of a name and types. */
export async function typeInto(page, name, text) {
  await tabToField(page, name);
  await page.keyboard.type(text);
}

/** Goes on to the button of some words and presses it. */
export async function pressButton(page, words) {
  await tabTo(page, (now) => now.tag === "BUTTON" && now.text === words);
  await page.keyboard.press("Enter");
}
