// What html-validate says about the text of a page as the server wrote it.

import { HtmlValidate, StaticConfigLoader } from "html-validate";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:recommended"],
    rules: {
      // Ways of writing among which the standard leaves the choice; ours is the short one.
      "doctype-style": ["error", { style: "lowercase" }],
      "no-implicit-button-type": "off",
      "no-implicit-input-type": "off",
      // A box that scrolls sideways is a region so that the keyboard reaches it; it is no section of the text.
      "prefer-native-element": ["error", { exclude: ["region"] }],
      // Boxes for several answers to one question have one name.
      "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
      // Voice control finds a field by `for` more surely than by what its label holds.
      "no-redundant-for": "off",
      "aria-label-misuse": ["error", { allowAnyNamable: true }],
      // The heading of a chapter is as long as the nomenclature makes it.
      "long-title": "off",
    },
  }),
);

/** What is wrong with a page's text, one line a fault. */
export async function markupFaults(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap((result) =>
    result.messages.map((one) => `${one.ruleId} ${one.line}:${one.column} ${one.message}`),
  );
}
