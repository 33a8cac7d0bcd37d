import type { Family } from "@/lib/core/net/family";
import { Dice } from "./dice";
import { seeded } from "./seeded";

/** Save text of a host that lives from its rules, as many as asked for, and the same after a day's changes. */
export type PolicyLike = { readonly before: string; readonly after: string };

/** Shares of the rules, as on hosts with long tables: ban lists and openings are nearly all of them. */
const shares = { bans: 0.3, refusals: 0.08, byHand: 0.06 } as const;
/** Nobody publishes more, however long the tables are. */
const mostPublished = 40;
const usualPorts = [22, 25, 80, 443, 587, 993, 3306, 5432, 6379, 8080, 8443, 9100] as const;

type Words = {
  readonly address: (dice: Dice) => string;
  readonly network: (dice: Dice) => string;
  readonly container: (number: number) => { readonly address: string; readonly at: (port: number) => string };
  readonly icmp: string;
};

const hex = (number: number) => number.toString(16);
const words: Readonly<Record<Family, Words>> = {
  4: {
    address: (dice) =>
      `${dice.number(222) + 1}.${dice.number(255)}.${dice.number(255)}.${dice.number(253) + 1}/32`,
    network: (dice) => {
      const [a, b, c] = [dice.number(222) + 1, dice.number(255), dice.number(255)];
      return dice.pick([
        `${a}.${b}.0.0/16`,
        `${a}.${b}.${c}.0/24`,
        `${a}.${b}.${c}.${dice.number(15) * 16}/28`,
      ]);
    },
    container: (number) => {
      const address = `172.18.${number >> 8}.${number & 255}`;
      return { address: `${address}/32`, at: (port) => `${address}:${port}` };
    },
    icmp: "-p icmp -j ACCEPT",
  },
  6: {
    address: (dice) =>
      `2001:${hex(dice.number(65535))}:${hex(dice.number(65535))}::${hex(dice.number(65534) + 1)}/128`,
    network: (dice) => {
      const [a, b] = [hex(dice.number(65535)), hex(dice.number(65535))];
      return dice.pick([
        `2001:${a}::/32`,
        `2001:${a}:${b}::/48`,
        `2001:${a}:${b}:${hex(dice.number(255))}::/64`,
      ]);
    },
    container: (number) => {
      const address = `fd00:18::${hex(number)}`;
      return { address: `${address}/128`, at: (port) => `[${address}]:${port}` };
    },
    icmp: "-p ipv6-icmp -j ACCEPT",
  },
};

function service(dice: Dice): string {
  const port = dice.chance(0.7) ? dice.pick(usualPorts) : 1024 + dice.number(40_000);
  return dice.pick([
    `-p tcp -m tcp --dport ${port}`,
    `-p tcp -m tcp --dport ${port} -m conntrack --ctstate NEW`,
    `-p tcp -m tcp --dport ${port} -m comment --comment "partner ${port}"`,
    `-p tcp -m multiport --dports ${port},${port + 1},${port + 7}`,
    `-p udp -m udp --dport ${port}`,
    `-p tcp -m tcp --dport ${port}:${port + dice.number(50)}`,
  ]);
}

/** Somebody's networks for some service, a rule for each: groups and services are few, and are used again and again. */
function openings(dice: Dice, { network }: Words, count: number): readonly string[] {
  const groups = Array.from({ length: 8 + Math.round(count / 100) }, () =>
    Array.from({ length: 1 + dice.number(30) }, () => network(dice)),
  );
  const services = Array.from({ length: 40 }, () => service(dice));
  const rules: string[] = [];
  while (rules.length < count) {
    const asked = dice.pick(services);
    rules.push(...dice.pick(groups).map((source) => `-A INPUT -s ${source} ${asked} -j ACCEPT`));
  }
  return rules.slice(0, count);
}

/** Some of the rules gone, some new in their place, and two neighbours in another order. */
function changed(rules: readonly string[], dice: Dice, make: () => string): readonly string[] {
  const kept = rules.flatMap((rule) => {
    if (!dice.chance(0.01)) return [rule];
    return dice.chance(0.5) ? [] : [make()];
  });
  const at = dice.number(kept.length - 2);
  return kept.toSpliced(at, 2, ...kept.slice(at, at + 2).toReversed());
}

/**
 * `count` rules in the filter and nat tables: a ban program's chain, refused networks, services opened for groups of
 * networks, single openings that somebody added by hand, published container ports.
 */
export function policyLike(count: number, family: Family, seed = 1): PolicyLike {
  const dice = new Dice(seeded(seed));
  const its = words[family];
  const some = (share: number, make: (index: number) => string) =>
    Array.from({ length: Math.round(count * share) }, (_, index) => make(index));
  const ban = () => `-A f2b-sshd -s ${its.address(dice)} -j REJECT`;
  const refusal = () => `-A INPUT -s ${its.network(dice)} -j DROP`;
  const byHand = () => `-A INPUT -s ${its.network(dice)} ${service(dice)} -j ACCEPT`;
  const published = Array.from({ length: Math.min(mostPublished, Math.round(count / 50)) }, (_, index) => {
    const { address, at } = its.container(index + 2);
    const port = dice.pick(usualPorts);
    return {
      sent: `-A DOCKER ! -i br-1 -p tcp -m tcp --dport ${20_000 + index} -j DNAT --to-destination ${at(port)}`,
      passed: `-A DOCKER -d ${address} ! -i br-1 -o br-1 -p tcp -m tcp --dport ${port} -j ACCEPT`,
    };
  });
  const bans = some(shares.bans, ban);
  const refusals = some(shares.refusals, refusal);
  const single = some(shares.byHand, byHand);
  const left = count - bans.length - refusals.length - single.length - 2 * published.length;
  const opened = [...openings(dice, its, left), ...single];
  const text = (banned: readonly string[], refused: readonly string[], accepted: readonly string[]) =>
    [
      "*nat",
      ":PREROUTING ACCEPT [0:0]",
      ":OUTPUT ACCEPT [0:0]",
      ":POSTROUTING ACCEPT [0:0]",
      ":DOCKER - [0:0]",
      "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
      "-A POSTROUTING ! -o br-1 -j MASQUERADE",
      ...published.map(({ sent }) => sent),
      "COMMIT",
      "*filter",
      ":INPUT DROP [0:0]",
      ":FORWARD DROP [0:0]",
      ":OUTPUT ACCEPT [0:0]",
      ":DOCKER - [0:0]",
      ":f2b-sshd - [0:0]",
      "-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd",
      "-A INPUT -i lo -j ACCEPT",
      "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-A INPUT -m conntrack --ctstate INVALID -j DROP",
      `-A INPUT ${its.icmp}`,
      ...refused,
      ...accepted,
      '-A INPUT -m limit --limit 3/min -j LOG --log-prefix "refused: "',
      "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-A FORWARD -o br-1 -j DOCKER",
      "-A FORWARD -i br-1 ! -o br-1 -j ACCEPT",
      ...published.map(({ passed }) => passed),
      ...banned,
      "-A f2b-sshd -j RETURN",
      "COMMIT",
      "",
    ].join("\n");
  return {
    before: text(bans, refusals, opened),
    after: text(changed(bans, dice, ban), changed(refusals, dice, refusal), changed(opened, dice, byHand)),
  };
}
