import type { Chain, Ruleset } from "@/lib/core/ruleset/ruleset";
import { renderRule } from "./render-rule";

function declaration({ name, policy }: Chain): string {
  return `:${name} ${policy ?? "-"} [0:0]`;
}

/**
 * The text for iptables-restore or ip6tables-restore, in the kernel's normal form: what iptables-save prints back,
 * without its comment lines and with the counters at zero. Each table ends with COMMIT.
 */
export function renderRestore({ family, tables }: Ruleset): string {
  const lines = tables.flatMap(({ name, chains }) => [
    `*${name}`,
    ...chains.map(declaration),
    ...chains.flatMap((chain) => chain.rules.map((rule) => renderRule(rule, chain.name, family))),
    "COMMIT",
  ]);
  return lines.map((line) => `${line}\n`).join("");
}
