import { describe, expect, it } from "vitest";
import { formatPacket } from "./format-packet";
import { parsePacket } from "./parse-packet";
import { randomPacket } from "./random-packet";

function packet(text: string) {
  const result = parsePacket(text);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.text).join("; "));
  return result.value;
}

/** Small and repeatable (mulberry32). */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe("a packet in text", () => {
  it("fills in what a new TCP connection surely has", () => {
    expect(
      packet("chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.1 proto=tcp sport=40000 dport=443"),
    ).toMatchObject({
      state: "NEW",
      direction: "ORIGINAL",
      flags: ["SYN"],
      family: 4,
      user: { kind: "none" },
    });
  });

  it("leaves open what it was not told", () => {
    expect(packet("chain=OUTPUT proto=udp dport=53 state=ESTABLISHED")).toMatchObject({
      source: null,
      sourcePort: null,
      out: null,
      user: null,
      direction: null,
      flags: null,
    });
  });

  it("knows that neighbour discovery is not tracked, and says so when told otherwise", () => {
    const text = "chain=INPUT src=fe80::1 dst=ff02::1 proto=icmpv6 icmp=135/0";
    expect(packet(text)).toMatchObject({ state: "UNTRACKED", direction: null, hopLimit: 255 });
    const told = parsePacket(`${text} state=NEW`);
    expect(told.ok && told.value.state).toBe("UNTRACKED");
    expect(told.problems.map(({ code }) => code)).toEqual(["packet-untracked"]);
  });

  it.each([
    ["in=eth0", "packet-chain"],
    ["chain=PREROUTING", "packet-value"],
    ["chain=INPUT colour=red", "packet-key"],
    ["chain=INPUT chain=INPUT", "packet-twice"],
    ["chain=INPUT nonsense", "packet-word"],
    ["chain=INPUT src=300.1.1.1", "packet-value"],
    ["chain=INPUT proto=tcp dport=70000", "packet-value"],
    ["chain=INPUT proto=tcp dport=20-10", "packet-value"],
    ["chain=INPUT proto=tcp flags=SYM", "packet-value"],
    ["chain=INPUT icmp=8/300", "packet-value"],
    ["chain=INPUT src=192.0.2.1 dst=2001:db8::1", "packet-family"],
    ["chain=INPUT src=2001:db8::1 proto=icmp icmp=8/0", "packet-family"],
    ["chain=INPUT dport=443", "packet-contradiction"],
    ["chain=INPUT proto=icmp dport=443", "packet-contradiction"],
    ["chain=INPUT proto=udp flags=SYN", "packet-contradiction"],
    ["chain=INPUT out=eth0", "packet-contradiction"],
    ["chain=OUTPUT in=eth0", "packet-contradiction"],
    ["chain=INPUT user=1000", "packet-contradiction"],
    ["chain=INPUT state=NEW ctdir=REPLY", "packet-contradiction"],
    ["chain=INPUT state=INVALID ctdir=REPLY", "packet-contradiction"],
    ["chain=INPUT mark=0x100000000", "packet-value"],
    ["chain=INPUT mark=blue", "packet-value"],
    ["chain=INPUT mac=02:00:00:00:01", "packet-value"],
    ["chain=OUTPUT mac=02:00:00:00:00:01", "packet-contradiction"],
    ["chain=INPUT nat=yes", "packet-value"],
    ["chain=INPUT state=INVALID nat=dnat", "packet-contradiction"],
    ["chain=INPUT state=UNTRACKED connmark=1", "packet-contradiction"],
  ])("refuses %s: %s", (text, code) => {
    const result = parsePacket(text);
    expect(result.ok).toBe(false);
    expect(result.problems.map((problem) => problem.code)).toContain(code);
  });

  it("reads a sender, marks in both notations and what is translated, and prints them as iptables does", () => {
    const marked = packet(
      "chain=FORWARD mac=02:00:5E:10:00:01 mark=255 connmark=0xFFFFFFFF nat=DNAT state=ESTABLISHED",
    );
    expect(marked).toMatchObject({ mark: 0xff, connectionMark: 0xffffffff, translated: "dnat" });
    expect(formatPacket(marked)).toBe(
      "chain=FORWARD family=4 state=ESTABLISHED mac=02:00:5e:10:00:01 mark=0xff connmark=0xffffffff nat=dnat",
    );
    expect(packet(formatPacket(marked))).toEqual(marked);
  });

  it("reads back what it printed, in both families and all chains", () => {
    const random = seeded(7);
    const boundaries = {
      addresses: [1n << 24n, 7n],
      ports: [22, 65535],
      interfaces: ["wg0"],
      protocols: [47],
      users: [33],
    };
    for (let i = 0; i < 600; i++) {
      const family = i % 2 === 0 ? 4 : 6;
      const chain = (["INPUT", "FORWARD", "OUTPUT"] as const)[i % 3] ?? "INPUT";
      const made = { ...randomPacket(random, { ...boundaries, family }, chain), originalPort: null };
      expect(packet(formatPacket(made))).toEqual(made);
    }
  });
});
