import type { Family } from "@/lib/core/net/family";

const hook = { in: "INPUT", out: "OUTPUT" } as const;

/** A rule that no neighbour can be joined with: another address, another port, now an accept, now a refusal. */
function oneOfMany(family: Family, chain: string, at: number): string {
  const low = (at * 7) % 250;
  const address =
    family === 4 ? `10.${at >> 8}.${at & 255}.${low}/32` : `2001:db8:1::${(at + 1).toString(16)}/128`;
  const side = chain === "OUTPUT" ? "-d" : "-s";
  return `-A ${chain} ${side} ${address} -p tcp -m tcp --dport ${1024 + at} -j ${at % 3 === 0 ? "DROP" : "ACCEPT"}`;
}

/**
 * A filter table with so many rules that cannot be merged, in one direction. `chain`: where they stand instead of the
 * built-in chain, which jumps there. In INPUT the last two rules let the office into a port and refuse all else.
 */
export function manyRules(
  family: Family,
  count: number,
  { way = "in", chain = hook[way] }: { way?: "in" | "out"; chain?: string } = {},
): string {
  const own = chain !== hook[way];
  const office = family === 4 ? "192.0.2.0/27" : "2001:db8:a::/64";
  const reject = family === 4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
  return [
    "*filter",
    `:INPUT ${way === "in" ? "DROP" : "ACCEPT"} [0:0]`,
    ":FORWARD DROP [0:0]",
    ":OUTPUT ACCEPT [0:0]",
    ...(own ? [`:${chain} - [0:0]`] : []),
    "-A INPUT -i lo -j ACCEPT",
    "-A OUTPUT -o lo -j ACCEPT",
    "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
    ...(own ? [`-A ${hook[way]} -j ${chain}`] : []),
    ...Array.from({ length: count }, (_, at) => oneOfMany(family, chain, at)),
    ...(way === "in"
      ? [
          `-A ${chain} -s ${office} -p tcp -m tcp --dport 5432 -j ACCEPT`,
          `-A ${chain} -j REJECT --reject-with ${reject}`,
        ]
      : []),
    "COMMIT",
    "",
  ].join("\n");
}
