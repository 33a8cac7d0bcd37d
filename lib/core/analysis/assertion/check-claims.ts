import { type IntervalSet, mergeRanges } from "@/lib/core/net/interval-set";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Rates } from "../evaluate-rule";
import { follow } from "../path/follow";
import type { PathHost } from "../path/path-host";
import { askReach, type Glance, type Reach, type Share } from "../reach/reach";
import type { Verdict } from "../verdict";
import type { Claim, ClaimAnswer, Witness } from "./claim";
import { claimLegs, type Leg } from "./claim-legs";
import { isMoved } from "./is-moved";

export type ClaimOptions = {
  readonly host: PathHost | null;
  /** As in `reach`. */
  readonly rates?: Rates;
  readonly budget?: number;
};

type Asked = {
  readonly leg: Leg;
  readonly glance: () => Glance;
  readonly read: () => Reach;
};

/** Each once, when it is asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Answers claims about the rules of one family, in their order: one look at the rules for all of them. */
export function checkClaims(
  ruleset: Ruleset,
  claims: readonly Claim[],
  options: ClaimOptions,
): readonly ClaimAnswer[] {
  const legs = claims.map((claim) => claimLegs(claim, ruleset.family, options.host));
  const patterns = legs.flat().map(({ pattern }) => pattern);
  if (patterns.length === 0) return claims.map(() => ({ outcome: "not-asked" }));
  const answers = askReach(ruleset, patterns, options, ({ glance, read }) => {
    let next = 0;
    return claims.map((claim, index) => {
      const asked = (legs[index] ?? []).map((leg): Asked => {
        const at = next++;
        return { leg, glance: once(() => glance(at)), read: once(() => read(at)) };
      });
      return answer(ruleset, claim, asked, options);
    });
  });
  return answers ?? legs.map((of) => ({ outcome: of.length === 0 ? "not-asked" : "too-complex" }));
}

function answer(ruleset: Ruleset, claim: Claim, asked: readonly Asked[], options: ClaimOptions): ClaimAnswer {
  if (!asked.some(isFirstPacket)) return { outcome: "not-asked" };
  const counted = claim.reaches ? withoutMoved(ruleset, asked, options) : asked;
  const against = claim.reaches ? "shut" : "open";
  const failing = counted.find(({ glance }) => glance()[against]);
  const share = failing?.read()[against] ?? null;
  if (failing !== undefined && share !== null) {
    const { witness, conditions, verdict } = witnessOf(ruleset, failing, share, options);
    // What the rules say of it is not all that happens on its way, such as a host that hands nothing on: not sure.
    const certain = claim.reaches ? verdict === "drop" || verdict === "reject" : verdict === "accept";
    return certain ? { outcome: "fails", witness } : { outcome: "depends", conditions, witness };
  }
  const hanging = counted.find(({ glance }) => glance().depends);
  const depends = hanging?.read().depends ?? null;
  if (hanging !== undefined && depends !== null) {
    const { witness, conditions } = witnessOf(ruleset, hanging, depends, options);
    return { outcome: "depends", conditions, witness };
  }
  return { outcome: "holds", assumes: [...new Set(counted.flatMap(({ glance }) => glance().assumes))] };
}

/** Whether there is such a first packet at all: none comes from a loopback address, for one. */
function isFirstPacket({ leg, glance }: Asked): boolean {
  return leg.name === "first" && (glance().open || glance().shut || glance().depends);
}

/** The legs that count: of a connection that nat sends elsewhere only the first packet. */
function withoutMoved(ruleset: Ruleset, asked: readonly Asked[], options: ClaimOptions): readonly Asked[] {
  const first = asked.filter(({ leg }) => leg.name === "first");
  const moved = isMoved(ruleset, options.host, () => first.map(({ read }) => read()));
  return moved ? first : asked;
}

const merged = (ranges: readonly AddressRange[] | null): IntervalSet | null => ranges && mergeRanges(ranges);

function witnessOf(
  ruleset: Ruleset,
  { leg, read }: Asked,
  share: Share,
  { host, rates }: ClaimOptions,
): { witness: Witness; conditions: readonly string[]; verdict: Verdict["verdict"] } {
  const path = follow(ruleset, share.sample, host, { trace: false, ...(rates && { rates }) });
  const stage = path.stages[path.decidedAt];
  const place = stage?.kind === "table" ? { table: stage.table, chain: stage.chain } : null;
  const route = stage?.kind === "route" ? [stage.because] : [];
  const sent = leg.pattern.hook === "OUTPUT";
  const told = share.conditions.length === 0 ? path.dependsOn.map(({ text }) => text) : share.conditions;
  return {
    witness: {
      leg: leg.name,
      packet: share.sample,
      rule: path.rule,
      place,
      peers: merged(sent ? share.destinations : share.sources),
      asked: merged(sent ? (leg.pattern.destinations ?? null) : read().asked),
    },
    conditions: [...new Set([...told, ...route])],
    verdict: path.verdict,
  };
}
