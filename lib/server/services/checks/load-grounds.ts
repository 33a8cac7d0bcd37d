import { substitute } from "@/lib/core/analysis/substitute";
import type { Tables } from "@/lib/core/checks/judge-tries";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Tx } from "@/lib/server/db/transaction";
import type { LiveText } from "../apply/apply-view";
import { unpackLive } from "../apply/live-text";
import { findSubject } from "../drift/find-subject";
import { parseOnce } from "../explain/parse-once";

/** What was confirmed on a host: our chains as they were sent, and what others held then. */
export type Confirmed = {
  readonly applyId: string;
  readonly number: number;
  readonly policy: Policy;
  readonly sent: Readonly<Record<Family, string | null>>;
  readonly baseline: LiveText;
};

/** Null: nothing was confirmed. Others' rules count as they were when somebody last took them as they are. */
export async function findConfirmedGrounds(tx: Tx, hostId: string): Promise<Confirmed | null> {
  const subject = await findSubject(tx, hostId);
  if (subject === null) return null;
  const { apply, after, measure } = subject;
  const look = await tx.drift.findUnique({ where: { hostId }, select: { applyId: true, baseline: true } });
  const taken = look?.applyId === apply.id ? unpackLive(look.baseline) : null;
  return {
    applyId: apply.id,
    number: apply.number,
    policy: measure.policy,
    sent: { 4: measure.rules4, 6: measure.rules6 },
    baseline: taken ?? after?.live ?? apply.facts.live,
  };
}

function readTables(text: string | null, family: Family): Ruleset | null {
  const read = text === null ? null : parseOnce(text, family);
  return read?.ok ? read.value : null;
}

/** The live tables as they were read. */
export function liveTables({ live, iptables6 }: HostFacts): Tables {
  return { 4: readTables(live.ipv4, 4), 6: iptables6 === "absent" ? null : readTables(live.ipv6, 6) };
}

/** Our chains as they were sent, among what others held, which is theirs. */
export type Sent = Pick<Confirmed, "sent" | "baseline">;

/** The tables as they were confirmed; where nothing was, as they are. */
export function intendedTables(confirmed: Sent | null, facts: HostFacts): Tables {
  if (confirmed === null) return liveTables(facts);
  const of = (family: Family, text: string | null) => {
    const [others, ours] = [readTables(text, family), readTables(confirmed.sent[family], family)];
    return others === null || ours === null ? null : substitute(others, ours);
  };
  return { 4: of(4, confirmed.baseline.ipv4), 6: of(6, confirmed.baseline.ipv6) };
}
