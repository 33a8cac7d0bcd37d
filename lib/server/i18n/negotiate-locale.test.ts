import { expect, test } from "vitest";
import { negotiateLocale } from "./negotiate-locale";

test.each<[string | undefined, string | null, string, string]>([
  ["ja", "en-US,en;q=0.9", "ja", "the choice made in the panel wins"],
  [undefined, "ja,en-US;q=0.8,en;q=0.5", "ja", "the browser's first language"],
  [undefined, "en;q=0.5,ja;q=0.8", "ja", "by weight, not by order"],
  [undefined, "fr-FR,ja-JP;q=0.3", "ja", "the first one that the panel speaks"],
  [undefined, "ja;q=0,fr", "en", "a refused language is not given"],
  ["xx", null, "en", "a cookie that means nothing is ignored"],
])("cookie %s, header %s → %s (%s)", (cookie, header, expected) => {
  expect(negotiateLocale(cookie, header)).toBe(expected);
});
