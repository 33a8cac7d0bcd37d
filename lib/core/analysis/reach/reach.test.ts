import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import {
  type AddressRange,
  prefixOf,
  prefixRange,
  rangeToPrefixes,
  shortPrefix,
} from "@/lib/core/net/prefix";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { interpret } from "../interpret";
import type { PacketPattern } from "./packet-pattern";
import { askReach, reach } from "./reach";

function filter(rules: string): Ruleset {
  const parsed = parseSave(
    `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules}\nCOMMIT\n`,
    4,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function network(text: string): AddressRange {
  const [address = "", length = "32"] = text.split("/");
  const parsed = parseAddress(address);
  if (parsed === null) throw new RangeError(text);
  return prefixRange(prefixOf(parsed, Number(length)));
}

const to = (port: number, sources: readonly AddressRange[] | null = null): PacketPattern => ({
  hook: "INPUT",
  state: "NEW",
  flags: ["SYN"],
  protocol: 6,
  ports: [{ first: port, last: port }],
  sourcePorts: [{ first: 40000, last: 40000 }],
  sources,
});

function ask(rules: string, pattern: PacketPattern, rates?: "open") {
  const answers = reach(filter(rules), [pattern], { host: null, ...(rates && { rates }) });
  const answer = answers?.[0];
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

const prefixes = (ranges: readonly AddressRange[] | null | undefined) =>
  ranges?.flatMap(rangeToPrefixes).map(shortPrefix) ?? null;

describe("who gets through", () => {
  const office =
    "-A INPUT -s 192.0.2.0/25 -p tcp -m tcp --dport 5432 -j ACCEPT\n-A INPUT -s 192.0.2.128/25 -p tcp -m tcp --dport 5432 -j ACCEPT";

  it("is told exactly, over the union of rules, with a packet of each kind", () => {
    const { open, shut, depends } = ask(office, to(5432));
    expect(prefixes(open?.sources)).toEqual(["192.0.2.0/24"]);
    expect(depends).toBeNull();
    expect(open && formatAddress(open.sample.source ?? { family: 4, value: 0n })).toMatch(/^192\.0\.2\./);
    expect(shut && interpret(filter(office), shut.sample).verdict).toBe("drop");
    expect(open && interpret(filter(office), open.sample).verdict).toBe("accept");
    expect(open?.rule?.text).toContain("--dport 5432");
  });

  it("is everybody, or nobody, of those who were asked about", () => {
    expect(ask(office, to(5432, [network("192.0.2.0/24")]))).toMatchObject({ shut: null, depends: null });
    expect(ask(office, to(5432, [network("198.51.100.0/24")]))).toMatchObject({ open: null, depends: null });
    const wider = ask(office, to(5432, [network("192.0.0.0/16")]));
    expect([prefixes(wider.open?.sources), wider.shut === null]).toEqual([["192.0.2.0/24"], false]);
  });

  it("hangs on what is not known, by name; a rate per source is taken to be kept unless it is asked about", () => {
    const banned =
      "-A INPUT -m set --match-set banned src -j DROP\n-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT";
    const answer = ask(banned, to(443));
    expect([answer.open, answer.shut]).toEqual([null, null]);
    expect(answer.depends?.conditions.join()).toContain("--match-set banned src");
    const limited =
      "-A INPUT -p tcp -m tcp --dport 443 -m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name a -j ACCEPT";
    expect(ask(limited, to(443))).toMatchObject({ shut: null, depends: null });
    expect(ask(limited, to(443)).assumes.join()).toContain("--hashlimit-upto 5/sec");
    expect(ask(limited, to(443), "open").open).toBeNull();
  });

  it("leaves the loopback out where the question is of what comes from outside", () => {
    const local = "-A INPUT -i lo -j ACCEPT";
    expect(ask(local, to(5432)).open).not.toBeNull();
    expect(ask(local, { ...to(5432), outside: true })).toMatchObject({ open: null, depends: null });
  });

  it("asks for flags and source ports where the protocol has them, and for the others all the same", () => {
    const scans =
      "-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP\n-A INPUT -p udp -m udp --sport 1:1023 -j DROP\n-A INPUT -j ACCEPT";
    const clients = { flags: ["SYN"], sourcePorts: [{ first: 1024, last: 65535 }] } as const;
    const anything: PacketPattern = { hook: "INPUT", state: "NEW", direction: "ORIGINAL" };
    expect(ask(scans, { ...anything, ...clients }).shut).toBeNull();
    expect(ask(scans, anything).shut).not.toBeNull();
    expect(ask("-A INPUT -p gre -j ACCEPT", { ...anything, ...clients }).open?.sample.protocol).toBe(47);
  });

  it("knows the port that a connection began with from the port that is asked for", () => {
    const rule = "-A INPUT -p tcp -m conntrack --ctorigdstport 5432 -j ACCEPT";
    expect(ask(rule, to(5432))).toMatchObject({ shut: null, depends: null });
    expect(ask(rule, to(5433))).toMatchObject({ open: null, depends: null });
  });

  it("says where packets go that leave", () => {
    const only = "-A OUTPUT -d 192.0.2.0/24 -j ACCEPT\n-A OUTPUT -j DROP";
    const leaving: PacketPattern = { hook: "OUTPUT", state: "NEW", protocol: 6, flags: ["SYN"] };
    expect(prefixes(ask(only, leaving).open?.destinations)).toEqual(["192.0.2.0/24"]);
  });

  it("is told at a glance just as at length, and read on demand", () => {
    const banned = `-A INPUT -s 198.51.100.0/24 -m set --match-set banned src -j DROP\n${office}\n-A INPUT -s 198.51.100.0/24 -j ACCEPT`;
    const patterns = [to(5432), to(22), to(5432, [network("192.0.2.0/24")])];
    const glances = askReach(filter(banned), patterns, { host: null }, ({ glance, read }) =>
      patterns.map((_, at) => [glance(at), read(at)] as const),
    );
    expect(glances).toHaveLength(3);
    for (const [glance, { open, shut, depends, assumes }] of glances ?? []) {
      expect(glance).toEqual({
        open: open !== null,
        shut: shut !== null,
        depends: depends !== null,
        assumes,
      });
    }
    expect(glances?.[0]?.[0]).toMatchObject({ open: true, shut: true, depends: true });
    expect(glances?.[2]?.[0]).toMatchObject({ open: true, shut: false, depends: false });
  });

  it("is not answered by a chain policy that the text does not say", () => {
    const parsed = parseSave("*filter\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n", 4);
    if (!parsed.ok) throw new Error("unread");
    const [answer] = reach(parsed.value, [to(80)], { host: null }) ?? [];
    expect([answer?.open, answer?.shut]).toEqual([null, null]);
    expect(answer?.depends?.conditions.join()).toContain("chain policy of INPUT");
  });

  it("is not guessed where it would need more than it may use", () => {
    expect(reach(filter(office), [to(22)], { host: null, budget: 10 })).toBeNull();
  });
});
