import { ownedText } from "@/lib/core/analysis/owned-text";
import { hookOf } from "@/lib/core/ruleset/owned-chains";
import { liveChains } from "./live-chains";

/**
 * Tables that hold our own chains of a live text and nothing else: each is jumped to, and what they hand back is
 * accepted. By these, a policy can be read out of them alone.
 */
export function ownTables(live: string): string {
  const owned = ownedText(live);
  const heads = { raw: ["PREROUTING", "OUTPUT"], filter: ["INPUT", "FORWARD", "OUTPUT"] } as const;
  return (["raw", "filter"] as const)
    .map((table) => {
      const own = liveChains(owned).filter((one) => one.table === table);
      if (own.length === 0 && table === "raw") return "";
      const jumps = own.flatMap(({ chain }) => {
        const hook = hookOf[chain];
        return hook === undefined ? [] : [`-A ${hook} -j ${chain}`];
      });
      const lines = [
        `*${table}`,
        ...heads[table].map((name) => `:${name} ACCEPT [0:0]`),
        ...own.map(({ chain }) => `:${chain} - [0:0]`),
        ...jumps,
        ...own.flatMap(({ rules }) => rules),
        "COMMIT",
      ];
      return `${lines.join("\n")}\n`;
    })
    .join("");
}
