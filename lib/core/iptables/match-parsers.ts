import { rangeModule } from "./parse-address";
import { conntrackModule, helperModule, stateModule } from "./parse-conntrack";
import { addrtypeModule, commentModule, hlModule, ownerModule, ttlModule } from "./parse-extra";
import { icmpModule4, icmpModule6 } from "./parse-icmp";
import type { ModuleParser } from "./parse-option";
import { dccpModule, multiportModule, sctpModule, tcpModule, udpModule } from "./parse-ports";
import { connlimitModule, hashlimitModule, limitModule } from "./parse-rate";

/** The match extensions that are modelled, by the name after `-m`. */
export const matchParsers: ReadonlyMap<string, ModuleParser> = new Map<string, ModuleParser>([
  ["addrtype", addrtypeModule],
  ["comment", commentModule],
  ["connlimit", connlimitModule],
  ["conntrack", conntrackModule],
  ["dccp", dccpModule],
  ["hashlimit", hashlimitModule],
  ["helper", helperModule],
  ["hl", hlModule],
  ["icmp", icmpModule4],
  ["icmp6", icmpModule6],
  ["icmpv6", icmpModule6],
  ["iprange", rangeModule],
  ["limit", limitModule],
  ["multiport", multiportModule],
  ["owner", ownerModule],
  ["sctp", sctpModule],
  ["state", stateModule],
  ["tcp", tcpModule],
  ["ttl", ttlModule],
  ["udp", udpModule],
]);

/** The extension that `-p NAME` brings with it, so that `-p tcp --dport 22` works without `-m tcp`. */
export const protocolModule: ReadonlyMap<number, string> = new Map([
  [1, "icmp"],
  [6, "tcp"],
  [17, "udp"],
  [33, "dccp"],
  [58, "icmp6"],
  [132, "sctp"],
]);

/** Options that only protocols' own extensions have, so they are theirs wherever they stand. */
export const protocolOptions: ReadonlySet<string> = new Set(
  "--sport --source-port --dport --destination-port --syn --tcp-flags --icmp-type --icmpv6-type".split(" "),
);

/** Options of other extensions whose value may look like an option itself. */
export const opaqueArity: Readonly<Record<string, number>> = {
  "--string": 1,
  "--hex-string": 1,
  "--match-set": 2,
  "--name": 1,
  "--bytecode": 1,
  "--u32": 1,
};
