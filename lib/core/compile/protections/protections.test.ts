import { describe, expect, it } from "vitest";
import { renderRule } from "@/lib/core/iptables/render-rule";
import { families } from "@/lib/core/net/family";
import { startingPolicy } from "@/lib/core/policy/roles";
import { type Policy, type Protections, policySchema, protectionsSchema } from "@/lib/core/policy/schema";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Protection, Rule } from "@/lib/core/ruleset/ruleset";
import { compile } from "../compile";

const base = startingPolicy("public-web-server", { admin: ["192.0.2.10", "2001:db8::10"] });

function inbound(
  protections: Partial<Protections>,
  more: Partial<Policy> = {},
): Record<4 | 6, readonly Rule[]> {
  const compiled = compile({ ...base, protections: { ...base.protections, ...protections }, ...more }, null);
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("both families are compiled");
  const { ruleset4, ruleset6 } = compiled.value;
  const rulesOf = ({ tables }: typeof ruleset4) =>
    tables.flatMap(({ chains }) => chains).find(({ name }) => name === ownedChains.input)?.rules ?? [];
  return { 4: rulesOf(ruleset4), 6: rulesOf(ruleset6) };
}

function textsOf(protections: Partial<Protections>, protection: Protection, more: Partial<Policy> = {}) {
  const rules = inbound(protections, more);
  const [ipv4, ipv6] = families.map((family) =>
    rules[family]
      .filter(({ origin }) => origin?.protection === protection)
      .map((rule) => renderRule(rule, "IN", family).slice("-A IN ".length)),
  );
  return { ipv4, ipv6 };
}

const every: Partial<Protections> = {
  ownSenders: true,
  openConnections: 100,
  sshGuessing: { count: 4, per: "minute", burst: 8 },
  portScan: { ports: 10, minutes: 10 },
};

describe("the rules of a protection", () => {
  it("open connections: counted by address in IPv4 and by /64 in IPv6, and asked of new TCP connections", () => {
    expect(textsOf(every, "open-connections")).toEqual({
      ipv4: [
        "-p tcp -m conntrack --ctstate NEW -m connlimit --connlimit-above 100 --connlimit-mask 32 --connlimit-saddr -j DROP",
      ],
      ipv6: [
        "-p tcp -m conntrack --ctstate NEW -m connlimit --connlimit-above 100 --connlimit-mask 64 --connlimit-saddr -j DROP",
      ],
    });
  });

  it("guesses at SSH: a rate for each address or /64, of new connections to its port", () => {
    const { ipv4, ipv6 } = textsOf(every, "ssh-guessing");
    const rule = (mask: string) =>
      expect.stringMatching(
        new RegExp(
          `^-p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 4/min --hashlimit-burst 8 --hashlimit-mode srcip --hashlimit-name sk-ssh-[0-9a-f]{8}${mask} -j DROP$`,
        ),
      );
    expect(ipv4).toEqual([rule("")]);
    expect(ipv6).toEqual([rule(" --hashlimit-srcmask 64")]);
  });

  it("port scans: who is known is asked early, and each new knock is written down right before the end", () => {
    const { ipv4, ipv6 } = textsOf(every, "port-scan");
    expect(ipv4).toEqual([
      "-p tcp -m conntrack --ctstate NEW -m recent --rcheck --seconds 600 --hitcount 10 --name sekisho-scan-4 --mask 255.255.255.255 --rsource -j DROP",
      expect.stringMatching(
        /^-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -m hashlimit --hashlimit-upto 6\/hour --hashlimit-burst 1 --hashlimit-mode srcip,dstport --hashlimit-name sk-knock-[0-9a-f]{6} -m recent --set --name sekisho-scan-4 --mask 255.255.255.255 --rsource$/,
      ),
    ]);
    expect(ipv6?.[0]).toContain("--name sekisho-scan-6 --mask ffff:ffff:ffff:ffff:: --rsource -j DROP");
    expect(ipv6?.[1]).toMatch(
      /--hashlimit-srcmask 64 -m recent --set --name sekisho-scan-6 --mask ffff:ffff:ffff:ffff:: --rsource$/,
    );
    for (const family of families) {
      const places = inbound(every)[family].map(({ origin }) => origin?.protection ?? origin?.section);
      expect(places.slice(-3)).toEqual(["logging", "port-scan", "final"]);
    }
  });

  it("port scans: nothing where the end hands on, for no port is known to be closed there", () => {
    expect(textsOf(every, "port-scan", { otherwise: "hand-on" })).toEqual({ ipv4: [], ipv6: [] });
  });

  it("senders: the server's own addresses as the kernel knows them, and in IPv6 no address", () => {
    expect(textsOf(every, "own-senders")).toEqual({
      ipv4: ["-m addrtype --src-type LOCAL -j DROP"],
      ipv6: ["-m addrtype --src-type LOCAL -j DROP", "-s ::/128 -j DROP"],
    });
  });

  it("all stand behind the loopback, what the network needs and the administrator", () => {
    for (const family of families) {
      const rules = inbound(every)[family];
      const first = rules.findIndex(({ origin }) => origin?.section === "protection");
      const before = new Set(rules.slice(0, first).map(({ origin }) => origin?.ruleId ?? origin?.section));
      expect([...before]).toEqual(["loopback", "always", "admin"]);
      expect(rules.slice(first).some(({ origin }) => origin?.ruleId === "admin")).toBe(false);
    }
  });
});

describe("a document of before", () => {
  it("is read as it was written, without protections that came later, and makes none of their rules", () => {
    const written = JSON.stringify({ ...base, protections: protectionsSchema.parse({}) });
    const read = policySchema.parse(JSON.parse(written));
    expect(JSON.stringify(read)).toBe(written);
    const made = [...inbound(read.protections)[4], ...inbound(read.protections)[6]];
    const kinds = new Set(made.flatMap(({ origin }) => origin?.protection ?? []));
    expect([...kinds]).toEqual(["invalid", "spoofed", "scans", "new-connections"]);
  });
});
