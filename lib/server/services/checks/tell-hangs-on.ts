import { conditionText } from "@/lib/core/analysis/condition";
import { readDoubt } from "@/lib/core/analysis/doubt";
import { parseLive } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import { conditionClause } from "../explain/rule-phrases";
import type { HangsOn } from "./checks-view";

/** The condition of this text; null: alone it is none, such as a port without its protocol. */
function readCondition(text: string, family: Family) {
  const read = parseLive(`*filter\n:INPUT ACCEPT [0:0]\n-A INPUT ${text} -j ACCEPT\nCOMMIT\n`, family);
  const matches = read.ok
    ? (read.value.tables[0]?.chains.flatMap(({ rules }) => rules)[0]?.matches ?? [])
    : [];
  return matches.find((match) => conditionText(match, family) === text) ?? null;
}

/** Something that an answer hangs on, from the words in which it is on record. */
export function tellHangsOn(text: string, family: Family | null): HangsOn {
  const match = family !== null && /^[-!]/.test(text) ? readCondition(text, family) : null;
  return { text, phrase: match && family && conditionClause(match, family), doubt: readDoubt(text) };
}
