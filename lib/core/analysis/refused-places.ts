import type { Match } from "@/lib/core/ruleset/match";
import type { Target } from "@/lib/core/ruleset/target";

/** Tables, and built-in chains in them, where alone a target may stand (the kernel's xt_*.c; measured on Linux 6.18). */
type Places = { readonly table: string; readonly chains?: readonly string[] };

const places: { readonly [Kind in Target["kind"]]?: Places } = {
  dnat: { table: "nat", chains: ["PREROUTING", "OUTPUT"] },
  redirect: { table: "nat", chains: ["PREROUTING", "OUTPUT"] },
  snat: { table: "nat", chains: ["POSTROUTING", "INPUT"] },
  masquerade: { table: "nat", chains: ["POSTROUTING"] },
  netmap: { table: "nat" },
  notrack: { table: "raw" },
  "ct-helper": { table: "raw" },
  "ct-settings": { table: "raw" },
  checksum: { table: "mangle" },
};

/** Why a target may not stand where it does; null where it may. A chain of the user's is only as good as its jumps. */
export function misplacedTarget(target: Target, table: string, chain: string): string | null {
  const place = places[target.kind];
  if (place === undefined) return null;
  if (place.table !== table) return `has a target of the table ${place.table}`;
  const builtIn = /^(?:INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)$/.test(chain);
  return builtIn && place.chains !== undefined && !place.chains.includes(chain)
    ? `has a target of ${place.chains.join(" and ")}`
    : null;
}

const without = {
  in: ["OUTPUT", "POSTROUTING"],
  out: ["INPUT", "PREROUTING"],
} as const;

const names = { in: "input", out: "output" } as const;

function lacksInterface(side: "in" | "out", chain: string): string | null {
  return without[side].some((one) => one === chain)
    ? `asks for an ${names[side]} interface, and ${chain} has none`
    : null;
}

/** Why a condition may not be asked in a built-in chain; null where it may. */
export function misplacedMatch(match: Match, chain: string): string | null {
  switch (match.kind) {
    case "in-interface":
      return lacksInterface("in", chain);
    case "out-interface":
      return lacksInterface("out", chain);
    case "address-type":
      return match.interface === undefined ? null : lacksInterface(match.interface, chain);
    case "mac-source":
      return lacksInterface("in", chain);
    case "owner-user":
    case "owner-group":
    case "owner-socket":
      return /^(?:INPUT|FORWARD|PREROUTING)$/.test(chain)
        ? `asks who sends the packet, and in ${chain} nobody here does`
        : null;
    case "opaque":
      return match.text === "-m eui64" ? lacksInterface("in", chain) : null;
    default:
      return null;
  }
}
