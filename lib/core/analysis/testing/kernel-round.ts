import { renderRestore } from "@/lib/core/iptables/render-restore";
import { formatAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { formatPrefix } from "@/lib/core/net/prefix";
import { packetChains } from "@/lib/core/packet/packet";
import { pick, type Random, randomPacket } from "@/lib/core/packet/random-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { boundariesOf } from "../boundaries";
import {
  addressPlan,
  type Backend,
  plannedAddresses,
  portAddresses,
  quarter,
  rigPorts,
} from "./address-plan";
import { type Expectation, expectationsOf } from "./expectation";
import { TablesMaker } from "./random-tables";
import { fitted, ownMark, type RigPacket, type RigQuestion, rigPacket } from "./rig-packet";
import { Tuples } from "./tuples";

/** One packet that is sent, and what must become of it. `serial` is its number in the round, from 1. */
export type Case = {
  readonly serial: number;
  readonly question: RigQuestion;
  readonly sent: RigPacket;
  readonly expected: Readonly<Record<Backend, Expectation>>;
};

/** One ruleset with the packets that are sent through it. */
export type Round = { readonly made: Ruleset; readonly rules: string; readonly cases: readonly Case[] };

/**
 * Makes a ruleset, and packets at its edges of which every step is known, and which share no connection. `changed` may
 * do more to the ruleset first.
 */
export function makeRound(
  random: Random,
  family: Family,
  packets: number,
  changed: (made: Ruleset) => Ruleset = (made) => made,
): Round {
  const made = changed(new TablesMaker(random, family).make());
  const edges = boundariesOf(made);
  const addresses = [...edges.addresses, ...plannedAddresses[family]];
  const boundaries = { ...edges, addresses, interfaces: rigPorts, protocols: [50] };
  const tuples = new Tuples();
  const cases: Case[] = [];
  for (let tries = 0; cases.length < packets && tries < packets * 4; tries++) {
    const question = fitted(random, randomPacket(random, boundaries, pick(random, packetChains)));
    const expected = expectationsOf(made, question.packet);
    if (expected === null) continue;
    const id = (tries % 65535) + 1;
    // An error belongs to the connection that it is about.
    const related = question.packet.state === "RELATED" ? question.first : null;
    const free =
      related === null ? tuples.take(question.packet, expected.nft.last, id) : tuples.take(related, null, id);
    if (!free) continue;
    const serial = cases.length + 1;
    cases.push({ serial, question, sent: rigPacket(question, id, serial), expected });
  }
  return { made, rules: renderRestore(made), cases };
}

/** The job for kernel-rig.py. */
export function rigJob(family: Family, backend: Backend, rounds: readonly Round[]): string {
  const program = family === 4 ? "iptables" : "ip6tables";
  const { local, remote } = addressPlan[family];
  return JSON.stringify({
    family,
    restore: `${program}-${backend}-restore`,
    save: `${program}-${backend}-save`,
    local: formatPrefix(local),
    remote: rigPorts.map((_, index) => formatPrefix(quarter(remote, index))),
    ports: rigPorts,
    addresses: portAddresses[family].map(({ interface: port, address, length }) => ({
      port,
      address: `${formatAddress(address)}/${length}`,
      broadcast: family === 4 && length < addressBits(4),
    })),
    own: ownMark,
    rounds: rounds.map(({ rules, cases }) => ({ rules, packets: cases.map(({ sent }) => sent) })),
  });
}
