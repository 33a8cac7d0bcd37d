import type { Family } from "@/lib/core/net/family";
import type { PacketHook } from "@/lib/core/packet/packet";
import type { Target } from "@/lib/core/ruleset/target";
import { changedBy } from "./change";
import type { Rates } from "./evaluate-rule";
import type { PathHost } from "./path/path-host";
import { isNat, translate } from "./path/translate";
import type { Traveller } from "./traveller";
import type { Fate, RuleRef } from "./verdict";

/** Is told of each rule that surely matches on the ordinary way, and of each condition that is open on any way. */
export type Watch = {
  readonly matched: (table: string, chain: string, index: number) => void;
  readonly open: () => void;
};

/** Where and how a walk is done. `trace` false: nobody reads the single steps. */
export type WalkPlace = {
  readonly family: Family;
  readonly table: string;
  readonly hook: PacketHook;
  readonly host: PathHost | null;
  readonly rates: Rates;
  readonly trace: boolean;
  readonly watch?: Watch | undefined;
};

/** What a matching rule's target writes; `fate` where that ends the packet otherwise than the target says. */
export function changeBy(
  { hook, host }: WalkPlace,
  target: Target,
  traveller: Traveller,
  rule: () => RuleRef,
): { readonly traveller: Traveller; readonly fate: Fate | null } {
  if (isNat(target)) return translate(target, traveller, { hook, host, rule });
  return { traveller: changedBy(target, traveller, rule), fate: null };
}
