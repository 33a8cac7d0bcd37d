import * as fc from "fast-check";
import { keptMatches } from "../kept/kept-matches";
import { keptTargets } from "../kept/kept-targets";
import { matchParsers } from "../match/match-parsers";
import { targetParsers } from "../target/parse-target";

const tables = [matchParsers, keptMatches, targetParsers, keptTargets];
const optionNames = tables.flatMap((table) =>
  [...table.values()].flatMap(({ options }) => Object.keys(options)),
);
const moduleNames = [...matchParsers.keys(), ...keptMatches.keys(), "nobody"];
const targetNames = [...targetParsers.keys(), ...keptTargets.keys(), "CHAIN", "CLUSTERIP"];
const ownOptions =
  "-A -I -s -d -i -o -p -f -m -j -g -c -4 --source --dst --in-interface --jump --to --dpo -t -N -P -F".split(
    " ",
  );
const values = (
  "INPUT tcp udp icmp 6 0 -1 22 80:90 90:80 : , ! 192.0.2.1 10/8 192.0.2.0/255.0.255.0 2001:db8::/32 [::1]:80 example.com " +
  "eth0 eth+ + NEW,RELATED LOCAL 0x1/0xff 5/min 4kb/s 1-9 a/b |41|x bm SYN ALL NONE Mon,7 08:00 2030-01-31 <ip> $IP " +
  'root 1000-2000 srcip,dstport icmp-port-unreachable tcp-reset 1.2.3.4:80-90 "a b" "" "\\"" \' \\ ; # | [0:0] 4294967296 constructor __proto__ 日本'
).split(" ");

const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...optionNames) },
  { weight: 3, arbitrary: fc.constantFrom(...values) },
  { weight: 2, arbitrary: fc.constantFrom(...ownOptions) },
  { weight: 2, arbitrary: fc.constantFrom(...moduleNames).map((name) => `-m ${name}`) },
  { weight: 1, arbitrary: fc.constantFrom(...targetNames).map((name) => `-j ${name}`) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
);

/** Rule lines out of real words in senseless order, with anything between. */
export const wordSoup: fc.Arbitrary<string> = fc
  .array(word, { maxLength: 14 })
  .map((words) => `-A INPUT ${words.join(" ")}`);

/** One sign of a text changed, left out or put in. */
export function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const sign = fc.constantFrom("", "!", '"', "-", " ", ",", "/", ":", "0", "x", "\\", "\t");
  return fc.tuple(text, fc.nat(), sign, fc.nat(1)).map(([line, at, put, cut]) => {
    const place = at % (line.length + 1);
    return line.slice(0, place) + put + line.slice(place + cut);
  });
}

/** Whole texts: lines of a file in any order, rules among them. */
export function anyText(rule: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const line = fc.oneof(
    rule,
    fc.constantFrom(
      "*filter",
      "*nat",
      ":INPUT DROP [0:0]",
      ":X - [1:2]",
      "COMMIT",
      "# x",
      "",
      "  COMMIT ",
      "-P INPUT DROP",
      "-N Y",
      "-F",
      "-I INPUT 2 -j DROP",
      "iptables -A INPUT -j DROP",
    ),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
  const inTable = fc.array(line, { maxLength: 6 }).map((lines) => ["*filter", ...lines, "COMMIT"]);
  return fc
    .tuple(fc.oneof(fc.array(line, { maxLength: 6 }), inTable), fc.constantFrom("\n", "\r\n"))
    .map(([lines, end]) => lines.join(end));
}
