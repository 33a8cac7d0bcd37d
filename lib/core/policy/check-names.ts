import type { HostFacts } from "@/lib/core/facts/host-facts";
import { error, notice, type Problem } from "@/lib/core/problem/problem";
import { nearest } from "./nearest";
import { builtInNetworks, everyService, type Policy, type SourceRate } from "./schema";

type Path = Problem["path"];

function* repeated(list: readonly string[], code: string, path: Path): Generator<Problem> {
  for (const [at, name] of list.entries()) {
    if (list.indexOf(name) === at) continue;
    yield error(code, `${name} is listed twice. Remove one.`, [...path, at], { name });
  }
}

function unknown(code: string, what: string, name: string, known: readonly string[], path: Path): Problem {
  const near = nearest(name, known);
  const instead = near === null ? "Make it, or choose another." : `Did you mean ${near}?`;
  const text = `There is no ${what} called ${JSON.stringify(name)}. ${instead}`;
  return error(code, text, path, { name, suggestion: near ?? "" });
}

/** Problems of a rule's sources or destinations. `needed`: the rule is switched on, so an empty list stops. */
export function* checkNetworkNames(
  policy: Policy,
  facts: HostFacts | null,
  list: readonly string[],
  side: "sources" | "destinations",
  path: Path,
  needed: boolean,
): Generator<Problem> {
  if (list.length === 0 && needed) {
    const text =
      side === "sources"
        ? "Nobody is named here. Choose at least one source, or switch the rule off."
        : "No destination is named here. Choose at least one, or switch the rule off.";
    yield error(`${side}-empty`, text, path);
  }
  yield* repeated(list, `${side}-twice`, path);
  const known = [...builtInNetworks, ...policy.networks.map(({ name }) => name)];
  for (const [at, name] of list.entries()) {
    const place = [...path, at];
    if (!known.includes(name)) {
      yield unknown("network-unknown", "network", name, known, place);
    } else if (name === "panel" && needed && (facts?.connection ?? null) === null) {
      const text =
        "The address from which this host sees the panel is not known yet. Inspect the host first.";
      yield error("panel-unknown", text, place);
    } else if (needed && policy.networks.find((network) => network.name === name)?.entries.length === 0) {
      yield error("network-empty", `${name} holds no address. Add one, or choose another.`, place, { name });
    }
  }
  if (list.includes("anyone") && list.length > 1 && needed) {
    yield notice("anyone-covers", "Anyone is among these, so the others change nothing.", path);
  }
}

/** Problems of a list of services. `needed`: an empty list stops. */
export function* checkServiceNames(
  policy: Policy,
  list: readonly string[],
  path: Path,
  needed: boolean,
): Generator<Problem> {
  if (list.length === 0 && needed) {
    yield error(
      "services-empty",
      "No service is named here. Choose at least one, or switch the rule off.",
      path,
    );
  }
  yield* repeated(list, "services-twice", path);
  const known = [everyService, ...policy.services.map(({ name }) => name)];
  for (const [at, name] of list.entries()) {
    if (!known.includes(name)) yield unknown("service-unknown", "service", name, known, [...path, at]);
  }
}

const unitSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;

/**
 * Problems of a rate. The kernel counts credits in a number that holds one day: a bucket that takes longer to fill
 * overflows, and the load fails or the rate is wrong (measured).
 */
export function* checkRate(rate: SourceRate | null, path: Path): Generator<Problem> {
  if (rate === null || (unitSeconds[rate.per] / rate.count) * rate.burst <= 86_400) return;
  const most = Math.floor((86_400 / unitSeconds[rate.per]) * rate.count);
  yield error(
    "rate-too-slow",
    `At this rate a burst of ${rate.burst} takes longer than a day to come back, which the kernel cannot count. Choose a burst of ${most} at most.`,
    [...path, "burst"],
    { burst: rate.burst, most },
  );
}
