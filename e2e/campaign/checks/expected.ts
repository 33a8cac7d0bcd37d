import type { Snapshot } from "../host/snapshot";

/** Rules of ours in both families as the kernel holds them: chains with their rules, and the jumps. */
export type Rules = { readonly four: string; readonly six: string; readonly jumps: readonly string[] };

/** A host that never had rules of ours. */
export const noRules: Rules = { four: "", six: "", jumps: [] };

const chainJumps = [
  [":SEKISHO-IN", "-A INPUT -j SEKISHO-IN"],
  [":SEKISHO-OUT", "-A OUTPUT -j SEKISHO-OUT"],
  [":SEKISHO-FWD", "-A DOCKER-USER -j SEKISHO-FWD"],
] as const;

/** Rules with the one jump that each chain has. */
export function withJumps({ four, six }: { readonly four: string; readonly six: string }): Rules {
  const jumps = chainJumps
    .filter(([chain]) => `${four}\n`.startsWith(`${chain}\n`) || four.includes(`${chain}\n`))
    .map(([, jump]) => jump);
  return { four, six, jumps: [...jumps].sort() };
}

/** After a restart our boot script comes before the container engine: the jump stands in FORWARD itself. */
const atHome = (jumps: readonly string[]) =>
  jumps.map((jump) => jump.replace("-A FORWARD -j SEKISHO-FWD", "-A DOCKER-USER -j SEKISHO-FWD")).sort();

/** What of `rules` is not on the host, in words; `missingJumps`: families whose jump to SEKISHO-IN somebody may have
 * taken away. */
export function differences(
  snapshot: Snapshot,
  rules: Rules,
  missingJumps: readonly (4 | 6)[] = [],
): string[] {
  const found: string[] = [];
  for (const family of [4, 6] as const) {
    const tables = family === 4 ? snapshot.ipv4 : snapshot.ipv6;
    const wanted = family === 4 ? rules.four : rules.six;
    if (tables.chains !== wanted) found.push(`IPv${family} rules: ${firstDifference(wanted, tables.chains)}`);
    const live = atHome(tables.jumps);
    // Taken away early, the load has added it again.
    const fits = (jumps: readonly string[]) => live.join("\n") === atHome(jumps).join("\n");
    const without = rules.jumps.filter((jump) => !jump.startsWith("-A INPUT "));
    if (!fits(rules.jumps) && !(missingJumps.includes(family) && fits(without)))
      found.push(`IPv${family} jumps: ${live.join(", ") || "none"}`);
    // On a host that was restarted fail2ban comes after us, and inserts itself above.
    if (tables.jumpBeforeBans) found.push(`IPv${family}: our jump stands before the bans`);
  }
  return found;
}

function firstDifference(wanted: string, live: string): string {
  if (live === "") return "none of ours";
  if (wanted === "") return "ours where there should be none";
  const one = wanted.split("\n");
  const other = live.split("\n");
  const missing = one.filter((line) => !other.includes(line));
  const added = other.filter((line) => !one.includes(line));
  return `missing ${missing.slice(0, 2).join("; ") || "nothing"}, added ${added.slice(0, 2).join("; ") || "nothing"}`;
}
