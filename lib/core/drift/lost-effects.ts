import { parseLive } from "@/lib/core/iptables/parse-save";
import { renderRule } from "@/lib/core/iptables/render-rule";
import type { Family } from "@/lib/core/net/family";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { Target } from "@/lib/core/ruleset/target";

/** Targets that leave a packet's fate to the rules below. */
const decidesNothing: ReadonlySet<Target["kind"]> = new Set([
  "none",
  "log",
  "nflog",
  "ct-helper",
  "ct-settings",
]);

/**
 * Rules of our chains that decide nothing and do something all the same: they log, remember who came, choose a helper. In
 * our own words, since another version of iptables may print them in other ones.
 */
function effectsOf(text: string, family: Family): readonly string[] | null {
  const parsed = parseLive(text, family);
  if (!parsed.ok) return null;
  return parsed.value.tables.flatMap(({ chains }) =>
    chains
      .filter(({ name }) => isOwned(name))
      .flatMap(({ name, rules }) =>
        rules
          .filter(({ target }) => decidesNothing.has(target.kind))
          .map((rule) => renderRule(rule, name, family)),
      ),
  );
}

/**
 * Such rules of the confirmed text that the live one has no more; none where it cannot be read. What they did is told by
 * no packet's fate: without them nothing is logged of what would be refused, and nobody is remembered as a scanner.
 */
export function lostEffects(live: string, sent: string, family: Family): readonly string[] {
  const there = effectsOf(live, family)?.slice();
  if (there === undefined) return [];
  return (effectsOf(sent, family) ?? []).filter((rule) => {
    const at = there.indexOf(rule);
    if (at >= 0) there.splice(at, 1);
    return at < 0;
  });
}
