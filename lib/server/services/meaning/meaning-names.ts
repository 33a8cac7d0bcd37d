import type { MeaningNames } from "@/lib/core/meaning/meaning";
import type { Policy } from "@/lib/core/policy/schema";
import type { NameLines } from "./meaning-view";

type Objects = Pick<Policy, "networks" | "services">;

/** Objects that rules name come first: of two with the same content, the reader expects that one. */
function usedFirst<T extends { readonly name: string }>(
  objects: readonly T[],
  used: ReadonlySet<string>,
): T[] {
  return objects.toSorted((a, b) => Number(used.has(b.name)) - Number(used.has(a.name)));
}

/** The names for what changes: those of the newer policy, then those that only the older one knows. */
export function meaningNames(
  policy: Policy,
  older: Objects | null,
  panel: string | null,
): { readonly names: MeaningNames; readonly lines: NameLines } {
  const inbound = policy.purposes.flatMap(({ rules }) => rules);
  const used = new Set([
    ...inbound.flatMap(({ sources, services }) => [...sources, ...services]),
    ...policy.client.rules.flatMap(({ destinations, services }) => [...destinations, ...services]),
    ...policy.client.services,
  ]);
  const known = <T extends { readonly name: string }>(mine: readonly T[], others: readonly T[] = []) => [
    ...usedFirst(mine, used),
    ...others.filter(({ name }) => !mine.some((one) => one.name === name)),
  ];
  const networks = known(policy.networks, older?.networks);
  const services = known(policy.services, older?.services);
  return {
    names: { networks, services, panel },
    lines: {
      networks: Object.fromEntries(networks.map(({ name, entries }) => [name, entries])),
      services: Object.fromEntries(
        services.map(({ name, parts }) => [
          name,
          parts.map((part) =>
            part.protocol === "ping" ? "ping" : `${part.protocol} ${part.ports.join(", ")}`,
          ),
        ]),
      ),
    },
  };
}
