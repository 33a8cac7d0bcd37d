import type { Family } from "@/lib/core/net/family";
import { pick, type Random } from "@/lib/core/packet/random-packet";

const networks = {
  4: [
    "192.0.2.0/27",
    "192.0.2.32/27",
    "203.0.113.5",
    "203.0.113.0/24",
    "198.51.100.0/24",
    "10.0.0.0/8",
    "127.0.0.0/8",
  ],
  6: ["2001:db8:a::/64", "2001:db8:b::/64", "2001:db8:bad::5", "2001:db8::/32", "fe80::/10", "::1"],
} as const;
const own = { 4: "198.51.100.7", 6: "2001:db8::7" } as const;

/** Writes a filter table as people write it by hand: accepts for services, bans, chains of their own, an end. */
class Hand {
  private readonly lines: string[] = [];
  private readonly chains: string[] = [];

  constructor(
    private readonly random: Random,
    private readonly family: Family,
  ) {}

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private some(...words: readonly string[]): string {
    return pick(this.random, words);
  }

  private far(hook: string): string {
    if (this.chance(0.5)) return "";
    const not = this.chance(0.1) ? "! " : "";
    const network = pick(this.random, networks[this.family]);
    if (this.chance(0.1) && this.family === 4) {
      return `-m iprange --${hook === "INPUT" ? "src" : "dst"}-range 192.0.2.40-192.0.2.50 `;
    }
    return `${not}${hook === "INPUT" ? "-s" : "-d"} ${network} `;
  }

  private service(): string {
    const icmp = this.family === 4 ? "icmp" : "ipv6-icmp";
    const type = this.family === 4 ? "-m icmp --icmp-type" : "-m icmp6 --icmpv6-type";
    const echo = this.family === 4 ? 8 : 128;
    const port = () =>
      this.some("22", "25", "53", "80", "443", "1024:2048", "3306", "8080", "40000", "32000:33000");
    return this.some(
      "",
      "-p tcp ",
      "-p udp ",
      `-p tcp -m tcp --dport ${port()} `,
      `-p tcp -m tcp --dport ${port()} `,
      `-p tcp -m tcp --dport ${port()} `,
      `-p udp -m udp --dport ${port()} `,
      `-p tcp -m multiport --dports 80,443 `,
      `-p tcp -m multiport --dports 22,${port()} `,
      `-p tcp -m tcp ! --dport ${port()} `,
      `-p tcp -m tcp --sport 1024:65535 --dport ${port()} `,
      `-p udp -m udp --sport 53 `,
      `-p ${icmp} `,
      `-p ${icmp} ${type} ${echo} `,
      `-p ${icmp} ${type} ${this.family === 4 ? 3 : 1} `,
      "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN ",
      "-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN ",
      "-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE ",
      "-p gre ",
    );
  }

  private extra(hook: string): string {
    if (this.chance(0.5)) return "";
    return this.some(
      "-m state --state NEW ",
      "-m conntrack --ctstate NEW,ESTABLISHED ",
      "-m conntrack --ctstate RELATED,ESTABLISHED ",
      "-m conntrack --ctstate INVALID ",
      "-m limit --limit 10/min ",
      "-m hashlimit --hashlimit-above 10/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name ssh ",
      "-m recent --update --seconds 30 --hitcount 6 --name seen ",
      '-m comment --comment "by hand" ',
      "-m mac --mac-source 02:00:00:00:00:01 ",
      hook === "INPUT" ? "-i eth0 " : "-m owner --uid-owner 33 ",
      hook === "INPUT" ? "-i tun0 " : "-o eth0 ",
      hook === "INPUT" ? "! -i lo " : "-o lo ",
      hook === "INPUT" ? `-d ${own[this.family]} ` : "-m owner --uid-owner 4711 ",
    );
  }

  private conditions(hook: string): string {
    const extra = this.extra(hook);
    const service = extra.includes("mac-source") ? "-p tcp " : this.service();
    return `${this.far(hook)}${service}${extra}`;
  }

  private reject(): string {
    return this.family === 4
      ? "REJECT --reject-with icmp-host-prohibited"
      : "REJECT --reject-with icmp6-adm-prohibited";
  }

  private verdict(): string {
    return this.some("ACCEPT", "ACCEPT", "ACCEPT", "DROP", this.reject());
  }

  private userChain(name: string, hook: string): void {
    this.chains.push(name);
    const rules = 1 + Math.floor(this.random() * 3);
    const early = this.chance(0.25) ? [`-A ${name} ${this.conditions(hook)}-j RETURN`] : [];
    const log = this.chance(0.3) ? [`-A ${name} -m limit --limit 3/min -j LOG --log-prefix "x "`] : [];
    const list = Array.from(
      { length: rules },
      () => `-A ${name} ${this.conditions(hook)}-j ${this.verdict()}`,
    );
    this.lines.push(...early, ...log, ...list, ...(this.chance(0.3) ? [`-A ${name} -j RETURN`] : []));
  }

  private builtIn(hook: "INPUT" | "OUTPUT"): string[] {
    const rules: string[] = [];
    if (this.chance(0.8)) rules.push(`-A ${hook} ${hook === "INPUT" ? "-i" : "-o"} lo -j ACCEPT`);
    if (this.chance(0.7)) rules.push(`-A ${hook} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`);
    const user = `${hook}-MORE`;
    const count = 1 + Math.floor(this.random() * 9);
    for (let at = 0; at < count; at++) {
      if (this.chance(0.1)) {
        if (!this.chains.includes(user)) this.userChain(user, hook);
        rules.push(
          `-A ${hook} ${this.chance(0.5) ? this.conditions(hook) : ""}-${this.some("j", "j", "g")} ${user}`,
        );
      } else if (this.chance(0.08)) {
        rules.push(`-A ${hook} ${this.chance(0.5) ? this.conditions(hook) : ""}-j LOG --log-prefix "seen "`);
      } else {
        rules.push(`-A ${hook} ${this.conditions(hook)}-j ${this.verdict()}`);
      }
    }
    if (this.chance(0.3)) rules.push(`-A ${hook} -j ${this.some("DROP", this.reject(), "ACCEPT", "RETURN")}`);
    return rules;
  }

  write(): string {
    const rules = (["INPUT", "OUTPUT"] as const).flatMap((hook) => this.builtIn(hook));
    const policy = (share: number) => (this.chance(share) ? "DROP" : "ACCEPT");
    return [
      "*filter",
      `:INPUT ${policy(0.7)} [0:0]`,
      `:FORWARD ${policy(0.5)} [0:0]`,
      `:OUTPUT ${policy(0.4)} [0:0]`,
      ...this.chains.map((name) => `:${name} - [0:0]`),
      ...rules,
      ...this.lines,
      "COMMIT",
      "",
    ].join("\n");
  }
}

/** The save text of a filter table as people write it; the host is 198.51.100.7 and 2001:db8::7 on eth0. */
export function handWritten(random: Random, family: Family): string {
  return new Hand(random, family).write();
}
