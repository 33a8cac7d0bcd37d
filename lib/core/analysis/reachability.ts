import { type Address, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { unprivilegedPorts } from "@/lib/core/net/port-range";
import { onePort } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { interpret } from "./interpret";
import { inPrefix, inRange } from "./match-address";
import type { Verdict } from "./verdict";

/** A socket that waits for packets; `address` null: on every address of the host. */
export type Listener = {
  readonly protocol: "tcp" | "udp";
  readonly address: Address | null;
  readonly port: number;
  /** The interface on which strangers arrive, or null where it is not known. */
  readonly interface: string | null;
};

/** Ordinary public addresses, spread wide: rulesets name private and special ones often, and these hardly ever. */
const candidates: Readonly<Record<Family, readonly string[]>> = {
  4: [
    "45.66.77.88",
    "77.88.99.11",
    "91.22.33.44",
    "133.44.55.66",
    "151.61.71.81",
    "185.86.87.88",
    "8.21.31.41",
    "201.51.61.71",
  ],
  6: [
    "2a01:4f8:1:2::3",
    "2600:1f00:4:5::6",
    "2400:8500:7:8::9",
    "2001:218:a:b::c",
    "2804:14c:d:e::f",
    "2c0f:f248:1:1::1",
  ],
};

function names(match: Match, address: Address): boolean {
  if (match.kind === "source") return match.prefix.length > 0 && inPrefix(address, match.prefix) === true;
  return match.kind === "source-range" && inRange(address, match.range) === true;
}

/** Somebody on the internet: a public address that no rule names. */
export function stranger(ruleset: Ruleset): Address | null {
  const rules = ruleset.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules));
  for (const text of candidates[ruleset.family]) {
    const address = parseAddress(text);
    if (address !== null && !rules.some(({ matches }) => matches.some((match) => names(match, address)))) {
      return address;
    }
  }
  return null;
}

/**
 * What happens to the first packet of somebody on the internet to a listener: `accept` means that anybody reaches it.
 * Whoever it is stays within every rate. Without a known interface any name but the loopback's is taken.
 */
export function reachability(ruleset: Ruleset, listener: Listener): Verdict {
  const tcp = listener.protocol === "tcp";
  return interpret(
    ruleset,
    {
      chain: "INPUT",
      family: ruleset.family,
      in: listener.interface ?? "outside",
      out: null,
      source: stranger(ruleset),
      destination: listener.address,
      protocol: tcp ? 6 : 17,
      sourcePort: unprivilegedPorts,
      destinationPort: onePort(listener.port),
      flags: tcp ? ["SYN"] : null,
      icmp: null,
      state: "NEW",
      direction: "ORIGINAL",
      user: { kind: "none" },
      hopLimit: null,
    },
    { rates: "within" },
  );
}
