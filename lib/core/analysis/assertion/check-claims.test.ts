import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { mergeRanges, setToPrefixes } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type AddressRange, shortPrefix } from "@/lib/core/net/prefix";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { interpret } from "../interpret";
import type { PathHost } from "../path/path-host";
import { checkClaims } from "./check-claims";
import { type Claim, type ClaimAnswer, type ClaimService, gravest } from "./claim";

/** A filter table that lets out what answers, unless the rules say otherwise first. */
function rules(text: string, family: Family = 4, more = ""): Ruleset {
  const parsed = parseSave(
    `${more}*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n${text}\n-A OUTPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\nCOMMIT\n`,
    family,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function range(text: string): AddressRange {
  const entry = parseNetworkEntry(text);
  if ("fault" in entry) throw new RangeError(text);
  return entry.range;
}

const networks = (...texts: string[]) => mergeRanges(texts.map(range));
const tcp = (...ports: number[]): ClaimService => ({
  kind: "protocol",
  protocol: 6,
  ports: ports.map((port) => ({ first: port, last: port })),
});
const udp = (port: number): ClaimService => ({
  kind: "protocol",
  protocol: 17,
  ports: [{ first: port, last: port }],
});
const nobody: Omit<Claim, "services"> = {
  direction: "in",
  reaches: false,
  peers: null,
  at: null,
  over: null,
};
const anyone = { ...nobody, reaches: true };
const office = networks("192.0.2.0/24");
/** Everybody but the office. */
const strangers = networks("0.0.0.0-192.0.1.255", "192.0.3.0-255.255.255.255", "::/0");

function host(...addresses: [string, string, number][]): PathHost {
  return {
    addresses: addresses.map(([name, text, length]) => {
      const address = parseAddress(text);
      if (address === null) throw new RangeError(text);
      return { interface: name, address, length };
    }),
    routes: [
      { destination: { family: 4, value: 0n, length: 0 }, interface: "eth0", type: "unicast", metric: 0 },
    ],
    forwarding: true,
  };
}

const vps = host(["lo", "127.0.0.1", 8], ["eth0", "198.51.100.7", 24], ["docker0", "172.17.0.1", 16]);

function ask(ruleset: Ruleset, claim: Claim, of: PathHost | null = vps): ClaimAnswer {
  const [answer] = checkClaims(ruleset, [claim], { host: of });
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

function witness(answer: ClaimAnswer) {
  if (answer.outcome !== "fails" && answer.outcome !== "depends") throw new Error(answer.outcome);
  return answer.witness;
}

const established = "-A INPUT -p tcp -m conntrack --ctstate ESTABLISHED -j ACCEPT";
const halves = `${established}
-A INPUT -s 192.0.2.0/25 -p tcp -m tcp --dport 5432 -j ACCEPT
-A INPUT -s 192.0.2.128/25 -p tcp -m tcp --dport 5432 -j ACCEPT`;

describe("who reaches a service", () => {
  it("holds over the union of rules", () => {
    expect(ask(rules(halves), { ...anyone, peers: office, services: [tcp(5432)] })).toEqual({
      outcome: "holds",
      assumes: [],
    });
    expect(ask(rules(halves), { ...nobody, peers: strangers, services: [tcp(5432)] }).outcome).toBe("holds");
  });

  it("fails with a packet that the interpreter judges the same, its rule, and all of those for whom it is so", () => {
    const wide = rules(`${halves}\n-A INPUT -s 192.0.0.0/16 -p tcp -m tcp --dport 5432 -j ACCEPT`);
    const { packet, rule, peers, leg, place } = witness(
      ask(wide, { ...nobody, peers: strangers, services: [tcp(5432)] }),
    );
    expect([leg, place, rule?.text]).toEqual([
      "first",
      { table: "filter", chain: "INPUT" },
      "-A INPUT -s 192.0.0.0/16 -p tcp -m tcp --dport 5432 -j ACCEPT",
    ]);
    expect(interpret(wide, packet).verdict).toBe("accept");
    expect(setToPrefixes(peers ?? []).map(shortPrefix)).toContain("192.0.3.0/24");
    expect(setToPrefixes(peers ?? []).map(shortPrefix)).not.toContain("192.0.2.0/24");
  });

  it("fails for the part of a network that is left out, by the chain policy where no rule decides", () => {
    const half = rules(`${established}\n-A INPUT -s 192.0.2.0/25 -p tcp -m tcp --dport 22 -j ACCEPT`);
    const { rule, place, peers } = witness(ask(half, { ...anyone, peers: office, services: [tcp(22)] }));
    expect([rule, place]).toEqual([null, { table: "filter", chain: "INPUT" }]);
    expect(setToPrefixes(peers ?? []).map(shortPrefix)).toEqual(["192.0.2.128/25"]);
  });

  it("is about all of the services that are named", () => {
    const web = rules(`${established}\n-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT`);
    expect(ask(web, { ...anyone, services: [tcp(80)] }).outcome).toBe("holds");
    expect(ask(web, { ...anyone, services: [tcp(80, 443)] }).outcome).toBe("fails");
    expect(ask(web, { ...nobody, services: [tcp(443), udp(53)] }).outcome).toBe("holds");
    expect(ask(web, { ...nobody, services: [udp(53), tcp(443, 80)] }).outcome).toBe("fails");
  });

  it("takes a negated source and an earlier refusal for what they are", () => {
    const but = rules("-A INPUT ! -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j DROP\n-A INPUT -j ACCEPT");
    expect(ask(but, { ...nobody, peers: strangers, services: [tcp(22)] }).outcome).toBe("holds");
    expect(ask(but, { ...anyone, peers: office, services: [tcp(22)] }).outcome).toBe("holds");
  });

  it("asks for more than the first packet: what is not answered is not reached", () => {
    const mute = rules(
      "-A OUTPUT -p tcp -m tcp --sport 22 -j DROP\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
    );
    expect(witness(ask(mute, { ...anyone, services: [tcp(22)] })).leg).toBe("answer");
    const once = rules("-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT");
    expect(witness(ask(once, { ...anyone, services: [tcp(22)] })).leg).toBe("later");
    // Who merely gets in has got in.
    expect(ask(mute, { ...nobody, services: [tcp(22)] }).outcome).toBe("fails");
  });
});

describe("what an assertion does not ask", () => {
  it("leaves the loopback aside, and sources that the host has itself", () => {
    const local = rules("-A INPUT -i lo -j ACCEPT\n-A INPUT -s 198.51.100.7/32 -j ACCEPT");
    expect(ask(local, { ...nobody, services: [{ kind: "anything" }] }).outcome).toBe("holds");
    expect(ask(local, { ...nobody, services: [{ kind: "anything" }] }, null).outcome).toBe("fails");
  });

  it("counts every interface for who must not get in, and those that lead outside for who must", () => {
    const inner = rules(`${established}
-A INPUT -i docker0 -p tcp -m tcp --dport 5432 -j ACCEPT
-A INPUT -i docker0 -j DROP
-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT`);
    expect(ask(inner, { ...nobody, services: [tcp(5432)] }).outcome).toBe("fails");
    expect(ask(inner, { ...nobody, services: [tcp(5432)], over: "eth0" }).outcome).toBe("holds");
    expect(ask(inner, { ...anyone, services: [tcp(443)] }).outcome).toBe("holds");
    expect(ask(inner, { ...anyone, services: [tcp(443)], over: "docker0" }).outcome).toBe("fails");
  });

  it("is about every address of the host, or the one that is named", () => {
    const two = host(["eth0", "198.51.100.7", 24], ["eth0", "198.51.100.8", 24]);
    const one = rules(`${established}\n-A INPUT -d 198.51.100.8/32 -p tcp -m tcp --dport 443 -j ACCEPT`);
    expect(ask(one, { ...anyone, services: [tcp(443)] }, two).outcome).toBe("fails");
    const at = range("198.51.100.8");
    expect(ask(one, { ...anyone, services: [tcp(443)], at }, two).outcome).toBe("holds");
    expect(ask(one, { ...nobody, services: [tcp(443)], at: range("198.51.100.7") }, two).outcome).toBe(
      "holds",
    );
    // A rule for an address that the host does not have lets nobody in.
    const gone = rules("-A INPUT -d 203.0.113.9/32 -p tcp -m tcp --dport 443 -j ACCEPT");
    expect(ask(gone, { ...nobody, services: [tcp(443)] }, two).outcome).toBe("holds");
  });

  it("does not refuse what programs do not send: scans that are dropped, client ports below 1024", () => {
    const careful = rules(`-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j DROP
-A INPUT -p tcp -m tcp --sport 1024:65535 --dport 443 -j ACCEPT`);
    expect(ask(careful, { ...anyone, services: [tcp(443)] }).outcome).toBe("holds");
    // Who means harm chooses his port.
    const port = rules("-A INPUT -p udp -m udp --sport 53 -j ACCEPT");
    expect(ask(port, { ...nobody, services: [udp(5432)] }).outcome).toBe("fails");
  });
});

describe("what cannot be told", () => {
  it("depends on conditions that have names", () => {
    const banned = rules(
      "-A INPUT -m set --match-set banned src -j DROP\n-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT",
    );
    const answer = ask(banned, { ...anyone, services: [tcp(443)] });
    expect(answer).toMatchObject({ outcome: "depends" });
    expect(answer.outcome === "depends" && answer.conditions.join()).toContain("--match-set banned src");
    // A set never lets anybody in here, so that is sure.
    expect(ask(banned, { ...nobody, services: [tcp(22)] }).outcome).toBe("holds");
  });

  it("takes rates per source to be kept, and says so, unless it is told not to", () => {
    const limited = rules(
      `${established}\n-A INPUT -p tcp -m tcp --dport 443 -m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name a -j ACCEPT`,
    );
    const claim = { ...anyone, services: [tcp(443)] };
    const answer = ask(limited, claim);
    expect(answer.outcome === "holds" && answer.assumes.join()).toContain("--hashlimit-upto 5/sec");
    expect(checkClaims(limited, [claim], { host: vps, rates: "open" })).toMatchObject([
      { outcome: "depends" },
    ]);
  });

  it("is too complex rather than guessed", () => {
    const claims = [{ ...anyone, services: [tcp(5432)] }];
    expect(checkClaims(rules(halves), claims, { host: vps, budget: 10 })).toEqual([
      { outcome: "too-complex" },
    ]);
  });
});

describe("both families", () => {
  const six = host(["eth0", "2001:db8::7", 64]);

  it("are asked about everybody, and about networks that have such addresses", () => {
    const open6 = rules("-A INPUT -p tcp -m tcp --dport 5432 -j ACCEPT", 6);
    const claim = { ...nobody, peers: strangers, services: [tcp(5432)] };
    const [four, sixth] = [ask(rules(halves), claim), ask(open6, claim, six)];
    expect([four.outcome, sixth.outcome]).toEqual(["holds", "fails"]);
    expect(gravest([four, sixth])).toBe(sixth);
    expect(ask(open6, { ...anyone, peers: office, services: [tcp(5432)] }, six).outcome).toBe("not-asked");
  });

  it("say nothing where the host has no address of one", () => {
    const link = host(["eth0", "fe80::1", 64]);
    const closed = rules("", 6);
    expect(ask(closed, { ...anyone, services: [tcp(443)] }, link).outcome).toBe("not-asked");
    expect(ask(closed, { ...nobody, services: [tcp(443)] }, link).outcome).toBe("holds");
    expect(ask(rules(halves), { ...anyone, services: [tcp(443)], at: range("2001:db8::7") }).outcome).toBe(
      "not-asked",
    );
  });

  it("ping is the echo request of the family", () => {
    const ping: Claim = { ...anyone, services: [{ kind: "ping" }] };
    const echo4 = "-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT";
    const echo6 = "-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT";
    expect(ask(rules(echo4), ping).outcome).toBe("holds");
    expect(ask(rules(echo6, 6), ping, six).outcome).toBe("holds");
    expect(ask(rules(""), ping).outcome).toBe("fails");
  });
});

describe("the host as the one who reaches", () => {
  const updates = networks("203.0.113.0/24");
  const out: Omit<Claim, "services"> = { ...anyone, direction: "out", peers: updates };
  const others = networks("0.0.0.0-203.0.112.255", "203.0.114.0-255.255.255.255");
  const only = rules(`-A OUTPUT -d 203.0.113.0/24 -p tcp -m tcp --dport 443 -j ACCEPT
-A INPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT`);

  it("is told of destinations, and of the answers that come back", () => {
    expect(ask(only, { ...out, services: [tcp(443)] }).outcome).toBe("holds");
    expect(ask(only, { ...out, reaches: false, peers: others, services: [tcp(443)] }).outcome).toBe("holds");
    const wide = rules("-A OUTPUT -p tcp -m tcp --dport 443 -j ACCEPT");
    const { packet, peers } = witness(
      ask(wide, { ...out, reaches: false, peers: others, services: [tcp(443)] }),
    );
    expect([packet.chain, peers]).toEqual(["OUTPUT", null]);
    expect(witness(ask(wide, { ...out, services: [tcp(443)] })).leg).toBe("answer");
  });

  it("is asked of every account", () => {
    const user = rules(`-A OUTPUT -p tcp -m tcp --dport 25 -m owner --uid-owner 33 -j ACCEPT
-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT`);
    expect(ask(user, { ...out, services: [tcp(25)] }).outcome).toBe("fails");
    expect(witness(ask(user, { ...out, reaches: false, services: [tcp(25)] })).packet.user).toEqual({
      kind: "uid",
      uid: 33,
    });
  });
});

describe("published ports", () => {
  const docker = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING ! -i docker0 -p tcp -m tcp --dport 5432 -j DNAT --to-destination 172.17.0.2:5432
COMMIT
`;

  it("count as reached, although the packets never pass INPUT", () => {
    const published = rules("-A FORWARD -d 172.17.0.2/32 -p tcp -m tcp --dport 5432 -j ACCEPT", 4, docker);
    const { place, rule } = witness(ask(published, { ...nobody, services: [tcp(5432)] }));
    expect([place?.chain, rule?.text]).toEqual([
      "FORWARD",
      "-A FORWARD -d 172.17.0.2/32 -p tcp -m tcp --dport 5432 -j ACCEPT",
    ]);
    expect(ask(published, { ...anyone, services: [tcp(5432)] }).outcome).toBe("holds");
    // The rules would let it pass, and the host hands nothing on.
    const still = ask(published, { ...nobody, services: [tcp(5432)] }, { ...vps, forwarding: false });
    expect(still.outcome).not.toBe("fails");
    const closed = rules("-A FORWARD -d 172.17.0.0/16 -j DROP", 4, docker);
    expect(ask(closed, { ...nobody, services: [tcp(5432)] }).outcome).toBe("holds");
  });
});

describe("peers that cannot be", () => {
  it("are not asked about: nothing comes in from a loopback address", () => {
    const claim = { ...anyone, peers: networks("127.0.0.0/8"), services: [tcp(5432)] };
    expect(ask(rules(halves), claim).outcome).toBe("not-asked");
  });
});

describe("many claims at once", () => {
  it("are answered in their order, those without a question among them", () => {
    const claims: Claim[] = [
      { ...anyone, peers: networks("2001:db8::/32"), services: [tcp(5432)] },
      { ...anyone, peers: office, services: [tcp(5432)] },
      { ...nobody, services: [tcp(5432)] },
    ];
    const answers = checkClaims(rules(halves), claims, { host: vps });
    expect(answers.map(({ outcome }) => outcome)).toEqual(["not-asked", "holds", "fails"]);
  });
});
