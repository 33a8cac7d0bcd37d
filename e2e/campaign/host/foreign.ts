import type { Random } from "../random";

/** Rules of others as programs load them when they start: fail2ban, a container engine, and an administrator's own. */
export const foreignStart = (family: 4 | 6): string => {
  const net = family === 4 ? "203.0.113" : "2001:db8:bad:";
  const address = (n: number) => (family === 4 ? `${net}.${n}/32` : `${net}:${n}/128`);
  return `*filter
:f2b-sshd - [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
-I INPUT 1 -p tcp -m multiport --dports 22 -j f2b-sshd
-A f2b-sshd -s ${address(66)} -j DROP
-A f2b-sshd -j RETURN
-I FORWARD 1 -j DOCKER-USER
-A FORWARD -o docker0 -j DOCKER
-A DOCKER-USER -j RETURN
-A INPUT -m conntrack --ctstate INVALID -j DROP
-A INPUT -s ${address(99)} -p udp -m udp --dport 161 -j ACCEPT
COMMIT
`;
};

/** One thing that a foreign program does: the command without its program, and what it makes of that family's lines. */
export type ForeignChange = {
  readonly family: 4 | 6;
  readonly words: string;
  readonly change: (lines: readonly string[]) => string[];
};

const insertFirst = (chain: string, line: string) => (lines: readonly string[]) => {
  const at = lines.findIndex((each) => each.startsWith(`-A ${chain} `));
  return at < 0 ? [...lines, line] : [...lines.slice(0, at), line, ...lines.slice(at)];
};

/** A ban, the end of a ban, or a rule of a container engine. */
export function foreignChange(luck: Random, family: 4 | 6, lines: readonly string[]): ForeignChange {
  const bans = lines.filter((line) => line.startsWith("-A f2b-sshd -s "));
  const [ban] = bans;
  if (ban !== undefined && luck.chance(30)) {
    return { family, words: ban.replace("-A", "-D"), change: (all) => all.filter((line) => line !== ban) };
  }
  const n = luck.between(1000, 9999);
  const address = family === 4 ? `203.0.${n % 200}.${(n >> 3) % 250}/32` : `2001:db8:bad::${n}/128`;
  const [chain, end] = luck.pick([
    ["f2b-sshd", "-j DROP"],
    ["DOCKER", "-j ACCEPT"],
  ] as const);
  const line = `-A ${chain} -s ${address} ${end}`;
  return { family, words: `-I ${chain} 1 -s ${address} ${end}`, change: insertFirst(chain, line) };
}
