import { describe, expect, it } from "vitest";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { sampleFacts } from "../fresh-panel";
import type { Question } from "./explain-view";
import { questionSchema } from "./question-schema";
import { readPacket } from "./read-packet";

// The host is 198.51.100.7 and 2001:db8::7 on eth0; its accounts are root (0) and www-data (33).
const known = { facts: sampleFacts(), services: serviceCatalogue };
const read = (typed: Partial<Question>, more = known) => readPacket(questionSchema.parse(typed), more);

function text(typed: Partial<Question>): string {
  const result = read(typed);
  return result.ok ? formatPacket(result.packet) : JSON.stringify(result.faults);
}

describe("a question becomes a packet", () => {
  it.each<[string, Partial<Question>, string]>([
    [
      "an address and a port are all that must be typed",
      { from: "203.0.113.9", port: "443" },
      "chain=INPUT in=eth0 src=203.0.113.9 dst=198.51.100.7 proto=tcp sport=1024-65535 dport=443 state=NEW flags=SYN user=none",
    ],
    [
      "the sender's family chooses the host's address",
      { from: "2001:db8:5::1", proto: "ping" },
      "chain=INPUT in=eth0 src=2001:db8:5::1 dst=2001:db8::7 proto=icmpv6 icmp=128/0 state=NEW",
    ],
    [
      "what the host sends begins at its own address",
      { way: "out", to: "192.0.2.53", proto: "udp", port: "53", user: "www-data" },
      "chain=OUTPUT out=eth0 src=198.51.100.7 dst=192.0.2.53 proto=udp sport=1024-65535 dport=53 state=NEW user=33",
    ],
    [
      "an answer comes to a client's port",
      { from: "192.0.2.53", proto: "udp", sport: "53", state: "reply" },
      "chain=INPUT in=eth0 src=192.0.2.53 dst=198.51.100.7 proto=udp sport=53 dport=1024-65535 state=ESTABLISHED ctdir=REPLY",
    ],
    [
      "a later packet carries ACK",
      { from: "203.0.113.9", port: "22", state: "open" },
      "chain=INPUT in=eth0 src=203.0.113.9 dst=198.51.100.7 proto=tcp sport=1024-65535 dport=22 state=ESTABLISHED flags=ACK ctdir=ORIGINAL",
    ],
    [
      "the host talks to itself by lo",
      { from: "127.0.0.1", to: "127.0.0.1", port: "6379" },
      "chain=INPUT in=lo src=127.0.0.1 dst=127.0.0.1 proto=tcp sport=1024-65535 dport=6379 state=NEW flags=SYN",
    ],
    [
      "what the host sends to itself it sends from there",
      { way: "out", to: "127.0.0.1", port: "6379", user: "root" },
      "chain=OUTPUT out=lo src=127.0.0.1 dst=127.0.0.1 proto=tcp sport=1024-65535 dport=6379 state=NEW flags=SYN user=0",
    ],
    [
      "what passes through has two ends that are typed",
      { way: "through", from: "172.17.0.2", to: "192.0.2.1", port: "80", in: "docker0" },
      "chain=FORWARD in=docker0 src=172.17.0.2 dst=192.0.2.1 proto=tcp sport=1024-65535 dport=80 state=NEW flags=SYN",
    ],
    [
      "neighbour discovery is not tracked, whatever was chosen",
      { from: "fe80::1", proto: "icmp", icmp: "135/0" },
      "chain=INPUT in=eth0 src=fe80::1 dst=2001:db8::7 proto=icmpv6 icmp=135/0 state=UNTRACKED hoplimit=255",
    ],
    [
      "a protocol may be a number, and then has no ports whatever stands in their fields",
      { from: "203.0.113.9", proto: "47", port: "443", flags: "SYN" },
      "chain=INPUT in=eth0 src=203.0.113.9 dst=198.51.100.7 proto=gre state=NEW",
    ],
  ])("%s", (_name, typed, expected) => {
    expect(text(typed).replace(" user=none", "")).toBe(expected.replace(" user=none", ""));
  });

  it("says what was filled in, and what is not said", () => {
    const result = read({ from: "203.0.113.9" });
    expect(result.ok && result.view.fields).toMatchObject({
      from: { value: "203.0.113.9", how: "typed" },
      to: { value: "198.51.100.7", how: "assumed" },
      in: { value: "eth0", how: "assumed" },
      sport: { value: "1024–65535", how: "assumed" },
      port: null,
    });
  });

  it("leaves the way out to the routes where the host has told them", () => {
    const routes = [
      { family: 4, destination: "0.0.0.0/0", interface: "eth1", type: "unicast", metric: 0 } as const,
    ];
    const result = read(
      { way: "out", to: "192.0.2.1", port: "80" },
      { ...known, facts: sampleFacts({ routes }) },
    );
    expect(result.ok && result.packet.out).toBeNull();
  });
});

describe("what cannot be read is said beside its field", () => {
  it.each<[Partial<Question>, string, string]>([
    [{ from: "198.51.100.700" }, "from", "address"],
    [{ from: "198.51.100.07" }, "from", "address-meant"],
    [{ from: "198.51.100.0/24" }, "from", "address-prefix"],
    [{ from: "198.51.100.1-198.51.100.9" }, "from", "address-range"],
    [{ from: "example.org" }, "from", "address-name"],
    [{ to: "nonsense!" }, "to", "address"],
    [{ from: "203.0.113.9", to: "2001:db8::7" }, "to", "family-mixed"],
    [{ from: "203.0.113.9", family: "6" }, "family", "family-address"],
    [{ proto: "tpc" }, "proto", "protocol"],
    [{ from: "203.0.113.9", proto: "icmpv6" }, "proto", "protocol-family"],
    [{ port: "70000" }, "port", "port-bounds"],
    [{ port: "90-80" }, "port", "port-reversed"],
    [{ port: "https" }, "port", "port-name"],
    [{ port: "web" }, "port", "port"],
    [{ sport: "-1" }, "sport", "port"],
    [{ in: "eth0/1" }, "in", "interface"],
    [{ way: "out", out: "a name that is too long" }, "out", "interface"],
    [{ flags: "SYM" }, "flags", "flags"],
    [{ proto: "icmp", icmp: "echo" }, "icmp", "icmp"],
    [{ way: "out", user: "nobody-here" }, "user", "user-unknown"],
    [{ way: "out", user: "!" }, "user", "user"],
  ])("%j: %s, %s", (typed, field, code) => {
    const result = read(typed);
    expect(result.ok ? [] : result.faults).toMatchObject([{ field, code }]);
  });

  it("each wrong field by itself, all at once", () => {
    const result = read({ from: "1.2.3", port: "70000", flags: "?" });
    expect(result.ok ? [] : result.faults.map(({ field }) => field)).toEqual(["from", "port", "flags"]);
  });

  it("a host without IPv6 is asked about IPv4 alone", () => {
    const facts = sampleFacts({ iptables6: "absent", live: { ipv4: "", ipv6: null } });
    const result = read({ from: "2001:db8::1" }, { ...known, facts });
    expect(result.ok ? [] : result.faults).toMatchObject([{ field: "from", code: "family-absent" }]);
  });

  it("the number of a service's name is in the message", () => {
    const result = read({ port: "https" });
    expect(result.ok ? [] : result.faults[0]?.params).toMatchObject({ port: "443" });
  });
});
