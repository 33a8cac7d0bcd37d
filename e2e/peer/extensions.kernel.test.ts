import { describe, expect, it } from "vitest";
import { lint } from "@/lib/core/analysis/lint";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRule } from "@/lib/core/iptables/render-rule";
import { type ExtensionRow, extensionRows } from "./extension-rows";
import { kernelForms } from "./kernel-forms";
import { sourceFiles } from "./source-package";

/** Where the suite is, or why it cannot be had here. */
const source = await sourceFiles("iptables", "extensions/*.t").then(
  (folder) => ({ folder, obstacle: null }),
  (cause: unknown) => ({ folder: null, obstacle: cause instanceof Error ? cause.message : String(cause) }),
);
const rows = source.folder === null ? [] : await extensionRows(source.folder);
const taken = rows.filter((row) => row.taken === "yes");

function read({ table, chain, rule, family }: ExtensionRow) {
  return parseSave(`*${table}\n:${chain} ACCEPT [0:0]\n-A ${chain} ${rule}\nCOMMIT\n`, family);
}

/** What we print of a row's rule behind `-A CHAIN`; null where we refuse it. */
function printed(row: ExtensionRow): string | null {
  const parsed = read(row);
  if (!parsed.ok) return null;
  const rules = parsed.value.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules));
  return rules.map((rule) => renderRule(rule, "X", row.family).slice("-A X".length).trim()).join(" / ");
}

function refused(row: ExtensionRow): boolean {
  const parsed = read(row);
  return !parsed.ok || lint(parsed.value).some(({ severity }) => severity === "error");
}

const place = ({ file, line, rule }: ExtensionRow) => `${file}:${line} ${rule}`;

if (source.obstacle !== null) console.log(`The source of iptables cannot be had: ${source.obstacle}`);
const title = "the test suite of iptables' own extensions";

describe.skipIf(source.obstacle !== null)(`${title}${source.obstacle ? `: ${source.obstacle}` : ""}`, () => {
  it("is there, whole", () => {
    expect(rows.length).toBeGreaterThan(850);
    expect(new Set(rows.map(({ family }) => family))).toEqual(new Set([4, 6]));
  });

  it("of what iptables takes, at least 99 % is printed in the kernel's form and the rest word for word", () => {
    const other = taken.filter((row) => printed(row) !== row.saved);
    expect(other.map((row) => printed(row))).toEqual(other.map(({ rule }) => rule));
    expect(other.length / taken.length, other.map(place).join("\n")).toBeLessThanOrEqual(0.01);
  });

  it("nothing that iptables takes is refused", () => {
    expect(taken.filter(refused).map(place)).toEqual([]);
  });

  it("of what iptables refuses, at least 90 % is", () => {
    const wrong = rows.filter((row) => row.taken === "no");
    const missed = wrong.filter((row) => !refused(row));
    expect(wrong.length).toBeGreaterThan(200);
    expect(missed.length / wrong.length, missed.map(place).join("\n")).toBeLessThanOrEqual(0.1);
  });

  /** Of a prefix for NFLOG, nft keeps 127 signs where the legacy programs keep 63: we print what nft does. */
  const differsByBackend = ({ rule }: ExtensionRow) => /--nflog-prefix \S{64,}/.test(rule);

  it.each(["nft", "legacy"] as const)("is printed by this kernel as we print it (%s)", (backend) => {
    const forms = kernelForms(taken, backend).filter(([row]) => !differsByBackend(row));
    expect(forms.length).toBeGreaterThan(500);
    expect(forms.map(([row]) => `${place(row)} → ${printed(row)}`)).toEqual(
      forms.map(([row, form]) => `${place(row)} → ${form}`),
    );
  });
});
