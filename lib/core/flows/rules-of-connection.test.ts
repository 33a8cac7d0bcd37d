import { expect, test } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { type Connection, rulesOfConnection } from "./rules-of-connection";

function chains(text: string, family: 4 | 6 = 4) {
  const heads = ":SEKISHO-IN - [0:0]\n:SEKISHO-OUT - [0:0]\n";
  const read = parseSave(`*filter\n${heads}${text}\nCOMMIT\n`, family);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

const rules = chains(`-A SEKISHO-IN -i lo -j ACCEPT
-A SEKISHO-IN -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
-A SEKISHO-IN -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW -j LOG --log-prefix "web "
-A SEKISHO-IN -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
-A SEKISHO-IN -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
-A SEKISHO-IN -j DROP
-A SEKISHO-OUT -o lo -j ACCEPT
-A SEKISHO-OUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT
-A SEKISHO-OUT -p tcp -m owner --uid-owner 33 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
-A SEKISHO-OUT -j DROP`);

const base: Connection = {
  protocol: "tcp",
  way: "in",
  local: "203.0.113.10",
  localPort: 22,
  peer: "192.0.2.9",
  peerPort: 40_000,
  uid: 0,
};
const met = (more: Partial<Connection>, of = rules) => [...rulesOfConnection(of, { ...base, ...more })];

test("a connection that came in is counted by the rule that let it in, those that log it, and the one for its answers", () => {
  expect(met({})).toEqual(["SEKISHO-IN 1", "SEKISHO-OUT 1"]);
  expect(met({ localPort: 443, peer: "198.51.100.1" })).toEqual([
    "SEKISHO-IN 2",
    "SEKISHO-IN 3",
    "SEKISHO-OUT 1",
  ]);
});

test("a connection that left is counted by the rule of its account, and by the one for its answers", () => {
  expect(met({ way: "out", localPort: 50_000, peer: "198.51.100.1", peerPort: 443, uid: 33 })).toEqual([
    "SEKISHO-OUT 2",
    "SEKISHO-IN 4",
  ]);
});

test("what stays inside meets the loopback rules, and one that began before its rule went is refused as it goes on", () => {
  expect(met({ way: "inside", local: "127.0.0.1", peer: "127.0.0.1" })).toEqual([
    "SEKISHO-OUT 0",
    "SEKISHO-IN 0",
  ]);
  expect(met({ peer: "198.51.100.1" })).toEqual(["SEKISHO-IN 5", "SEKISHO-OUT 1"]);
});

test("rules of one family know nothing of the other's connections", () => {
  const six = { local: "2001:db8::10", peer: "2001:db8:2::9" };
  expect(met(six)).toEqual([]);
  expect(met(six, chains("-A SEKISHO-IN -s 2001:db8:2::/48 -j ACCEPT", 6))).toEqual(["SEKISHO-IN 0"]);
});

test("what hangs on a condition that nobody knows is said of no rule", () => {
  const timed = chains("-A SEKISHO-IN -m set --match-set friends src -j ACCEPT\n-A SEKISHO-IN -j DROP");
  expect(met({}, timed)).not.toContain("SEKISHO-IN 0");
});
