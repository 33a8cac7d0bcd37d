import { expect, test } from "vitest";
import { parseLogLine } from "./parse-log-line";

// As nf_log_syslog.c prints them: each word ends with a blank, the last one too.
const knock =
  "sekisho in: IN=eth0 OUT= MAC=52:54:00:12:34:56:52:54:00:65:43:21:08:00 SRC=198.51.100.77 DST=203.0.113.10 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=41382 DF PROTO=TCP SPT=53310 DPT=6379 WINDOW=64240 RES=0x00 SYN URGP=0 ";
const knock6 =
  "sekisho in: IN=eth0 OUT= MAC=52:54:00:12:34:56:52:54:00:65:43:21:86:dd SRC=2001:0db8:ffff:0000:0000:0000:0000:0077 DST=2001:0db8:0113:0000:0000:0000:0000:0010 LEN=80 TC=0 HOPLIMIT=63 FLOWLBL=658811 PROTO=TCP SPT=40112 DPT=22 WINDOW=64800 RES=0x00 SYN URGP=0 ";

test("who knocks at a port: way, addresses, ports and flags", () => {
  expect(parseLogLine(knock)).toEqual({
    prefix: "sekisho in: ",
    way: "in",
    family: 4,
    inInterface: "eth0",
    outInterface: null,
    source: "198.51.100.77",
    destination: "203.0.113.10",
    protocol: "tcp",
    sourcePort: 53310,
    destinationPort: 6379,
    icmp: null,
    flags: ["SYN"],
    uid: null,
  });
});

test("IPv6 addresses come without the kernel's zeros", () => {
  expect(parseLogLine(knock6)).toMatchObject({
    family: 6,
    source: "2001:db8:ffff::77",
    destination: "2001:db8:113::10",
    destinationPort: 22,
  });
});

test("what the host itself sends names the account, and the way is told by the interfaces", () => {
  const sent =
    "sekisho out: IN= OUT=eth0 SRC=203.0.113.10 DST=198.51.100.53 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=9 DF PROTO=UDP SPT=50000 DPT=123 LEN=40 UID=33 GID=33 ";
  expect(parseLogLine(sent)).toMatchObject({
    way: "out",
    protocol: "udp",
    destinationPort: 123,
    uid: 33,
    flags: [],
  });
  const passing = knock.replace("OUT= ", "OUT=docker0 ");
  expect(parseLogLine(passing)).toMatchObject({ way: "through", outInterface: "docker0" });
});

test("ICMP has a type and no ports; what an error quotes is another packet's", () => {
  const ping =
    "sekisho in: IN=eth0 OUT= SRC=198.51.100.77 DST=203.0.113.10 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=1 DF PROTO=ICMP TYPE=8 CODE=0 ID=77 SEQ=1 ";
  expect(parseLogLine(ping)).toMatchObject({
    protocol: "icmp",
    icmp: { type: 8, code: 0 },
    destinationPort: null,
  });
  const error =
    "sekisho in: IN=eth0 OUT= SRC=198.51.100.1 DST=203.0.113.10 LEN=88 TOS=0x00 PREC=0xC0 TTL=64 ID=2 PROTO=ICMP TYPE=3 CODE=1 [SRC=203.0.113.10 DST=192.0.2.1 LEN=60 TOS=0x00 PREC=0x00 TTL=62 ID=3 DF PROTO=TCP SPT=40000 DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0 ] MARK=0x7 ";
  expect(parseLogLine(error)).toMatchObject({
    source: "198.51.100.1",
    protocol: "icmp",
    icmp: { type: 3, code: 1 },
    sourcePort: null,
    destinationPort: null,
    flags: [],
  });
  const six = knock6.replace(/PROTO=.*/, "PROTO=ICMPv6 TYPE=128 CODE=0 ID=1 SEQ=1 ");
  expect(parseLogLine(six)).toMatchObject({ protocol: "icmpv6", icmp: { type: 128, code: 0 } });
});

test("other protocols, fragments and headers that are cut short have no ports", () => {
  const head =
    "sekisho in: IN=eth0 OUT= SRC=198.51.100.77 DST=203.0.113.10 LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=1 ";
  for (const [tail, protocol] of [
    ["PROTO=47 ", "47"],
    ["PROTO=ESP SPI=0x12 ", "esp"],
    ["FRAG:185 PROTO=UDP ", "udp"],
    ["PROTO=TCP INCOMPLETE [8 bytes] ", "tcp"],
  ]) {
    expect(parseLogLine(head + tail), tail).toMatchObject({ protocol, destinationPort: null, flags: [] });
  }
});

test("a line that is cut tells what it holds whole, and nothing where it does not hold enough", () => {
  // Of `DPT=6379` only `DPT=63` arrived: that is no port.
  expect(parseLogLine(knock.slice(0, knock.indexOf("DPT=") + 6))).toMatchObject({
    protocol: "tcp",
    sourcePort: 53310,
    destinationPort: null,
  });
  const end = knock.indexOf("PROTO=TCP") + "PROTO=TCP ".length;
  expect(parseLogLine(knock.slice(0, end))).not.toBeNull();
  for (let length = 0; length < end; length += 1) expect(parseLogLine(knock.slice(0, length))).toBeNull();
});

test("lines of others, and lines that only look like ours, are no entries", () => {
  for (const text of [
    "",
    "[UFW BLOCK] IN=eth0 OUT= SRC=198.51.100.77 DST=203.0.113.10 PROTO=TCP SPT=1 DPT=2 ",
    ` ${knock}`,
    knock.replace("SRC=198.51.100.77", "SRC=198.51.100.777"),
    knock.replace("DST=203.0.113.10", "DST=2001:db8::1"),
    knock.replace("PROTO=TCP", "PROTO="),
    knock.replace("sekisho in:", "sekisho:"),
  ]) {
    expect(parseLogLine(text), text).toBeNull();
  }
  expect(parseLogLine(knock.replace("DPT=6379", "DPT=70000"))).toMatchObject({ destinationPort: null });
});
