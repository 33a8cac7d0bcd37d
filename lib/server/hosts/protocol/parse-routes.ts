import type { HostFacts } from "@/lib/core/facts/host-facts";
import { addressBits, type Family, families } from "@/lib/core/net/family";

type Route = NonNullable<HostFacts["routes"]>[number];

/** As many lines as the script sends at most; a full block may have been cut. */
const mostLines = 500;

const types: ReadonlySet<string> = new Set<Route["type"]>([
  "unicast",
  "local",
  "broadcast",
  "anycast",
  "multicast",
  "unreachable",
  "prohibit",
  "blackhole",
  "throw",
]);
const isType = (word: string): word is Route["type"] => types.has(word);
const leadsOn = (type: Route["type"]) => !["unreachable", "prohibit", "blackhole", "throw"].includes(type);

function withLength(word: string, family: Family): string {
  if (word === "default") return family === 4 ? "0.0.0.0/0" : "::/0";
  return word.includes("/") ? word : `${word}/${addressBits(family)}`;
}

/** One line of `ip route show table all`; null: a route of another table, or one that is down. */
function readLine(line: string, family: Family): (Route & { readonly special: boolean }) | null {
  const words = line.trim().split(/\s+/);
  const [first = ""] = words;
  const type = isType(first) ? first : "unicast";
  const destination = isType(first) ? words[1] : first;
  if (destination === undefined || destination === "") return null;
  const after = (word: string) => {
    const at = words.indexOf(word);
    return at < 0 ? undefined : words[at + 1];
  };
  const table = after("table") ?? "main";
  if ((table !== "main" && table !== "local") || words.includes("dead")) return null;
  return {
    family,
    destination: withLength(destination, family),
    interface: leadsOn(type) ? (after("dev") ?? null) : null,
    type,
    metric: Number(after("metric") ?? 0),
    // For some sources or kinds of service only.
    special: words.includes("from") || words.includes("tos"),
  };
}

/** The three rules that every host has, and the one that it gets with a VRF. */
const ordinaryRule = /^\d+:\s+from all lookup (?:local|main|default)\s*$/;

function ruled(text: string): boolean {
  return text.split("\n").some((line) => line.trim() !== "" && !ordinaryRule.test(line));
}

/**
 * Reads the blocks `routes-4`, `routes-6` (`ip route show table all`), `rules-4` and `rules-6` (`ip rule`). No routes
 * where a family was not read, or holds more than the script sends.
 */
export function parseRoutes(
  blocks: ReadonlyMap<string, string>,
): Pick<HostFacts, "routes" | "furtherTables"> {
  const routes: Route[] = [];
  const furtherTables: Family[] = [];
  for (const family of families) {
    // A line that begins with a blank is one of several ways of the route above.
    const lines = (blocks.get(`routes-${family}`) ?? "").split("\n").filter((line) => /^\S/.test(line));
    if (lines.length >= mostLines || (family === 4 && lines.length === 0)) return {};
    const read = lines.map((line) => readLine(line, family)).filter((route) => route !== null);
    if (ruled(blocks.get(`rules-${family}`) ?? "") || read.some(({ special }) => special)) {
      furtherTables.push(family);
    }
    routes.push(...read.map(({ special: _, ...route }) => route));
  }
  return { routes, furtherTables };
}
