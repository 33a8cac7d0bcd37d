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

describe("what the code can answer has a text", () => {
  /** Codes in the sources of a folder, by a pattern whose first group is the code. */
  const codes = (folder: string, file: RegExp, pattern: RegExp) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => file.test(name) && !/\.test\.|testing/.test(name))
      .flatMap((name) => [...readFileSync(join(root, folder, name), "utf8").matchAll(pattern)])
      .map((match) => match[1] ?? "");
  const without = (prefix: string, found: readonly string[]) =>
    [...new Set(found)].filter((code) => !english.has(`${prefix}.${code}`));

  test.each(["services", "jobs", "auth", "db"])("every coded error of %s", (folder) => {
    const thrown = codes(`lib/server/${folder}`, /\.ts$/, /new ServiceError\(\s*"([a-z-]+)"/g);
    // Told on the terminal by a start that ends, never on a page.
    const ofStart = /^(migration-|database-newer$|master-key-malformed$|data-folder-in-use$)/;
    expect(
      without(
        "errors",
        thrown.filter((code) => !ofStart.test(code)),
      ),
    ).toEqual([]);
  });

  test("every fault of a pasted key, as an error and beside its field", () => {
    const found = codes("lib/server/hosts", /^parse-key\.ts$/, /error\(\s*"([a-z-]+)"/g);
    expect(found.length).toBeGreaterThan(4);
    expect(without("errors", found)).toEqual([]);
    expect(without("problems", found)).toEqual([]);
  });

  test("every finding of a policy, a compilation and a gate", () => {
    const found = [
      "lib/core/policy",
      "lib/core/compile",
      "lib/core/rollout",
      "lib/server/jobs/apply",
    ].flatMap((folder) => codes(folder, /\.ts$/, /\b(?:error|warning|notice)\(\s*"([a-z0-9-]+)"/g));
    expect(found.length).toBeGreaterThan(40);
    // Of a document that is no policy at all: the command line alone reads such ones.
    expect(without("problems", found)).toEqual(["policy-shape"]);
  });

  test("every reason that the host script gives for not doing it", () => {
    const found = codes("lib/server/hosts/scripts", /\.sh$/, /\b(?:fail|refuse) ([a-z][a-z0-9-]+)/g);
    expect(found.length).toBeGreaterThan(15);
    expect(without("apply.result.reason", found)).toEqual([]);
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
