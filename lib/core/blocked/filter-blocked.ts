import { parseAddress } from "@/lib/core/net/address";
import { prefixHolds } from "@/lib/core/net/prefix";
import { typedPrefix } from "@/lib/core/net/typed-prefix";
import type { BlockedWay } from "./blocked-entry";

/** Which rows are looked at. Empty texts: all. */
export type BlockedFilter = {
  readonly way: "all" | BlockedWay;
  /** What came of the packets: they were refused, or only would have been. */
  readonly answer: "all" | "refused" | "observed";
  /** The name of one rule: what its lines begin with. */
  readonly rule: string;
  /** A network such as `192.0.2.0/24`, a part of an address or of a name: of who came, or of where it was going. */
  readonly network: string;
};

export const everyBlocked: BlockedFilter = { way: "all", answer: "all", rule: "", network: "" };

type Row = {
  readonly way: BlockedWay;
  readonly rule: { readonly name: string; readonly observed: boolean };
  readonly named: string | null;
  readonly network: string | null;
  readonly others: readonly string[];
};

function isNetwork({ named, network, others }: Row, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  if (text === "") return true;
  const prefix = text.includes("/") ? typedPrefix(text) : null;
  if (prefix === null) return [...others, network, named?.toLowerCase()].some((one) => one?.includes(text));
  return others.some((other) => {
    const address = parseAddress(other);
    return address !== null && prefixHolds(prefix, address);
  });
}

/** The rows that a filter lets through, in their order. */
export function filterBlocked<R extends Row>(rows: readonly R[], filter: BlockedFilter): readonly R[] {
  return rows.filter(
    (row) =>
      (filter.way === "all" || row.way === filter.way) &&
      (filter.answer === "all" || row.rule.observed === (filter.answer === "observed")) &&
      (filter.rule === "" || row.rule.name === filter.rule) &&
      isNetwork(row, filter.network),
  );
}
