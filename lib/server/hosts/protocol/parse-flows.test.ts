import { expect, test } from "vitest";
import type { Flow } from "@/lib/core/flows/flow";
import { BadRequest } from "./build";
import { buildCutFlows } from "./build-flows";
import { parseFlows } from "./parse-flows";

const block = (name: string, lines: readonly string[]) =>
  [`BEGIN ${name}`, ...lines.map((line) => `|${line}`), `END ${name}`].map((line) => `SEKISHO:${line}`);
const answer = (...lines: readonly string[]) => [...lines, "SEKISHO:OVER"].join("\n");
const ends = (source: string, sourcePort: number, destination: string, destinationPort: number) => ({
  ...{ source, sourcePort, destination, destinationPort },
});

test("both forms of the kernel's list are read, without what has no ports and what nobody answered", () => {
  const lines = [
    "ipv6     10 tcp      6 431999 ESTABLISHED src=2001:0db8:0000:0000:0000:0000:0000:0001 dst=2001:db8::2 sport=43982 dport=9000 src=2001:db8::2 dst=2001:db8::1 sport=9000 dport=43982 [ASSURED] mark=0 zone=0 use=2",
    "tcp      6 431999 ESTABLISHED src=192.0.2.1 dst=192.0.2.2 sport=5 dport=80 src=172.17.0.2 dst=192.0.2.1 sport=8080 dport=5 [ASSURED] mark=0 use=1",
    "udp      17 29 src=192.0.2.1 dst=192.0.2.2 sport=5 dport=53 [UNREPLIED] src=192.0.2.2 dst=192.0.2.1 sport=53 dport=5 mark=0 use=1",
    "icmp     1 29 src=192.0.2.1 dst=192.0.2.2 type=8 code=0 id=1 src=192.0.2.2 dst=192.0.2.1 type=0 code=0 id=1 mark=0 use=1",
  ];
  const read = parseFlows(answer(...block("tracked", lines)));
  expect(read.ok && read.value.listing.tracked).toEqual([
    {
      family: 6,
      protocol: "tcp",
      original: ends("2001:db8::1", 43982, "2001:db8::2", 9000),
      reply: ends("2001:db8::2", 9000, "2001:db8::1", 43982),
    },
    {
      family: 4,
      protocol: "tcp",
      original: ends("192.0.2.1", 5, "192.0.2.2", 80),
      reply: ends("172.17.0.2", 8080, "192.0.2.1", 5),
    },
  ]);
});

test("sockets with their program and owner; IPv4 inside of IPv6 is IPv4; root is not named by ss", () => {
  const lines = [
    "LISTEN 0      128                     *:9000                  *:*     ino:1 sk:1 v6only:0 <->",
    'ESTAB  0      0      [::ffff:192.0.2.2]:9000 [::ffff:192.0.2.1]:53576 users:(("nginx",pid=1,fd=5)) uid:33 ino:2 sk:2 <->',
    "ESTAB  0      0      192.0.2.2%eth0:22 192.0.2.9:40000 ino:3 sk:3 <->",
    "ESTAB  0      0      not-an-address:22 192.0.2.9:40000 ino:3 sk:3 <->",
  ];
  const read = parseFlows(answer(...block("tcp", lines)));
  expect(read.ok && read.value.listing).toMatchObject({
    sockets: [
      {
        family: 4,
        local: "192.0.2.2",
        localPort: 9000,
        peer: "192.0.2.1",
        peerPort: 53576,
        program: "nginx",
        uid: 33,
      },
      { family: 4, local: "192.0.2.2", localPort: 22, program: null, uid: 0 },
    ],
    listening: [{ protocol: "tcp", port: 9000 }],
  });
});

test("an answer without its end, and one that says why not, are no lists", () => {
  expect(parseFlows(block("tcp", []).join("\n"))).toMatchObject({
    ok: false,
    problems: [{ code: "flows-cut" }],
  });
  expect(parseFlows(answer("SEKISHO:FAIL - bad-request"))).toMatchObject({
    ok: false,
    problems: [{ code: "flows-failed", params: { detail: "bad-request" } }],
  });
});

test("nothing but addresses, ports and known protocols is sent", () => {
  const flow: Flow = {
    family: 4,
    protocol: "tcp",
    way: "in",
    original: ends("192.0.2.1", 5, "192.0.2.2", 80),
    socket: null,
    tracked: true,
  };
  const build = (part: Partial<Flow>) => () =>
    buildCutFlows({ endWord: "a".repeat(32), flows: [{ ...flow, ...part }] });
  expect(build({})()).toContain("\n0 tcp 4 192.0.2.1 5 192.0.2.2 80 - - - -\n");
  for (const part of [
    { original: ends("192.0.2.1\nrm", 5, "192.0.2.2", 80) },
    { original: ends("$(rm)", 5, "192.0.2.2", 80) },
    { original: ends("192.0.2.1", 70_000, "192.0.2.2", 80) },
    { original: ends("192.0.2.1", 1.5, "192.0.2.2", 80) },
    { protocol: "tcp; rm" },
  ]) {
    expect(build(part)).toThrow(BadRequest);
  }
});
