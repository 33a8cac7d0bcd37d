import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { isSandbox } from "../is-sandbox";
import { everyService, type InboundRule, type PolicyBody, type ServiceObject } from "../schema";
import { type AssertedService, type Assertion, portProtocols } from "./assertion";
import { printAssertion } from "./print-assertion";
import { plainParts } from "./resolve-assertion";

/** More than this many at once is a list that nobody reads. */
const most = 8;

type Listener = HostFacts["listeners"][number];

/** `anyone reaches …` where everybody may, else `nobody but … reaches …`. */
function about(sources: readonly string[], service: AssertedService): Assertion {
  const open = sources.includes("anyone");
  const parties = open ? [] : sources.map((name) => ({ kind: "name", name }) as const);
  return {
    direction: "in",
    reaches: open,
    who: { but: true, parties },
    services: [service],
    at: null,
    over: null,
  };
}

const unique = (names: readonly string[]) => [...new Set(names)];

/** Listens for others, on a port that no rule names. */
function isForgotten(listener: Listener, named: readonly ServiceObject[]): boolean {
  const bound = parseAddress(listener.address);
  if (bound === null) return false;
  const loopback = bound.family === 4 ? bound.value >> 24n === 127n : bound.value === 1n;
  const { port } = listener;
  const meant = named.flatMap(plainParts).some((part) => {
    if (part.kind !== "protocol" || part.protocol !== portProtocols[listener.protocol]) return false;
    return part.ports?.some(({ first, last }) => first <= port && port <= last) ?? true;
  });
  return !loopback && !meant;
}

/**
 * Assertions that fit what a draft says and what listens on its host, so that no later edit undoes it unseen. Those that
 * are there already are left out. Whether they hold is not asked.
 */
export function suggestAssertions(
  body: PolicyBody,
  services: readonly ServiceObject[],
  facts: HostFacts | null,
): readonly string[] {
  // The sandbox decides nothing about what comes in.
  if (isSandbox(body)) return [];
  const rules = body.purposes
    .flatMap((purpose) => purpose.rules)
    .filter(({ enabled, verdict }) => enabled && verdict === "accept");
  const sourcesOf = (wanted: (rule: InboundRule) => boolean) =>
    unique(rules.filter(wanted).flatMap(({ sources }) => sources));
  const everything = (rule: InboundRule) => rule.services.includes(everyService);
  const names = unique(rules.flatMap((rule) => rule.services)).filter((name) => name !== everyService);
  const named = services.filter(({ name }) => names.includes(name));
  const forgotten = (facts?.listeners ?? []).filter(
    ({ port }) => port !== facts?.connection?.hostPort && port !== body.controlPanelPort,
  );
  const suggested = [
    ...names.map((name) =>
      about(
        sourcesOf((rule) => everything(rule) || rule.services.includes(name)),
        { kind: "name", name },
      ),
    ),
    ...forgotten
      .filter((listener) => isForgotten(listener, named))
      .map(({ protocol, port }) =>
        about(sourcesOf(everything), { kind: "ports", protocol, ports: [{ first: port, last: port }] }),
      ),
  ];
  const texts = suggested.map(printAssertion).filter((text) => !body.assertions?.includes(text));
  return unique(texts).slice(0, most);
}
