import type { MeaningNames, MeaningRow } from "@/lib/core/meaning/meaning";
import type { Policy } from "@/lib/core/policy/schema";
import type { NameLines } from "./meaning-view";

/** A longer list is told by its number. */
const shownLines = 12;

/** Network and service objects, of a policy or of the panel. */
export type Objects = {
  readonly networks: readonly Policy["networks"][number][];
  readonly services: readonly Policy["services"][number][];
};

/** Objects that rules name come first: of two with the same content, the reader expects that one. */
function usedFirst<T extends { readonly name: string }>(
  objects: readonly T[],
  used: ReadonlySet<string>,
): T[] {
  return objects.toSorted((a, b) => Number(used.has(b.name)) - Number(used.has(a.name)));
}

/** Each object once, by its name: who comes first says what the name stands for. */
function onceEach<T extends { readonly name: string }>(objects: readonly T[]): T[] {
  return [...new Map(objects.toReversed().map((object) => [object.name, object])).values()].toReversed();
}

/** The names for what changes: those of the policy, then those that only `others` know. */
export function meaningNames(policy: Policy, others: readonly Objects[], panel: string | null): MeaningNames {
  const inbound = policy.purposes.flatMap(({ rules }) => rules);
  const used = new Set([
    ...inbound.flatMap(({ sources, services }) => [...sources, ...services]),
    ...policy.client.rules.flatMap(({ destinations, services }) => [...destinations, ...services]),
    ...policy.client.services,
  ]);
  const networks = [...usedFirst(policy.networks, used), ...others.flatMap((one) => one.networks)];
  const services = [...usedFirst(policy.services, used), ...others.flatMap((one) => one.services)];
  return {
    networks: onceEach(networks).map(({ name, entries }) => ({ name, entries })),
    services: onceEach(services).map(({ name, parts }) => ({ name, parts })),
    panel,
  };
}

/** A list as far as it is shown. */
export const some = (lines: readonly string[]) => ({
  lines: lines.slice(0, shownLines),
  count: lines.length,
});

/** What the names that rows use stand for, as far as it is shown. */
export function nameLines({ networks, services }: MeaningNames, rows: readonly MeaningRow[]): NameLines {
  const terms = rows.flatMap((row) => [
    ...row.services.terms,
    ...row.sources.terms,
    ...row.destinations.terms,
  ]);
  const used = new Set(terms.flatMap((term) => ("name" in term ? [term.name] : [])));
  return {
    networks: Object.fromEntries(
      networks.filter(({ name }) => used.has(name)).map(({ name, entries }) => [name, some(entries)]),
    ),
    services: Object.fromEntries(
      services
        .filter(({ name }) => used.has(name))
        .map(({ name, parts }) => [
          name,
          some(parts.map(({ protocol, ports = [] }) => `${protocol} ${ports.join(", ")}`.trim())),
        ]),
    ),
  };
}
