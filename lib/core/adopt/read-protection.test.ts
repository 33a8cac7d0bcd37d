import { describe, expect, it } from "vitest";
import { diffRulesets } from "@/lib/core/analysis/diff/diff";
import { interpret } from "@/lib/core/analysis/interpret";
import { lint } from "@/lib/core/analysis/lint";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import { compile } from "@/lib/core/compile/compile";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { families } from "@/lib/core/net/family";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingPolicy } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Protections } from "@/lib/core/policy/schema";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { adopt } from "./adopt";
import { hostFacts } from "./testing/host-facts";

const facts = hostFacts({ ipv4: "", ipv6: "" });
const known = { networks: [], services: serviceCatalogue };
const base = startingPolicy("public-web-server", { admin: ["203.0.113.9", "2001:db8:9::9"] });
const ssh = inboundRuleSchema.parse({
  id: "ssh",
  sources: ["anyone"],
  services: ["ssh"],
  limit: { count: 5, per: "minute", burst: 5, perSource: true },
});

const later: Partial<Protections> = {
  ownSenders: true,
  openConnections: 100,
  sshGuessing: { count: 4, per: "minute", burst: 8 },
  portScan: { ports: 10, minutes: 10 },
};

/** The text that a host prints with the policy's chains in it. */
function liveText(protections: Partial<Protections>, family: Family): string {
  const policy = {
    ...base,
    purposes: base.purposes.map((one) => ({ ...one, rules: [...one.rules, ssh] })),
    protections: { ...base.protections, ...protections },
  };
  const compiled = compile(policy, facts);
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("both families are compiled");
  const own = renderRestore(family === 4 ? compiled.value.ruleset4 : compiled.value.ruleset6);
  const builtIn = ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n";
  const jumps = "-A INPUT -j SEKISHO-IN\n-A FORWARD -j SEKISHO-FWD\n-A OUTPUT -j SEKISHO-OUT\n";
  return own.replace("*filter\n", `*filter\n${builtIn}`).replace("COMMIT", `${jumps}COMMIT`);
}

function read(text: string, family: Family): Ruleset {
  const parsed = parseSave(text, family);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.text).join("\n"));
  return parsed.value;
}

function adopted(ipv4: string, ipv6: string) {
  return adopt({ ruleset4: read(ipv4, 4), ruleset6: read(ipv6, 6) }, facts, known);
}

describe("protections in our own chains", () => {
  const cases = [...Object.entries(later).map(([name, value]) => [name, { [name]: value }] as const)];
  it.each([...cases, ["all of them", later] as const, ["none of them", {}] as const])(
    "become the policy that they came from: %s",
    (_, protections) => {
      const { policy, account } = adopted(liveText(protections, 4), liveText(protections, 6));
      expect(policy.protections).toEqual({ ...base.protections, ...protections });
      expect(account.filter(({ kind }) => kind === "opaque").map(({ text }) => text)).toEqual([]);
      // The rule's own rate stays the rule's.
      const rules = policy.purposes[0]?.rules ?? [];
      expect(
        rules.filter(({ limit }) => limit !== null).map(({ services, limit }) => [services, limit]),
      ).toEqual([[["ssh"], ssh.limit]]);
    },
  );

  it("are told by the settings that they are, each rule once", () => {
    const { account } = adopted(liveText(later, 4), liveText(later, 6));
    const settings = account.flatMap((entry) =>
      entry.kind === "fits" && entry.family === 6 && entry.chain === ownedChains.input
        ? entry.into.flatMap((place) => (place.kind === "setting" ? [place.name] : []))
        : [],
    );
    const told = settings.filter((name) => /^(own|port|ssh|open)-/.test(name));
    expect(told).toEqual([
      "own-senders",
      "own-senders",
      "port-scan",
      "ssh-guessing",
      "open-connections",
      "port-scan",
    ]);
  });
});

describe("what others wrote", () => {
  const table = (...rules: string[]) =>
    `*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules.map((rule) => `-A INPUT ${rule}\n`).join("")}-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n`;
  const protectionsOf = (...rules: string[]) => adopted(table(...rules), table()).policy.protections;
  const fresh = "-p tcp -m conntrack --ctstate NEW";

  it("the same limit of open connections fits", () => {
    const rule = `${fresh} -m connlimit --connlimit-above 30 --connlimit-mask 32 --connlimit-saddr -j DROP`;
    expect(protectionsOf(rule).openConnections).toBe(30);
  });

  it.each([
    [
      "a limit of a whole network",
      `${fresh} -m connlimit --connlimit-above 30 --connlimit-mask 24 --connlimit-saddr -j DROP`,
    ],
    [
      "a limit at one port",
      `${fresh} -m tcp --dport 80 -m connlimit --connlimit-above 30 --connlimit-mask 32 --connlimit-saddr -j DROP`,
    ],
    [
      "a limit that answers",
      `${fresh} -m connlimit --connlimit-above 30 --connlimit-mask 32 --connlimit-saddr -j REJECT --reject-with tcp-reset`,
    ],
    [
      "somebody else's list",
      `${fresh} -m recent --rcheck --seconds 600 --hitcount 10 --name scanners --mask 255.255.255.255 --rsource -j DROP`,
    ],
    ["a type of address at one port", "-p tcp -m tcp --dport 80 -m addrtype --src-type LOCAL -j DROP"],
  ])("%s is none of ours", (_, rule) => {
    const { openConnections, portScan, ownSenders, sshGuessing } = protectionsOf(rule);
    expect([openConnections, portScan, ownSenders, sshGuessing]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the analysis of protected rules", () => {
  it.each(families)("lets whoever does nothing else in, IPv%i", (family) => {
    const ruleset = read(liveText({ ...later, ownSenders: undefined }, family), family);
    const [src, dst] = family === 4 ? ["198.51.100.99", "198.51.100.7"] : ["2001:db8:5::5", "2001:db8::7"];
    const words = `chain=INPUT in=eth0 src=${src} dst=${dst} proto=tcp sport=40000 dport=80 state=NEW`;
    const packet = parsePacket(words);
    if (!packet.ok) throw new Error(packet.problems.map(({ text }) => text).join("\n"));
    expect(interpret(ruleset, packet.value, { rates: "quiet-source" }).verdict).toBe("accept");
    expect(interpret(ruleset, packet.value, { rates: "open" }).verdict).toBe("cannot-tell");
  });

  it.each(families)("tells of a change that only who exceeds a number is kept out, IPv%i", (family) => {
    const counting = { ...later, ownSenders: undefined };
    const host = pathHost(facts, family);
    const [before, after] = [{}, counting].map((one) => read(liveText(one, family), family));
    if (before === undefined || after === undefined) throw new Error("there are two");
    const diff = diffRulesets(before, after, { host });
    const rows = diff.outcome === "different" ? diff.rows : [];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ kind, onlyBeyondRates }) => kind !== "closed" || !onlyBeyondRates)).toEqual([]);
  });

  it.each(families)("finds no rule of a protection without effect, IPv%i", (family) => {
    // The server's own addresses are the loopback's too, so that the rule about these alone would be one.
    const found = lint(read(liveText({ ...later, spoofed: false }, family), family));
    expect(found.filter(({ severity }) => severity === "warning").map(({ text }) => text)).toEqual([]);
  });
});
