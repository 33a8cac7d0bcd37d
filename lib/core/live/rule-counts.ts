import type { Family } from "@/lib/core/net/family";
import type { RuleCount } from "./live-frame";

/** The rules of our chains in the text of `iptables-save -c`, in its order, with what each has counted. */
export function ruleCounts(text: string, family: Family): RuleCount[] {
  let table = "";
  return text.split("\n").flatMap((line): RuleCount[] => {
    if (line.startsWith("*")) table = line.slice(1);
    const [, packets, bytes, rule, chain] = /^\[(\d+):(\d+)\] (-A (SEKISHO-\S+).*)$/.exec(line) ?? [];
    if (rule === undefined || chain === undefined) return [];
    return [{ family, table, chain, text: rule, packets: Number(packets), bytes: Number(bytes) }];
  });
}
