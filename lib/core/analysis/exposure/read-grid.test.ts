import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { mergeRanges, setToPrefixes } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { shortPrefix } from "@/lib/core/net/prefix";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { ClaimService } from "../assertion/claim";
import { interpret } from "../interpret";
import { readGrid, type Sources } from "./read-grid";
import { readParts } from "./read-parts";

function rules(text: string, family: Family = 4): Ruleset {
  const parsed = parseSave(
    `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n${text}\nCOMMIT\n`,
    family,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const net = (...texts: string[]): Sources =>
  mergeRanges(
    texts.map((text) => {
      const entry = parseNetworkEntry(text);
      if ("fault" in entry) throw new RangeError(text);
      return entry.range;
    }),
  );
const port = (protocol: number, number: number): ClaimService => ({
  kind: "protocol",
  protocol,
  ports: [{ first: number, last: number }],
});
const address = parseAddress("198.51.100.7");
if (address === null) throw new Error("no address");
const host = { addresses: [{ interface: "eth0", address, length: 24 }], routes: null, forwarding: false };
const ssh = [port(6, 22)];
const dns = [port(17, 53), port(6, 53)];
const office = net("192.0.2.0/24", "2001:db8:9::/48");

const answers = "-A OUTPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT";

describe("who reaches what", () => {
  it("is everyone, some or nobody of each source", () => {
    const ruleset = rules(`${answers}
-A INPUT -s 192.0.2.0/25 -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -s 192.0.2.128/25 -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p udp -m udp --dport 53 -j ACCEPT`);
    const sources = [null, office, net("192.0.2.7"), net("203.0.113.0/24"), net("2001:db8::/32")];
    expect(readGrid(ruleset, sources, [ssh, dns], { host })).toEqual([
      ["some", "some"],
      ["everyone", "some"],
      ["everyone", "some"],
      ["nobody", "some"],
      ["not-asked", "not-asked"],
    ]);
  });

  it("tells who gets in and is not answered apart", () => {
    const mute = rules("-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT");
    expect(readGrid(mute, [office], [ssh], { host })).toEqual([["unanswered"]]);
  });

  it("hangs on what is not known, unless some surely get in", () => {
    const banned = `${answers}\n-A INPUT -m set --match-set banned src -j DROP\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT`;
    expect(readGrid(rules(banned), [office], [ssh], { host })).toEqual([["depends"]]);
    const first = `${answers}\n-A INPUT -s 192.0.2.7/32 -j ACCEPT\n-A INPUT -m set --match-set guests src -j ACCEPT`;
    expect(readGrid(rules(first), [office], [ssh], { host })).toEqual([["some"]]);
  });

  it("is everyone where only the host's own addresses are kept out, which nobody else has, and some where a neighbour's is", () => {
    const own = { 4: "198.51.100.7", 6: "2001:db8::7" };
    const near = { 4: "198.51.100.8", 6: "2001:db8::8" };
    for (const family of [4, 6] as const) {
      const at = parseAddress(own[family]);
      if (at === null) throw new Error(own[family]);
      const here = { ...host, addresses: [{ interface: "eth0", address: at, length: 24 }] };
      const forged = `-A INPUT -m addrtype --src-type LOCAL -j DROP${family === 6 ? "\n-A INPUT -s ::/128 -j DROP" : ""}`;
      const open = "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT";
      const cellOf = (text: string) =>
        readGrid(rules(`${answers}\n${text}\n${open}`, family), [null], [ssh], { host: here });
      expect(cellOf(forged)).toEqual([["everyone"]]);
      expect(cellOf(`${forged}\n-A INPUT -s ${near[family]} -j DROP`)).toEqual([["some"]]);
      const [part] =
        readParts(rules(`${answers}\n${forged}\n${open}`, family), null, ssh, { host: here }) ?? [];
      expect([part?.reach.open?.sources, part?.reach.shut]).toEqual([null, null]);
    }
  });

  it("is not guessed", () => {
    expect(readGrid(rules(answers), [office], [ssh], { host, budget: 10 })).toBeNull();
  });
});

describe("one cell", () => {
  it("says exactly who gets in to each part, with a packet and its rule", () => {
    const ruleset = rules(`${answers}
-A INPUT -s 192.0.2.0/25 -p udp -m udp --dport 53 -j ACCEPT
-A INPUT -s 192.0.2.64/26 -p tcp -m tcp --dport 53 -j ACCEPT`);
    const parts = readParts(ruleset, office, dns, { host });
    const sources = parts?.map(({ reach }) =>
      [reach.open, reach.shut].map((share) => setToPrefixes(share?.sources ?? []).map(shortPrefix)),
    );
    expect(sources).toEqual([
      [["192.0.2.0/25"], ["192.0.2.128/25"]],
      [["192.0.2.64/26"], ["192.0.2.0/26", "192.0.2.128/25"]],
    ]);
    for (const { reach } of parts ?? []) {
      expect(reach.open && interpret(ruleset, reach.open.sample).verdict).toBe("accept");
      expect(reach.open?.rule?.text).toContain("--dport 53 -j ACCEPT");
      expect(reach.shut && interpret(ruleset, reach.shut.sample).verdict).toBe("drop");
    }
  });
});
