import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Family } from "@/lib/core/net/family";

/** One line of iptables' own test suite: a rule, what iptables-save prints of it, whether iptables takes it. */
export type ExtensionRow = {
  readonly file: string;
  readonly line: number;
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  readonly rule: string;
  readonly saved: string;
  /** `some`: only one of the two programs takes it. */
  readonly taken: "yes" | "no" | "some";
};

function familyOf(file: string): Family | null {
  if (/^(?:libxt|libipt|iptables)/.test(file)) return 4;
  return /^(?:libip6t|ip6tables)/.test(file) ? 6 : null;
}

/** The rows of one file; each is tried in every chain that the file names, here in the first. */
function readRows(file: string, family: Family, text: string): readonly ExtensionRow[] {
  const rows: ExtensionRow[] = [];
  let table = "filter";
  let chain = "INPUT";
  for (const [index, line] of text.split("\n").entries()) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    if (line.startsWith(":")) chain = line.slice(1).split(",")[0]?.trim() ?? chain;
    if (/^(?:[#*:@%]|\s*$)/.test(line)) continue;
    const [rule = "", saved = "", result = "", variant] = line.split(";");
    rows.push({
      file,
      line: index + 1,
      family,
      table,
      chain,
      rule: rule.trim(),
      saved: (saved === "=" ? rule : saved).trim(),
      taken: variant === undefined ? (result.trim() === "OK" ? "yes" : "no") : "some",
    });
  }
  return rows;
}

/** All rows about IPv4 and IPv6 in a folder of `*.t` files. */
export async function extensionRows(folder: string): Promise<readonly ExtensionRow[]> {
  const rows: ExtensionRow[] = [];
  for (const file of (await readdir(folder)).toSorted()) {
    const family = familyOf(file);
    if (family !== null) rows.push(...readRows(file, family, await readFile(join(folder, file), "utf8")));
  }
  return rows;
}
