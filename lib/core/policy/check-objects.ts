import { type EntryFault, entryFaultText, parseNetworkEntry } from "@/lib/core/net/network-entry";
import { parsePortRange } from "@/lib/core/net/port-range";
import { error, notice, type Problem } from "@/lib/core/problem/problem";
import { builtInNetworks, everyService, type NetworkObject, type Policy, type ServiceObject } from "./schema";

/** A list with thousands of faults is told by its first ones and their number. */
const shownFaults = 20;

function* networkEntries(network: NetworkObject, at: number): Generator<Problem> {
  const faults: { index: number; text: string; fault: EntryFault }[] = [];
  const seen = new Map<string, number>();
  for (const [index, text] of network.entries.entries()) {
    const entry = parseNetworkEntry(text);
    if ("fault" in entry) {
      faults.push({ index, text, fault: entry });
      continue;
    }
    const key = `${entry.range.family} ${entry.range.first} ${entry.range.last}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, index);
    else {
      yield notice(
        "entry-twice",
        `${text} stands twice in ${network.name}; it counts once.`,
        ["networks", at, "entries", index],
        { name: network.name, entry: text },
      );
    }
  }
  for (const { index, text, fault } of faults.slice(0, shownFaults)) {
    yield error(
      `entry-${fault.fault}`,
      `${network.name}: ${entryFaultText(text, fault)}`,
      ["networks", at, "entries", index],
      { name: network.name, entry: text, suggestion: fault.suggestion ?? "" },
    );
  }
  if (faults.length > shownFaults) {
    const more = faults.length - shownFaults;
    yield error(
      "entries-more",
      `${network.name}: ${more} more entries are wrong.`,
      ["networks", at, "entries"],
      { name: network.name, count: more },
    );
  }
}

const portWords = {
  syntax: "is not a port. Write 443 or 5000-5100.",
  bounds: "is out of bounds: ports go from 1 to 65535.",
  reversed: "ends before it begins. Write the lower port first.",
} as const;

function* servicePorts(service: ServiceObject, at: number): Generator<Problem> {
  for (const [partAt, part] of service.parts.entries()) {
    if (part.protocol === "ping") continue;
    for (const [portAt, text] of part.ports.entries()) {
      const range = parsePortRange(text);
      if (!("fault" in range)) continue;
      yield error(
        `port-${range.fault}`,
        `${service.name}: ${JSON.stringify(text)} ${portWords[range.fault]}`,
        ["services", at, "parts", partAt, "ports", portAt],
        { name: service.name, port: text },
      );
    }
  }
}

function* names(
  kind: "networks" | "services",
  objects: readonly { readonly name: string }[],
  taken: readonly string[],
): Generator<Problem> {
  const seen = new Set<string>();
  for (const [at, { name }] of objects.entries()) {
    if (taken.includes(name)) {
      yield error("name-taken", `${name} has a fixed meaning. Choose another name.`, [kind, at, "name"], {
        name,
      });
    } else if (seen.has(name)) {
      yield error("name-twice", `There are two objects called ${name}. Rename one.`, [kind, at, "name"], {
        name,
      });
    }
    seen.add(name);
  }
}

/** Problems of the network and service objects themselves. */
export function* checkObjects(policy: Policy): Generator<Problem> {
  yield* names("networks", policy.networks, builtInNetworks);
  yield* names("services", policy.services, [everyService]);
  for (const [at, network] of policy.networks.entries()) yield* networkEntries(network, at);
  for (const [at, service] of policy.services.entries()) yield* servicePorts(service, at);
}
