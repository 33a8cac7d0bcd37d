import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import type { Context } from "./context";
import { actingAs, freshPanel } from "./fresh-panel";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL(".", import.meta.url));
let panel: Awaited<ReturnType<typeof freshPanel>>;
beforeEach(async () => {
  panel = await freshPanel();
});
afterEach(() => panel.remove());

/** The function that a file is named for: `add-host.ts` → `addHost`. */
const functionOf = (file: string) =>
  file
    .replace(/^.*\//, "")
    .replace(/\.ts$/, "")
    .replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** The verbs: files whose function takes a context. Not the set-up, which comes before the first account. */
function verbFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("setup"))
    .filter((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return new RegExp(`export async function\\*? ${functionOf(file)}\\(\\s*context: Context`).test(text);
    });
}

/** Verbs that leave the panel and the hosts as they are; these two only follow one that does not. */
const reading = /^(?!watch-(run|inspection)\.)(read|list|compare|watch|export)-/;

async function call(file: string, context: Context): Promise<unknown> {
  const module: Record<string, unknown> = await import(/* @vite-ignore */ join(root, file));
  const verb = module[functionOf(file)];
  if (typeof verb !== "function") throw new Error(`${file} exports no function of its name`);
  const result: unknown = verb(context, {}, new AbortController().signal);
  const isGenerator = typeof result === "object" && result !== null && Symbol.asyncIterator in result;
  if (!isGenerator) return result;
  const { value } = await (result as AsyncGenerator).next();
  // Who follows work is told of its failure in a message.
  if (value?.kind === "failed") throw value;
  return value;
}

it("finds the verbs", () => {
  expect(verbFiles().length).toBeGreaterThan(30);
});

it("lets a viewer change nothing: every verb that changes something refuses before it looks at the input", async () => {
  for (const file of verbFiles().filter((name) => !reading.test(name.replace(/^.*\//, "")))) {
    await expect(call(file, actingAs("viewer")), file).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(await db.audit.count()).toBe(0);
});

it("lets nobody without a known permission do anything, not even look", async () => {
  const stranger = { actor: { ...actingAs("viewer").actor, permission: "nobody" as never } };
  for (const file of verbFiles()) {
    await expect(call(file, stranger), file).rejects.toMatchObject({ code: "forbidden" });
  }
});
