import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { formatPrefix } from "@/lib/core/net/prefix";
import { type Packet, type PacketChain, packetChains } from "@/lib/core/packet/packet";
import { pick, type Random, randomPacket } from "@/lib/core/packet/random-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { boundariesOf } from "../boundaries";
import { interpret } from "../interpret";
import { addressPlan, quarter, rigPorts } from "./address-plan";
import { RulesetMaker } from "./random-ruleset";
import { connectionKey, fitted, type RigPacket, rigPacket } from "./rig-packet";

/** One ruleset with the packets that are sent through it. */
export type Round = {
  readonly hook: PacketChain;
  readonly rules: string;
  readonly made: Ruleset;
  readonly packets: readonly Packet[];
  readonly sent: readonly RigPacket[];
};

/** Whether the interpreter knows every step, so that the kernel can be held to it. */
export function isDecided(ruleset: Ruleset, packet: Packet): boolean {
  const { verdict, trace } = interpret(ruleset, packet, { rates: "within" });
  return verdict !== "cannot-tell" && trace.every((step) => step.kind === "note" || step.matched !== "maybe");
}

/** Makes rounds that share no connection. */
export function makeRounds(random: Random, family: Family, rulesets: number, packetsEach: number): Round[] {
  const used = new Set<string>();
  let id = 1;
  return Array.from({ length: rulesets }, () => {
    const hook = pick(random, packetChains);
    const made = new RulesetMaker(random, family, hook).make();
    const boundaries = { ...boundariesOf(made), interfaces: rigPorts, protocols: [50] };
    const packets: Packet[] = [];
    const sent: RigPacket[] = [];
    for (let tries = 0; packets.length < packetsEach && tries < packetsEach * 4; tries++) {
      const packet = fitted(randomPacket(random, boundaries, hook), random);
      id = (id % 65535) + 1;
      const key = connectionKey(packet, id);
      if (key === null || used.has(key) || !isDecided(made, packet)) continue;
      used.add(key);
      packets.push(packet);
      sent.push(rigPacket(packet, id));
    }
    return { hook, rules: renderRestore(made), made, packets, sent };
  });
}

/** The job for kernel-rig.py. */
export function rigJob(family: Family, backend: "nft" | "legacy", rounds: readonly Round[]): string {
  const program = family === 4 ? "iptables" : "ip6tables";
  const { local, remote } = addressPlan[family];
  return JSON.stringify({
    family,
    restore: `${program}-${backend}-restore`,
    save: `${program}-${backend}-save`,
    local: formatPrefix(local),
    remote: rigPorts.map((_, index) => formatPrefix(quarter(remote, index))),
    ports: rigPorts,
    rounds: rounds.map(({ hook, rules, sent }) => ({ hook, rules, packets: sent })),
  });
}
