import { type IntervalSet, mergeRanges } from "@/lib/core/net/interval-set";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Rates } from "../evaluate-rule";
import { natTable, translates } from "../path/earlier-translation";
import { follow } from "../path/follow";
import type { PathHost } from "../path/path-host";
import { type Reach, reach, type Share } from "../reach/reach";
import type { Verdict } from "../verdict";
import type { Claim, ClaimAnswer, Witness } from "./claim";
import { claimLegs, type Leg } from "./claim-legs";

export type ClaimOptions = {
  readonly host: PathHost | null;
  /** As in `reach`. */
  readonly rates?: Rates;
  readonly budget?: number;
};

type Asked = { readonly leg: Leg; readonly reach: Reach };

/** Answers claims about the rules of one family, in their order: one look at the rules for all of them. */
export function checkClaims(
  ruleset: Ruleset,
  claims: readonly Claim[],
  options: ClaimOptions,
): readonly ClaimAnswer[] {
  const legs = claims.map((claim) => claimLegs(claim, ruleset.family, options.host));
  const patterns = legs.flat().map(({ pattern }) => pattern);
  if (patterns.length === 0) return claims.map(() => ({ outcome: "not-asked" }));
  const found = reach(ruleset, patterns, { ...options, followed: false });
  if (found === null) {
    return legs.map((of) => ({ outcome: of.length === 0 ? "not-asked" : "too-complex" }));
  }
  let at = 0;
  return claims.map((claim, index) => {
    const asked = (legs[index] ?? []).map((leg): Asked => ({ leg, reach: found[at++] as Reach }));
    return answer(ruleset, claim, asked, options);
  });
}

function answer(ruleset: Ruleset, claim: Claim, asked: readonly Asked[], options: ClaimOptions): ClaimAnswer {
  const met = asked.filter(({ reach: { open, shut, depends } }) => open ?? shut ?? depends);
  if (met.length === 0) return { outcome: "not-asked" };
  const counted = claim.reaches ? withoutMoved(ruleset, met, options) : met;
  const against = (one: Reach) => (claim.reaches ? one.shut : one.open);
  for (const { leg, reach } of counted) {
    const share = against(reach);
    if (share === null) continue;
    const { witness, conditions, verdict } = witnessOf(ruleset, leg, share, options);
    // What the rules say of it is not all that happens on its way, such as a host that hands nothing on: not sure.
    const certain = claim.reaches ? verdict === "drop" || verdict === "reject" : verdict === "accept";
    return certain ? { outcome: "fails", witness } : { outcome: "depends", conditions, witness };
  }
  for (const { leg, reach } of counted) {
    if (reach.depends === null) continue;
    const { witness, conditions } = witnessOf(ruleset, leg, reach.depends, options);
    return { outcome: "depends", conditions, witness };
  }
  return { outcome: "holds", assumes: [...new Set(counted.flatMap(({ reach }) => reach.assumes))] };
}

/**
 * A connection that is sent elsewhere by nat is answered over FORWARD, from an address that is not asked about: only its
 * first packet is held against the claim.
 */
function withoutMoved(ruleset: Ruleset, asked: readonly Asked[], options: ClaimOptions): readonly Asked[] {
  const nat = natTable(ruleset);
  if (nat === null || !translates(nat)) return asked;
  const first = asked.filter(({ leg }) => leg.name === "first");
  const moved = first.some(
    ({ reach: { open } }) => open !== null && follow(ruleset, open.sample, options.host).movedBy.length > 0,
  );
  return moved ? first : asked;
}

const merged = (ranges: readonly AddressRange[] | null): IntervalSet | null => ranges && mergeRanges(ranges);

function witnessOf(
  ruleset: Ruleset,
  leg: Leg,
  share: Share,
  { host, rates }: ClaimOptions,
): { witness: Witness; conditions: readonly string[]; verdict: Verdict["verdict"] } {
  const path = follow(ruleset, share.sample, host, rates === undefined ? {} : { rates });
  const stage = path.stages[path.decidedAt];
  const place = stage?.kind === "table" ? { table: stage.table, chain: stage.chain } : null;
  const route = stage?.kind === "route" ? [stage.because] : [];
  const told = share.conditions.length === 0 ? path.dependsOn.map(({ text }) => text) : share.conditions;
  return {
    witness: {
      leg: leg.name,
      packet: share.sample,
      rule: path.rule,
      place,
      peers: merged(leg.pattern.hook === "OUTPUT" ? share.destinations : share.sources),
    },
    conditions: [...new Set([...told, ...route])],
    verdict: path.verdict,
  };
}
