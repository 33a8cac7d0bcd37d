import { expect, test } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { loggedBy } from "./logged-by";

/** Rules of a save text, each from the line of the policy that its comment names. */
function ruleset(text: string): Ruleset {
  const parsed = parseSave(text, 4);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const named = parsed.value.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({
      ...chain,
      rules: chain.rules.map((rule) => {
        const comment = rule.matches.find((match) => match.kind === "comment");
        const ruleId = comment?.kind === "comment" ? comment.text : null;
        return { ...rule, origin: { section: "source" as const, ruleId, note: "" } };
      }),
    })),
  }));
  return { ...parsed.value, tables: named };
}

const rules = ruleset(`*filter
:SEKISHO-IN - [0:0]
:SEKISHO-OUT - [0:0]
-A SEKISHO-IN -i lo -j ACCEPT
-A SEKISHO-IN -p tcp -m tcp --dport 80 -m comment --comment web -j LOG --log-prefix "sekisho web: "
-A SEKISHO-IN -p tcp -m tcp --dport 80 -m comment --comment web -j ACCEPT
-A SEKISHO-IN -p tcp -m tcp --dport 25 -m comment --comment spam -j NFLOG --nflog-prefix "sekisho spam: "
-A SEKISHO-IN -p tcp -m tcp --dport 25 -m comment --comment spam -j REJECT --reject-with icmp-port-unreachable
-A SEKISHO-IN -p tcp -m tcp --dport 22 -m comment --comment old -j LOG --log-prefix "sekisho would-drop/old: "
-A SEKISHO-IN -j LOG --log-prefix "sekisho in: "
-A SEKISHO-IN -j DROP
-A SEKISHO-OUT -j LOG --log-prefix "sekisho out: "
-A SEKISHO-OUT -j LOG --log-prefix "sekisho would-reject/OUT: "
-A SEKISHO-OUT -j ACCEPT
COMMIT
`);

test("the answer that follows a rule that logs is the answer of its packets, also where they are let in; an observation says what it would be", () => {
  const observed = false;
  expect([...loggedBy([rules]).values()]).toEqual([
    { prefix: "sekisho web: ", ruleId: "web", verdict: "accept", observed },
    { prefix: "sekisho spam: ", ruleId: "spam", verdict: "reject", observed },
    { prefix: "sekisho would-drop/old: ", ruleId: "old", verdict: "drop", observed: true },
    { prefix: "sekisho in: ", ruleId: null, verdict: "drop", observed },
    { prefix: "sekisho out: ", ruleId: null, verdict: "accept", observed },
    { prefix: "sekisho would-reject/OUT: ", ruleId: null, verdict: "reject", observed: true },
  ]);
});
