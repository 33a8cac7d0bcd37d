import type { ModuleParser } from "../parse-option";
import { rangeModule } from "./parse-address";
import { addrtypeModule } from "./parse-address-type";
import { commentModule, hlModule, macModule, ttlModule } from "./parse-extra";
import { hashlimitModule } from "./parse-hashlimit";
import { icmpModule4, icmpModule6 } from "./parse-icmp";
import { connmarkModule, packetMarkModule } from "./parse-mark";
import { ownerModule } from "./parse-owner";
import { dccpModule, multiportModule, sctpModule, tcpModule, udpModule } from "./parse-ports";
import { connlimitModule, limitModule } from "./parse-rate";
import { recentModule } from "./parse-recent";
import { stringModule } from "./parse-string";
import { timeModule } from "./parse-time";
import { conntrackModule, helperModule, stateModule } from "./parse-tracking";

/** The match extensions that are modelled, by the name after `-m`. */
export const matchParsers: ReadonlyMap<string, ModuleParser> = new Map<string, ModuleParser>([
  ["addrtype", addrtypeModule],
  ["comment", commentModule],
  ["connlimit", connlimitModule],
  ["connmark", connmarkModule],
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
  ["mac", macModule],
  ["mark", packetMarkModule],
  ["multiport", multiportModule],
  ["owner", ownerModule],
  ["recent", recentModule],
  ["sctp", sctpModule],
  ["state", stateModule],
  ["string", stringModule],
  ["tcp", tcpModule],
  ["time", timeModule],
  ["ttl", ttlModule],
  ["udp", udpModule],
]);

/** The extension that `-p NAME` brings with it, so that `-p tcp --dport 22` works without `-m tcp`. */
export const protocolModule: ReadonlyMap<number, string> = new Map([
  [1, "icmp"],
  [6, "tcp"],
  [17, "udp"],
  [33, "dccp"],
  [50, "esp"],
  [51, "ah"],
  [58, "icmp6"],
  [108, "ipcomp"],
  [132, "sctp"],
  [135, "mh"],
]);

/** Options that only protocols' own extensions have, so they are theirs wherever they stand. */
export const protocolOptions: ReadonlySet<string> = new Set(
  "--sport --source-port --dport --destination-port --syn --tcp-flags --icmp-type --icmpv6-type".split(" "),
);
