import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import en from "@/messages/en";
import ja from "@/messages/ja";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Every text with its dotted key. */
function texts(value: unknown, prefix = ""): [string, string][] {
  if (typeof value === "string") return [[prefix, value]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    texts(inner, prefix ? `${prefix}.${key}` : key),
  );
}

/** The placeholders of a text: `{name}`, `{count, plural, …}`, `<link>`. */
const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map((match) => match[1] ?? `<${match[2]}>`))].sort();

const english = new Map(texts(en));
const japanese = new Map(texts(ja));

describe("both languages say the same things", () => {
  test("the same keys", () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test("every namespace file is loaded", () => {
    for (const [locale, loaded] of Object.entries({ en, ja })) {
      const files = readdirSync(join(root, "messages", locale)).filter((name) => name.endsWith(".json"));
      expect(files.map((name) => name.replace(".json", "")).sort()).toEqual(Object.keys(loaded).sort());
    }
  });

  test("the same placeholders", () => {
    const different = [...english].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(japanese.get(key) ?? "").join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  test.each([
    ["en", en],
    ["ja", ja],
  ] as const)("every text of %s is well-formed", (locale, messages) => {
    const broken: string[] = [];
    const t = createTranslator({
      locale,
      messages,
      onError: (error) => {
        if (error.code !== "FORMATTING_ERROR") broken.push(error.message);
      },
    });
    for (const key of texts(messages).map(([name]) => name)) t.has(key as never) && t(key as never);
    expect(broken).toEqual([]);
  });

  test("no text is empty, and Japanese is not English", () => {
    const untranslated = [...japanese].filter(
      ([key, text]) => text.trim() === "" || (/[a-z]{3,} [a-z]{3,}/i.test(text) && text === english.get(key)),
    );
    expect(untranslated).toEqual([]);
  });
});

describe("no text is written into the markup", () => {
  const files = ["app", "components"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".tsx") && !name.includes(".test."))
      .map((name) => join(folder, name)),
  );
  // Words between tags, or in an attribute that people read or hear. Marks, arrows and the product's name are no text.
  const between = /(?<![=-])>([^<>{}=;()&|]*[A-Za-z]{2,}[^<>{}=;()&|]*)</g;
  const attribute = /\b(?:aria-label|title|placeholder|alt|label)="([^"]*[A-Za-z]{2,}[^"]*)"/g;

  test.each(files)("%s", (file) => {
    const source = readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    const found = [between, attribute]
      .flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1]?.trim() ?? ""))
      .filter((text) => !["Sekisho", "IPv4", "IPv6"].includes(text));
    expect(found).toEqual([]);
  });
});
