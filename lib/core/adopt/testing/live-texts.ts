import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseLive } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";

/**
 * What iptables-save and ip6tables-save printed in a network namespace after the real thing had loaded its rules: ufw
 * 0.36.2, fail2ban 1.0.2 and Docker 20.10.24 of Debian 12 (ufw with two allows, a limit, a deny; fail2ban with three
 * bans; Docker with two containers and published ports), and iptables commands as administrators write them.
 */
export const liveNames = ["hand", "ufw", "f2b", "docker", "redhat", "admin", "open", "recipe"] as const;
export type LiveName = (typeof liveNames)[number];

export function liveText(name: LiveName, family: Family): string {
  return readFileSync(fileURLToPath(new URL(`../testdata/${name}.v${family}`, import.meta.url)), "utf8");
}

export function readSave(text: string, family: Family): Ruleset {
  const parsed = parseLive(text, family);
  if (!parsed.ok) throw new Error(`${parsed.problems[0]?.text}\n${text}`);
  return parsed.value;
}

/** Every rule and the policy of each built-in chain, by its place, as `refKey` writes it. */
export function placesOf({ family, tables }: Ruleset): string[] {
  return tables.flatMap(({ name: table, chains }) =>
    chains.flatMap(({ name: chain, rules }) => [
      ...(table === "filter" && ["INPUT", "FORWARD", "OUTPUT"].includes(chain)
        ? [`${family} ${table} ${chain} policy`]
        : []),
      ...rules.map((_, index) => `${family} ${table} ${chain} ${index}`),
    ]),
  );
}
