import { type Check, type Seen, type VantagePoint, vantagePoints } from "@/lib/core/checks/check";
import { publicAddresses } from "@/lib/core/checks/judge-tries";
import type { Sources, Spare } from "@/lib/core/checks/spare-knocks";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { hostGateway } from "../host-gateway";
import type { HearProgress } from "./checks-view";

const here = { kind: "panel" } as const;

/** What was met from one place; `seen` stands as its checks do. */
export type PlaceTries = {
  readonly checks: readonly Check[];
  readonly seen: readonly (readonly Seen[])[];
  /** Where its packets come from, as the host sees it; null: not known. */
  readonly sources: Sources;
};

/** Each check once: of `more` what is not there already. */
export function merged(checks: readonly Check[], more: readonly Check[]): readonly Check[] {
  const keyOf = ({ kind, target, port }: Check) => `${kind} ${target} ${port}`;
  const known = new Set(checks.map(keyOf));
  return [...checks, ...more.filter((one) => !known.has(keyOf(one)))];
}

/**
 * Knocks at a host's ports from the panel and, at a practice VPS, from each place of its internet, all beside one another.
 * `facts`: the host's, which tell at which addresses, and as whom it sees the panel. `spare`: leaves out what may shut a
 * place out. `hear` is told of every place that there may be. Throws what the gateway throws.
 */
export async function knock(
  hostId: string,
  incoming: readonly Check[],
  facts: HostFacts,
  spare: Spare,
  hear: HearProgress = () => {},
): Promise<readonly PlaceTries[]> {
  const gateway = hostGateway();
  const ssh = facts.connection?.panelAddress ?? null;
  const sshFrom = (family: Family) => (ssh !== null && parseAddress(ssh)?.family === family ? ssh : null);
  const portsOf = (checks: readonly Check[]) => checks.flatMap(({ port }) => port ?? []);
  const fromPanel = spare(incoming, { 4: sshFrom(4), 6: sshFrom(6) }, "own");
  // One list for all of them: what not everybody may reach is shut to one of them.
  const fromPlaces = spare(incoming, { 4: null, 6: null }, "own");
  const at = (name: VantagePoint) => ({ kind: "vantage", name }) as const;
  hear({ kind: "begun", from: here, checks: fromPanel.length });
  for (const name of vantagePoints) hear({ kind: "begun", from: at(name), checks: fromPlaces.length });
  const [panel, places] = await Promise.all([
    gateway.tryFromPanel(hostId, portsOf(fromPanel), publicAddresses(facts)).then((tries) => {
      hear({ kind: "ended", from: here });
      return tries;
    }),
    gateway.tryFromVantagePoints(hostId, portsOf(fromPlaces), (name) =>
      hear({ kind: "ended", from: at(name) }),
    ),
  ]);
  return [
    {
      checks: fromPanel,
      seen: panel.seen,
      sources: { 4: panel.source[4] ?? sshFrom(4), 6: panel.source[6] ?? sshFrom(6) },
    },
    ...places.map(({ name, source, seen }) => ({
      checks: fromPlaces.map((check): Check => ({ ...check, from: at(name) })),
      seen,
      sources: source,
    })),
  ];
}
