import { cpus, loadavg } from "node:os";
import { it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { type Address, parseAddress } from "@/lib/core/net/address";
import { type Family, families } from "@/lib/core/net/family";
import { mergeRanges, subtractRanges } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { checkClaims } from "./assertion/check-claims";
import type { Claim, ClaimService } from "./assertion/claim";
import { diffRulesets } from "./diff/diff";
import { readGrid } from "./exposure/read-grid";
import { lockoutVerdict } from "./lockout";
import { follow } from "./path/follow";
import type { PathHost } from "./path/path-host";
import { uselessRules } from "./shadow/shadow";
import { policyLike } from "./testing/policy-like";

/** Rules, runs (each has another ruleset) after some that warm up, and the bar for the 95th percentile in milliseconds. */
const sizes = [
  { count: 1_000, runs: 20, warmUps: 5, bar: 100 },
  { count: 5_000, runs: 5, warmUps: 1, bar: 1_000 },
  { count: 10_000, runs: 4, warmUps: 0, bar: 2_000 },
] as const;

function parsed(text: string, family: Family): Ruleset {
  const result = parseSave(text, family);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function address(text: string): Address {
  const read = parseAddress(text);
  if (read === null) throw new RangeError(text);
  return read;
}

const networks = (...texts: string[]) =>
  mergeRanges(
    texts.map((text) => {
      const entry = parseNetworkEntry(text);
      if ("fault" in entry) throw new RangeError(text);
      return entry.range;
    }),
  );

const places = {
  4: { host: "198.51.100.7", panel: "203.0.113.9", everybody: "0.0.0.0/0" },
  6: { host: "2001:db8::7", panel: "2001:db8:1::9", everybody: "::/0" },
} as const;

function hostOf(family: Family): PathHost {
  const own = address(places[family].host);
  return {
    addresses: [{ interface: "eth0", address: own, length: family === 4 ? 24 : 64 }],
    routes: [
      { destination: { family, value: 0n, length: 0 }, interface: "eth0", type: "unicast", metric: 0 },
    ],
    forwarding: true,
  };
}

const tcp = (port: number): ClaimService => ({
  kind: "protocol",
  protocol: 6,
  ports: [{ first: port, last: port }],
});
const services = [22, 25, 80, 443, 3306, 5432, 8080, 9100].map((port) => [tcp(port)]);
const everybody = networks("0.0.0.0/0", "::/0");
const groups = [
  networks("198.51.100.0/24", "2001:db8::/32"),
  networks("192.0.2.0/24", "2001:4860::/32"),
  networks("10.0.0.0/8", "fd00::/8"),
];

/** All of the group reach the service, and nobody else does: for each of both. */
const claims: readonly Claim[] = groups.flatMap((peers) =>
  services.flatMap((of) => [
    { direction: "in" as const, reaches: true, peers, services: of, at: null, over: null },
    {
      direction: "in" as const,
      reaches: false,
      peers: subtractRanges(everybody, peers),
      services: of,
      at: null,
      over: null,
    },
  ]),
);

/** Our own chains as they are compiled for a host behind its own rules. */
const compiledText = (family: Family) => `*filter
:INPUT ACCEPT [0:0]
:SEKISHO-IN - [0:0]
-A SEKISHO-IN -i lo -j ACCEPT
-A SEKISHO-IN -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A SEKISHO-IN -s ${places[family].panel} -p tcp -m tcp --dport 22 -j ACCEPT
-A SEKISHO-IN -p tcp -m multiport --dports 80,443 -j ACCEPT
-A SEKISHO-IN -j DROP
COMMIT
`;

type Question = {
  readonly family: Family;
  readonly texts: { before: string; after: string };
  readonly before: Ruleset;
  readonly after: Ruleset;
};

const questions: Readonly<Record<string, (asked: Question) => unknown>> = {
  "parse (the reference)": ({ texts, family }) => parsed(texts.before, family),
  "semantic diff": ({ before, after, family }) => diffRulesets(before, after, { host: hostOf(family) }),
  "useless rules": ({ before }) => uselessRules(before),
  [`${claims.length} assertions`]: ({ before, family }) =>
    checkClaims(before, claims, { host: hostOf(family) }),
  [`reach, ${groups.length + 1} × ${services.length}`]: ({ before, family }) =>
    readGrid(before, [null, ...groups], services, { host: hostOf(family) }),
  "lockout proof": ({ before, family }) =>
    lockoutVerdict({
      live: before,
      compiled: parsed(compiledText(family), family),
      connection: { panelAddress: places[family].panel, hostAddress: places[family].host, hostPort: 22 },
      interface: "eth0",
    }),
  "explain one packet": ({ before, family }) => {
    const { panel, host } = places[family];
    const text = `chain=INPUT in=eth0 src=${panel} dst=${host} proto=tcp sport=40000 dport=22 state=NEW`;
    const packet = parsePacket(text);
    if (!packet.ok) throw new Error(JSON.stringify(packet.problems));
    return follow(before, packet.value, hostOf(family));
  },
};

type Time = { readonly wall: number; readonly cpu: number };

function timed(work: () => unknown): Time {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** One line of the table: half and nearly all of the times, on the clock and of the processor. */
function row(name: string, times: readonly Time[], reference: number, bar: number): string {
  const walls = times.map(({ wall }) => wall);
  const cpus = times.map(({ cpu }) => cpu);
  const numbers = [walls, cpus].flatMap((list) => [percentile(list, 0.5), percentile(list, 0.95)]);
  const missed = percentile(walls, 0.95) < bar ? "" : " missed";
  const shown = numbers.map((number) => number.toFixed(1).padStart(7));
  const ratio = (percentile(walls, 0.5) / reference).toFixed(2).padStart(7);
  return [name.padEnd(22), ...shown, ratio, `${bar}${missed}`].join(" | ");
}

/** CPU time counts the collector's and the compiler's threads too, and not what other programs took meanwhile. */
it("what an answer takes, by the number of rules", () => {
  const columns = ["p50 ms", "p95 ms", "p50 CPU", "p95 CPU", "× parse", "bar (p95 ms)"];
  const lines = [
    `load of the last minute: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} processors`,
    ["rules", "family", "question".padEnd(22), ...columns].join(" | "),
  ];
  for (const { count, runs, warmUps, bar } of sizes) {
    for (const family of families) {
      const times = new Map(Object.keys(questions).map((name) => [name, [] as Time[]]));
      for (let run = -warmUps; run < runs; run++) {
        const texts = policyLike(count, family, run + warmUps + 1);
        const [before, after] = [parsed(texts.before, family), parsed(texts.after, family)];
        for (const [name, question] of Object.entries(questions)) {
          const time = timed(() => question({ family, texts, before, after }));
          if (run >= 0) times.get(name)?.push(time);
        }
      }
      const [parses = []] = times.values();
      const reference = percentile(
        parses.map(({ wall }) => wall),
        0.5,
      );
      for (const [name, list] of times) {
        lines.push(`${String(count).padStart(5)} | IPv${family}   | ${row(name, list, reference, bar)}`);
      }
    }
  }
  console.info(lines.join("\n"));
});
