import type { Prefix } from "@/lib/core/net/prefix";
import type { InboundRule, Purpose } from "@/lib/core/policy/schema";
import { everyService } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { endsAt, portMatches, protocol, tcp } from "./match-shapes";
import { inboundNote } from "./notes";
import { logWay, verdictRules } from "./rule-shapes";
import type { Scope } from "./scope";
import { requestShapes } from "./service-shapes";

/** Conditions on where a rule's packets go to; null where the address has none in this family. */
function destination(scope: Scope, purpose: Purpose, rule: InboundRule): readonly Match[] | null {
  const address = rule.destination ?? purpose.address;
  if (address === null) return [];
  const prefix = scope.ownAddress(address);
  return prefix === null ? null : [{ kind: "destination", prefix }];
}

/** The kernel does not keep a prefix that holds every address of its family, so such a one needs no condition. */
function endMatch(side: "source" | "destination", prefix: Prefix): readonly Match[] {
  return prefix.length === 0 ? [] : [{ kind: side, prefix }];
}

/** Conditions on one end of a packet for each prefix of the named networks; `anyone` needs none. */
export function endMatches(
  scope: Scope,
  side: "source" | "destination",
  names: readonly string[],
): readonly (readonly Match[])[] {
  return names.flatMap((name): readonly (readonly Match[])[] => {
    const prefixes = scope.network(name);
    return prefixes === null ? [[]] : prefixes.map((prefix) => endMatch(side, prefix));
  });
}

/** The control panel's port belongs to the administrator's path, unless that holds every port already. */
function serviceShapes(scope: Scope, rule: InboundRule): readonly (readonly Match[])[] {
  const shapes = requestShapes(scope, rule.services, rule.sourcePorts === "unprivileged");
  const { controlPanelPort } = scope.policy;
  if (!rule.admin || controlPanelPort === null || rule.services.includes(everyService)) return shapes;
  const port = { first: controlPanelPort, last: controlPanelPort };
  return [...shapes, [protocol(tcp), ...portMatches("tcp", "destination", [port])]];
}

/** The rules of one inbound policy rule: each source by each service. A source without addresses of the family gives none. */
export function inboundRules(scope: Scope, purpose: Purpose, rule: InboundRule): readonly Rule[] {
  const to = destination(scope, purpose, rule);
  if (to === null || !rule.enabled) return [];
  const origin: Origin = { section: "source", ruleId: rule.id, note: inboundNote(rule, purpose.address) };
  const shapes = serviceShapes(scope, rule);
  const until = rule.until === undefined || rule.verdict !== "accept" ? [] : [endsAt(rule.until)];
  return endMatches(scope, "source", rule.sources).flatMap((from) =>
    shapes.flatMap((shape) =>
      verdictRules(
        rule,
        scope.family,
        { matches: [...from, ...to, ...shape, ...until], stateless: false, log: logWay(scope.facts, false) },
        origin,
      ),
    ),
  );
}
