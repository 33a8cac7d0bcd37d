"use client";

import { useEffect, useMemo, useState } from "react";
import type { Connection } from "@/lib/core/flows/rules-of-connection";
import type { Family } from "@/lib/core/net/family";
import type { LiveRulesView, LiveRuleView, LiveSocketView } from "@/lib/server/services/live/live-view";

/** One name for a rule among those that are loaded, as it stands in the page's address. */
export function ruleKey({ family, rule: { chain, number } }: LiveRuleView): string {
  return `${family}:${chain}:${number}`;
}

type Teller = (family: Family, connection: Connection) => ReadonlySet<string>;

/** Holds connections against the rules that are loaded; what reads rules comes to the browser only when it is asked for. */
async function makeTeller(rules: readonly LiveRuleView[]): Promise<Teller> {
  const [{ parseSave }, { rulesOfConnection }] = await Promise.all([
    import("@/lib/core/iptables/parse-save"),
    import("@/lib/core/flows/rules-of-connection"),
  ]);
  const read = (family: Family) => {
    const own = rules.filter((one) => one.family === family && one.rule.table === "filter");
    const chains = [...new Set(own.map(({ rule }) => `:${rule.chain} - [0:0]`))];
    const text = ["*filter", ...chains, ...own.map(({ rule }) => rule.text), "COMMIT", ""].join("\n");
    const parsed = parseSave(text, family);
    return parsed.ok ? parsed.value : null;
  };
  const rulesets = { 4: read(4), 6: read(6) };
  return (family, connection) => {
    const ruleset = rulesets[family];
    return ruleset === null ? new Set() : rulesOfConnection(ruleset, connection);
  };
}

function connectionOf(row: LiveSocketView): Connection | null {
  const { protocol, way, local, localPort, peer, peerPort, uid } = row;
  if (way === "listens" || peer === null || localPort === null || peerPort === null) return null;
  return { protocol, way, local, localPort, peer, peerPort, uid };
}

/**
 * The rows that any of these rules counts; all rows where no rule is asked for. Null: what reads rules is still on its
 * way.
 */
export function useRuleSockets(
  rows: readonly LiveSocketView[],
  rules: LiveRulesView | null,
  asked: readonly string[],
): readonly LiveSocketView[] | null {
  const [known, setKnown] = useState<{ readonly name: string; readonly tell: Teller } | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  // The page's own error view offers to try again.
  if (fault !== null) throw fault;
  const wanted = asked.length > 0 ? rules : null;
  useEffect(() => {
    if (wanted === null) return;
    let current = true;
    makeTeller(wanted.rules).then(
      (tell) => current && setKnown({ name: wanted.name, tell }),
      (error: unknown) => current && setFault(error),
    );
    return () => {
      current = false;
    };
  }, [wanted]);
  return useMemo(() => {
    if (asked.length === 0) return rows;
    if (known === null || known.name !== wanted?.name) return null;
    return rows.filter((row) => {
      const connection = connectionOf(row);
      if (connection === null) return false;
      const family = connection.peer.includes(":") ? 6 : 4;
      const met = known.tell(family, connection);
      return asked.some((key) => {
        const [of, chain, number] = key.split(":");
        return Number(of) === family && met.has(`${chain} ${Number(number) - 1}`);
      });
    });
  }, [rows, asked, known, wanted]);
}
