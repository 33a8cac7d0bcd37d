import { parseSave } from "@/lib/core/iptables/parse-save";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const bit = (at: number) => `0x${(2 ** at).toString(16)}/0x${(2 ** at).toString(16)}`;
const inSet = (name: string) => `-m set --match-set ${name} src`;

/** A filter table with these rules, and a mangle table with those; INPUT drops what comes to its end. */
export function hardTables(rules: readonly string[], mangle: readonly string[] = []): Ruleset {
  const text = [
    "*mangle\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]",
    ":POSTROUTING ACCEPT [0:0]",
    ...mangle,
    "COMMIT\n*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n:ONE - [0:0]\n:TWO - [0:0]",
    ...rules,
    "COMMIT\n",
  ].join("\n");
  const parsed = parseSave(text, 4);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** Each of one kind is joined with one of the other, and all of one kind are asked before the other. */
const inPairs = (one: string, other: string, count: number, target: string) =>
  numbers(count).map((at) => `${inSet(`${one}${at}`)} ${inSet(`${other}${at}`)} -j ${target}`);

const asked = (...names: readonly string[]) => names.map((name) => `-A INPUT ${inSet(name)} -j LOG`);

const each = (count: number, name: string) => numbers(count).map((at) => `${name}${at}`);

/** Rules whose sets are large whatever the order of the fields; by what makes them so. */
export const hardRules: Readonly<Record<string, () => Ruleset>> = {
  "conditions in pairs": () =>
    hardTables([
      ...asked(...each(24, "c"), ...each(24, "d")),
      ...inPairs("c", "d", 24, "ACCEPT").map((rule) => `-A INPUT ${rule}`),
    ]),
  "two chains that have no packet in common": () =>
    hardTables([
      ...asked(...each(12, "c"), ...each(12, "e"), ...each(12, "d"), ...each(12, "f"), "v"),
      "-A INPUT -j ONE",
      "-A INPUT -j TWO",
      `-A ONE ${inSet("v")} -j RETURN`,
      ...inPairs("c", "d", 12, "ACCEPT").map((rule) => `-A ONE ${rule}`),
      "-A TWO -m set ! --match-set v src -j RETURN",
      ...inPairs("e", "f", 12, "DROP").map((rule) => `-A TWO ${rule}`),
    ]),
  "addresses and ports crosswise": () =>
    hardTables(
      numbers(400).flatMap((at) => {
        const [source, destination] = [
          `-s 10.1.${at >> 8}.${at & 255}/32`,
          `-d 10.2.${at >> 8}.${at & 255}/32`,
        ];
        const other = (at * 7919) % 400;
        return [
          `-A INPUT ${source} -d 10.2.${other >> 8}.${other & 255}/32 -j ACCEPT`,
          `-A INPUT ${source} -p tcp -m tcp --dport ${1 + ((at * 263) % 400)} -j DROP`,
          `-A INPUT ${destination} -p tcp -m tcp --dport ${1 + ((at * 307) % 400)} -j ACCEPT`,
          `-A INPUT ${destination} -p tcp -m tcp --sport ${1 + ((at * 351) % 400)} -j DROP`,
        ];
      }),
    ),
  "bits of one mark in pairs": () =>
    hardTables(
      numbers(16).map(
        (at) => `-A INPUT -m connmark --mark ${bit(at)} -m connmark --mark ${bit(at + 16)} -j ACCEPT`,
      ),
    ),
  "marks that hang on conditions, each in its bit": () =>
    hardTables(
      ["-A INPUT -m mark --mark 0x5/0xff -j ACCEPT"],
      numbers(11).map((at) => `-A PREROUTING ${inSet(`s${at}`)} -j MARK --set-xmark ${bit(at)}`),
    ),
};
