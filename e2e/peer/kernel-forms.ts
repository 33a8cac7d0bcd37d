import { spawnSync } from "node:child_process";
import type { ExtensionRow } from "./extension-rows";

/** Restores rules in a network namespace of its own and saves the tables again; null where they do not load. */
function restored(program: string, text: string, tables: readonly string[]): string | null {
  const saves = tables.map((table) => `${program}-save -t ${table}`);
  const script = [`${program}-restore`, ...saves].join(" && ");
  const run = spawnSync("unshare", ["-n", "sh", "-c", script], { input: text, encoding: "utf8" });
  return run.status === 0 ? run.stdout : null;
}

/** Rows as text for iptables-restore, a chain after the other as they are saved. */
function restoreText(tables: readonly string[], rows: readonly ExtensionRow[]): string {
  const lines = tables.flatMap((table) => [
    `*${table}`,
    ...rows.filter((row) => row.table === table).map(({ chain, rule }) => `-A ${chain} ${rule}`),
    "COMMIT",
  ]);
  return lines.map((line) => `${line}\n`).join("");
}

/** What the kernel's programs print of each row behind `-A CHAIN`; rows that do not load on this machine are left out. */
function formsOf(
  program: string,
  rows: readonly ExtensionRow[],
): readonly (readonly [ExtensionRow, string])[] {
  const tables = [...new Set(rows.map(({ table }) => table))];
  const text = restored(program, restoreText(tables, rows), tables);
  if (text === null) return rows.length > 1 ? rows.flatMap((row) => formsOf(program, [row])) : [];
  const left = [...rows];
  let table = "";
  return text.split("\n").flatMap((line) => {
    if (line.startsWith("*")) table = line.slice(1);
    const [, chain, form] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    const at = left.findIndex((row) => row.table === table && row.chain === chain);
    const [row] = chain === undefined || at < 0 ? [] : left.splice(at, 1);
    return row === undefined || form === undefined ? [] : [[row, form] as const];
  });
}

/** The kernel's form of each row that loads here, by one of the two back ends. */
export function kernelForms(
  rows: readonly ExtensionRow[],
  backend: "nft" | "legacy",
): readonly (readonly [ExtensionRow, string])[] {
  const files = [...new Set(rows.map(({ file }) => file))];
  return files.flatMap((file) => {
    const own = rows.filter((row) => row.file === file);
    const program = own[0]?.family === 6 ? "ip6tables" : "iptables";
    return formsOf(`${program}-${backend}`, own);
  });
}
