import type { Match, TcpFlag } from "@/lib/core/ruleset/match";

type FlagsMatch = Extract<Match, { kind: "tcp-flags" }>;

const everyFlag: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

const same = (a: readonly TcpFlag[], b: readonly TcpFlag[]) =>
  a.length === b.length && a.every((flag) => b.includes(flag));

/**
 * Whether a rule about these flags is about packets that no connection ever shows: none or all of the flags, or two
 * that exclude each other. The protection against scans refuses the usual ones of them.
 */
export function isImpossible({ mask, set, negated }: FlagsMatch): boolean {
  if (negated) return false;
  if (same(mask, everyFlag)) {
    if (set.length === 0 || set.length === everyFlag.length) return true;
    return same(set, ["FIN", "PSH", "URG"]);
  }
  const pairs: readonly (readonly TcpFlag[])[] = [
    ["FIN", "SYN"],
    ["SYN", "RST"],
    ["FIN", "RST"],
  ];
  return same(mask, set) && pairs.some((pair) => same(pair, set));
}

/** Whether each packet with SYN and no other flag meets the condition. */
export function isOrdinaryStart({ mask, set, negated }: FlagsMatch): boolean {
  const met =
    mask.every((flag) => (flag === "SYN") === set.includes(flag)) && set.every((flag) => mask.includes(flag));
  return met !== (negated === true);
}
