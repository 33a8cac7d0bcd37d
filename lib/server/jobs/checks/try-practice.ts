import { type Seen, type SeenOutcome, type VantagePoint, vantagePoints } from "@/lib/core/checks/check";
import { type Family, families } from "@/lib/core/net/family";
import { dataFolder } from "@/lib/server/db/data-folder";
import { transaction } from "@/lib/server/db/transaction";
import { type ProbeAnswer, type ProbeRequest, probeAllPractice } from "@/lib/server/practice/practice";
import { readPracticeRecord } from "@/lib/server/practice/record";
import { panel, vantagePoints as places } from "@/lib/server/practice/topology.mjs";
import { findHost } from "@/lib/server/services/host/find-host";
import type { PanelTries, VantageTries } from "@/lib/server/services/host-gateway";
import { ServiceError } from "@/lib/server/services/service-error";
import { silence } from "./connect-once";

const outcomes: Readonly<Record<ProbeAnswer["outcome"], SeenOutcome>> = {
  works: "works",
  refused: "refused",
  "timed-out": "silent",
  forbidden: "unreachable",
  unreachable: "unreachable",
};

type Place = ProbeRequest["from"];

const keyOf = (family: Family) => (family === 4 ? "ipv4" : "ipv6");

/** Connects from each of these places to each port at the first address of each family; answers stand by place and port. */
async function tryPlaces(
  hostId: string,
  from: readonly Place[],
  ports: readonly number[],
): Promise<readonly (readonly (readonly Seen[])[])[]> {
  const record = await readPracticeRecord(dataFolder(), hostId);
  if (record === null) {
    const text = "This practice VPS is not there any more. Archive it and make a new one.";
    throw new ServiceError("practice-gone", text, { status: 409 });
  }
  const asked = from.flatMap((place) =>
    ports.flatMap((port) => families.map((family) => ({ from: place, port, family }))),
  );
  if (asked.length === 0) return from.map(() => []);
  const answers = await probeAllPractice(
    dataFolder(),
    hostId,
    asked.map((one) => ({ protocol: "tcp", timeoutMilliseconds: silence, ...one })),
  );
  const tries = asked.map(({ from: place, port, family }, index) => {
    const { outcome = "unreachable", milliseconds = 0 } = answers[index] ?? {};
    const [address = null] = record.addresses.vps[keyOf(family)];
    const seen: Seen = { address, family, outcome: outcomes[outcome], milliseconds, tool: null, words: "" };
    return { place, port, seen };
  });
  return from.map((place) =>
    ports.map((port) =>
      tries.filter((one) => one.place === place && one.port === port).map(({ seen }) => seen),
    ),
  );
}

/** The panel's place on the practice internet, which the relay's connections come from too. Throws `practice-gone`. */
export async function tryPanelOfPractice(hostId: string, ports: readonly number[]): Promise<PanelTries> {
  const [seen = []] = await tryPlaces(hostId, ["panel"], ports);
  return { source: { 4: panel.ipv4, 6: panel.ipv6 }, seen };
}

/**
 * What office, branch, partner and a stranger meet at each port of a practice VPS, all of them at once; none for a host
 * that is on no such internet. Throws `host-not-found`, `practice-gone`.
 */
export async function tryFromVantagePoints(
  hostId: string,
  ports: readonly number[],
  onEnd: (name: VantagePoint) => void = () => {},
): Promise<readonly VantageTries[]> {
  const { kind } = await transaction((tx) => findHost(tx, hostId));
  if (kind !== "practice") return [];
  return Promise.all(
    vantagePoints.map(async (name) => {
      const [seen = []] = await tryPlaces(hostId, [name], ports);
      onEnd(name);
      const { ipv4, ipv6 } = places[name];
      return { name, source: { 4: ipv4.address, 6: ipv6.address }, seen };
    }),
  );
}
