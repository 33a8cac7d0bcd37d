import { parseSave } from "@/lib/core/iptables/parse-save";
import { parseAddress } from "@/lib/core/net/address";
import { parsePrefix } from "@/lib/core/net/prefix";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import { follow } from "../path/follow";
import type { PathHost, Route } from "../path/path-host";
import type { PathVerdict } from "../path/path-verdict";

const policies = ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]";
const chains = {
  raw: ":PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]",
  mangle: `:PREROUTING ACCEPT [0:0]\n${policies}\n:POSTROUTING ACCEPT [0:0]`,
  nat: ":PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]",
  filter: policies,
  security: policies,
};

/** Rules to put into each table, a line each. */
export type Tables = { readonly [name in keyof typeof chains]?: string };

/** All five tables, with the rules given. */
export function rules(tables: Tables, family: 4 | 6 = 4) {
  const text = Object.entries(chains)
    .map(([name, own]) => `*${name}\n${own}\n${tables[name as keyof Tables] ?? ""}\nCOMMIT\n`)
    .join("");
  const parsed = parseSave(text, family);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export function packet(text: string) {
  const parsed = parsePacket(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export function address(text: string) {
  const parsed = parseAddress(text);
  if (parsed === null) throw new RangeError(text);
  return parsed;
}

export function route(
  destination: string,
  name: string | null,
  type: Route["type"] = "unicast",
  metric = 0,
): Route {
  const prefix = parsePrefix(destination);
  if ("fault" in prefix) throw new RangeError(destination);
  return { destination: prefix, interface: name, type, metric };
}

/** A host with an outside, a network of containers, and the routes that the kernel makes of that. */
export const host: PathHost = {
  addresses: [
    { interface: "lo", address: address("127.0.0.1"), length: 8 },
    { interface: "eth0", address: address("192.0.2.10"), length: 24 },
    { interface: "docker0", address: address("172.17.0.1"), length: 16 },
  ],
  routes: [
    route("127.0.0.0/8", "lo", "local"),
    route("192.0.2.10/32", "eth0", "local"),
    route("192.0.2.255/32", "eth0", "broadcast"),
    route("172.17.0.1/32", "docker0", "local"),
    route("0.0.0.0/0", "eth0"),
    route("192.0.2.0/24", "eth0"),
    route("172.17.0.0/16", "docker0"),
    route("198.51.100.0/24", null, "blackhole"),
  ],
  forwarding: true,
};

/** What becomes of a packet in all five tables, with these rules in them. */
export function ask(tables: Tables, text: string, known: PathHost | null = host): PathVerdict {
  const asked = packet(text);
  return follow(rules(tables, asked.family), asked, known);
}

/** The way in short: `table/chain`, and `route: host`, `route: forward docker0` for the routing decisions. */
export function way({ stages }: PathVerdict): string[] {
  return stages.map((stage) =>
    stage.kind === "table"
      ? `${stage.table}/${stage.chain}`
      : ["route:", stage.to, stage.out].filter((word) => word !== null).join(" "),
  );
}

/** What was rewritten, and where. */
export function rewritings({ stages }: PathVerdict): string[] {
  return stages.flatMap((stage) =>
    stage.kind === "table" && stage.rewritten !== null
      ? [`${stage.table}/${stage.chain}: ${stage.rewritten}`]
      : [],
  );
}
