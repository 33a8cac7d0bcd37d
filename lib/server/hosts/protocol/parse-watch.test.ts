import { expect, test } from "vitest";
import type { LiveFrame } from "@/lib/core/live/live-frame";
import { parseProcLine } from "./parse-proc-line";
import { parseSsLine } from "./parse-ss-line";
import { watchReader } from "./parse-watch";

const block = (name: string, lines: readonly string[]) =>
  [`BEGIN ${name}`, ...lines.map((line) => `|${line}`), `END ${name}`].map((line) => `SEKISHO:${line}`);

function framesOf(lines: readonly string[]): LiveFrame[] {
  const frames: LiveFrame[] = [];
  const reader = watchReader((frame) => frames.push(frame));
  for (const line of lines) reader.take(line);
  return frames;
}

test("a line of Debian's ss: who holds it, both ends, and the account, which is root where none is named", () => {
  const line =
    'tcp   ESTAB     0      0      203.0.113.10:22      192.0.2.10:50394 users:(("sshd",pid=5015,fd=4),("sshd",pid=5009,fd=4)) timer:(keepalive,29sec,0) ino:21363443 sk:2f74 cgroup:/ <->     ';
  expect(parseSsLine(line)).toEqual({
    key: "tcp 203.0.113.10:22 192.0.2.10:50394 21363443",
    protocol: "tcp",
    family: 4,
    state: "ESTAB",
    local: "203.0.113.10",
    localPort: 22,
    interface: null,
    peer: "192.0.2.10",
    peerPort: 50394,
    holders: [
      { program: "sshd", pid: 5015, fd: 4 },
      { program: "sshd", pid: 5009, fd: 4 },
    ],
    uid: 0,
  });
  const php =
    'tcp ESTAB 0 0 10.0.0.5:40000 93.184.216.34:443 users:(("php-fpm8.2",pid=9,fd=7)) uid:33 ino:5 sk:1 cgroup:/system.slice <->';
  expect(parseSsLine(php)).toMatchObject({ uid: 33, holders: [{ program: "php-fpm8.2", pid: 9, fd: 7 }] });
});

test("names of programs with blanks, quotes and brackets, and one that looks like a detail", () => {
  const named = (name: string) =>
    parseSsLine(
      `udp UNCONN 0 0 0.0.0.0:5353 0.0.0.0:* users:(("${name}",pid=3,fd=12)) uid:104 ino:77 sk:9 <->`,
    );
  for (const name of ["tmux: server", 'say "hi"', "a)b(c", "uid:0 ino:0", "x)) uid:0", "(sd-pam)"]) {
    expect(named(name), name).toMatchObject({ holders: [{ program: name, pid: 3, fd: 12 }], uid: 104 });
  }
});

test("zones, both families, IPv4 inside of IPv6, and what is only closing", () => {
  const zone =
    'udp UNCONN 0 0 [fe80::1]%eth0:546 [::]:* users:(("dhcpcd",pid=1,fd=2)) ino:4 sk:1 v6only:1 <->';
  expect(parseSsLine(zone)).toMatchObject({
    family: 6,
    local: "fe80::1",
    localPort: 546,
    interface: "eth0",
    peer: null,
    peerPort: null,
  });
  expect(parseSsLine("tcp LISTEN 0 511 *:80 *:* ino:4 sk:1 v6only:0 <->")).toMatchObject({
    family: "both",
    local: "*",
    localPort: 80,
    holders: [],
  });
  expect(parseSsLine("tcp ESTAB 0 0 [::ffff:10.0.0.5]:80 [::ffff:192.0.2.9]:5 ino:4 sk:1")).toMatchObject({
    family: 4,
    local: "10.0.0.5",
    peer: "192.0.2.9",
  });
  expect(parseSsLine("tcp TIME-WAIT 0 0 127.0.0.1:49506 127.0.0.1:33119 ino:0 sk:2f6f")).toMatchObject({
    state: "TIME-WAIT",
    uid: null,
    holders: [],
  });
});

test("what is no socket is no row", () => {
  expect(parseSsLine("Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process")).toBeNull();
  expect(parseSsLine("tcp ESTAB 0 0 nonsense 1.2.3.4:5")).toBeNull();
  expect(parseProcLine("tcp sl local_address rem_address st tx_queue")).toBeNull();
});

test("/proc of a host without ss: the same rows, and no program", () => {
  const listens =
    "tcp    0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   104        0 1145 1 0000 100 0 0 10 0";
  expect(parseProcLine(listens)).toMatchObject({
    state: "LISTEN",
    local: "127.0.0.1",
    localPort: 5432,
    peer: null,
    uid: 104,
    holders: [],
  });
  const open =
    "tcp6   1: 0000000000000000FFFF00000A0200C0:0016 0000000000000000FFFF0000640200C0:C350 01 00000000:00000000 02:000A 00000000     0        0 99 2 0000";
  expect(parseProcLine(open)).toMatchObject({
    family: 4,
    state: "ESTAB",
    local: "192.0.2.10",
    localPort: 22,
    peer: "192.0.2.100",
    peerPort: 50000,
    uid: 0,
  });
  const udp =
    "udp6  12: 00000000000000000000000000000000:14E9 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   107        0 7 2 0000 0";
  expect(parseProcLine(udp)).toMatchObject({ protocol: "udp", family: "both", local: "*", state: "UNCONN" });
});

test("whole frames are handed on, with the counters where they were read; one that was cut is not", () => {
  const frames = framesOf([
    "Welcome to Debian",
    "SEKISHO:FACT sockets ss",
    "SEKISHO:TICK 100.25",
    ...block("sockets", [
      'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3)) ino:9 sk:1 <->',
      "more 12",
    ]),
    ...block("counts4", [
      "*filter",
      "[12:3456] -A SEKISHO-IN -i lo -j ACCEPT",
      "[0:0] -A SEKISHO-IN -j DROP",
      "*raw",
      "[1:2] -A SEKISHO-RAW -p tcp -j CT --helper ftp",
    ]),
    ...block("counts6", ["*filter", "[7:8] -A SEKISHO-IN -j DROP"]),
    "SEKISHO:COUNTED",
    "SEKISHO:SHOWN",
    "SEKISHO:TICK 101.25",
    ...block("sockets", []),
    "SEKISHO:SHOWN",
    "SEKISHO:TICK 102.25",
    "SEKISHO:BEGIN sockets",
  ]);
  expect(frames.map(({ uptime, more, sockets }) => [uptime, more, sockets.length])).toEqual([
    [100.25, 12, 1],
    [101.25, 0, 0],
  ]);
  expect(frames[0]?.counts).toEqual([
    {
      family: 4,
      table: "filter",
      chain: "SEKISHO-IN",
      text: "-A SEKISHO-IN -i lo -j ACCEPT",
      packets: 12,
      bytes: 3456,
    },
    {
      family: 4,
      table: "filter",
      chain: "SEKISHO-IN",
      text: "-A SEKISHO-IN -j DROP",
      packets: 0,
      bytes: 0,
    },
    {
      family: 4,
      table: "raw",
      chain: "SEKISHO-RAW",
      text: "-A SEKISHO-RAW -p tcp -j CT --helper ftp",
      packets: 1,
      bytes: 2,
    },
    {
      family: 6,
      table: "filter",
      chain: "SEKISHO-IN",
      text: "-A SEKISHO-IN -j DROP",
      packets: 7,
      bytes: 8,
    },
  ]);
  expect(frames[1]?.counts).toBeNull();
});

test("a host that refuses says why", () => {
  const reader = watchReader(() => {});
  for (const line of ["SEKISHO:FAIL - not-root", "SEKISHO:OVER"]) reader.take(line);
  expect(reader.failed()).toBe("not-root");
});
