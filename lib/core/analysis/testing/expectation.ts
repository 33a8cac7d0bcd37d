import type { Packet } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { follow } from "../path/follow";
import type { PathHost } from "../path/path-host";
import type { PathVerdict } from "../path/path-verdict";
import { waysIn } from "../path/stage-plan";
import { type Backend, rigHostOf } from "./address-plan";

/** What must become of a packet. */
export type Expectation = {
  readonly verdict: "accept" | "drop" | "reject";
  /** Where it comes out: `host`, or the interface by which it leaves; null: nowhere. */
  readonly where: string | null;
  /** The packet as it comes out. */
  readonly leaves: Packet | null;
  /** The packet as the last table met it, or as it comes out. */
  readonly last: Packet | null;
  /** The rules that it matches, as `TABLE CHAIN#INDEX`; one twice where it passes twice. */
  readonly matched: readonly string[];
};

function exit({ leaves, stages }: PathVerdict): string | null {
  if (leaves === null) return null;
  const last = stages.findLast(({ kind }) => kind === "route");
  return last?.kind === "route" && last.to === "host" ? "host" : leaves.out;
}

/** What the interpreter says of a packet; null where anything on its way is open. Rates are taken to be kept. */
export function expectationOf(ruleset: Ruleset, packet: Packet, host: PathHost): Expectation | null {
  const matched: string[] = [];
  let open = false;
  const path = follow(ruleset, packet, host, {
    rates: "within",
    trace: false,
    watch: {
      matched: (table, chain, index) => matched.push(`${table} ${chain}#${index}`),
      open: () => {
        open = true;
      },
    },
  });
  const { verdict, leaves, stages } = path;
  if (open || verdict === "cannot-tell" || path.possible.length > 1) return null;
  if (stages.some((stage) => stage.kind === "route" && stage.to === "not-known")) return null;
  const where = exit(path);
  // The interface is not known: nothing to compare.
  if (verdict === "accept" && where === null) return null;
  const met = stages.findLast(({ kind }) => kind === "table");
  return { verdict, where, leaves, last: leaves ?? (met?.kind === "table" ? met.packet : null), matched };
}

/** The same for both back ends; null where one of them is open. They differ only where the order of two tables counts. */
export function expectationsOf(
  ruleset: Ruleset,
  packet: Packet,
): Readonly<Record<Backend, Expectation>> | null {
  const { family } = packet;
  const legacy = expectationOf(ruleset, packet, rigHostOf(family, "legacy"));
  if (legacy === null) return null;
  const twice = waysIn(ruleset, undefined).length > 1;
  const nft = twice ? expectationOf(ruleset, packet, rigHostOf(family, "nft")) : legacy;
  return nft === null ? null : { nft, legacy };
}
