import type { ShareTold } from "@/lib/core/assertion/exposure-question";
import { chainOwner } from "@/lib/core/exposure/chain-owner";
import type { Destination, EntryTold, Found } from "@/lib/core/exposure/exposure-rows";
import type { ConditionTold, RuleTold } from "@/lib/core/meaning/meaning";
import type { Family } from "@/lib/core/net/family";
import type { ConditionView, DecidingRule } from "../meaning/meaning-view";
import { conditionView, told } from "../meaning/row-view";
import { sampleView } from "../meaning/sample-view";
import type { EntryView, FamilyStanding, FamilyView } from "./exposure-view";

/** How rules of one family are told: with the line of the policy that they come from. */
export type RuleTeller = (rule: RuleTold | null) => DecidingRule;

/** A family as it is told. */
export type FamilySide = {
  readonly standing: FamilyStanding;
  readonly rule: RuleTeller;
};

function placeText({ address, port }: Destination): string {
  const host = address ?? "?";
  const text = host.includes(":") ? `[${host}]` : host;
  return port === null ? text : `${text}:${port}`;
}

function conditionViews(list: readonly ConditionTold[], family: Family): readonly ConditionView[] {
  return list.map((one) => conditionView(one, { family, policy: null }));
}

function keyOf({ way, peers, rule, end, over, to }: Omit<EntryView, "key">): string {
  const by = rule && (rule.rule.origin?.rule?.id ?? [rule.table, rule.rule.chain, rule.rule.number]);
  return JSON.stringify([way, peers, by, end, over, to]);
}

function entryView(entry: EntryTold, family: Family, rule: RuleTeller): EntryView {
  const deciding = rule(entry.rule);
  const view = {
    way: entry.way,
    peers: entry.sources && told(entry.sources),
    rule: deciding,
    end: entry.end,
    over: entry.over,
    to: entry.to && placeText(entry.to),
    owner: entry.rule && chainOwner(entry.rule.ref.chain),
    assumes: conditionViews(entry.assumes, family),
    sample: sampleView(entry.sample),
  };
  return { ...view, key: keyOf(view) };
}

const nothing = { entries: [], depends: null, shut: null, linkOnly: false } as const;

type Read = Extract<Found, { kind: "read" }>;

function stateOf({ entries, depends }: Read): FamilyView["state"] {
  // Who comes over one interface is not anyone: a VPN's peers, a container's network.
  if (entries.some(({ sources, over }) => sources === null && over === null)) return "anyone";
  if (entries.length > 0) return "some";
  return depends === null ? "nobody" : "depends";
}

/** What one family says of a row. */
export function familyView(family: Family, found: Found, { standing, rule }: FamilySide): FamilyView {
  switch (found.kind) {
    case "not-heard":
    case "loopback":
    case "no-address":
      return { family, state: found.kind, why: null, ...nothing };
    case "unreadable":
    case "too-complex": {
      const why = standing.standing === "no-tools" ? "no-tools" : found.kind;
      return { family, state: "cannot-tell", why, ...nothing };
    }
    case "read": {
      const { entries, depends, shut, linkOnly } = found;
      // What these rules let in the other back end may refuse, and its nat may send what they refuse elsewhere.
      const half = standing.otherBackendRules > 0;
      const share = ({ sources, sample, conditions: list }: ShareTold) => ({
        peers: sources && told(sources),
        conditions: conditionViews(list, family),
        sample: sampleView(sample),
      });
      return {
        family,
        state: half ? "cannot-tell" : stateOf(found),
        why: half ? "other-backend" : null,
        entries: entries.map((entry) => entryView(entry, family, rule)),
        depends: depends && share(depends),
        shut: shut && { rule: rule(shut.rule), end: shut.end, sample: sampleView(shut.sample) },
        linkOnly,
      };
    }
  }
}
