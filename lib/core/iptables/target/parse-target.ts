import type { Family } from "@/lib/core/net/family";
import type { Target } from "@/lib/core/ruleset/target";
import { lookup } from "../lookup";
import { most16, wholeNumber } from "../numbers";
import { expected, flag, type TargetParser, valued } from "../parse-option";
import { ctParser } from "./parse-ct-target";
import { logParser, nflogParser } from "./parse-log";
import { connmarkParser, markParser } from "./parse-mark-target";
import { dnatParser, masqueradeParser, netmapParser, redirectParser, snatParser } from "./parse-nat";

const rejectNames: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  4: {
    "net-unreach": "icmp-net-unreachable",
    "host-unreach": "icmp-host-unreachable",
    "proto-unreach": "icmp-proto-unreachable",
    "port-unreach": "icmp-port-unreachable",
    "net-prohib": "icmp-net-prohibited",
    "host-prohib": "icmp-host-prohibited",
    "admin-prohib": "icmp-admin-prohibited",
    "tcp-rst": "tcp-reset",
  },
  6: {
    "no-route": "icmp6-no-route",
    "adm-prohibited": "icmp6-adm-prohibited",
    "addr-unreach": "icmp6-addr-unreachable",
    "port-unreach": "icmp6-port-unreachable",
    "policy-fail": "icmp6-policy-fail",
    "reject-route": "icmp6-reject-route",
    "tcp-reset": "tcp-reset",
  },
};

const defaultReject: Readonly<Record<Family, string>> = {
  4: "icmp-port-unreachable",
  6: "icmp6-port-unreachable",
};

const rejectParser: TargetParser = {
  options: { "--reject-with": valued },
  read: (given) => {
    const value = given.value("--reject-with");
    if (value === undefined) return { kind: "reject", with: defaultReject[given.family] };
    const aliases = rejectNames[given.family];
    const name = lookup(aliases, value.text) ?? value.text;
    if (!Object.values(aliases).includes(name)) {
      return expected(value, `one of ${Object.values(aliases).join(", ")}`);
    }
    return { kind: "reject", with: name };
  },
};

/** Bytes of the headers before the payload of TCP, which no segment size reaches into. */
const headers: Readonly<Record<Family, number>> = { 4: 20, 6: 40 };

const tcpmssParser: TargetParser = {
  options: { "--set-mss": valued, "--clamp-mss-to-pmtu": flag },
  read: (given) => {
    const conflict = given.conflict("--set-mss", "--clamp-mss-to-pmtu");
    if (conflict !== null) return conflict;
    if (given.has("--clamp-mss-to-pmtu")) return { kind: "tcp-mss", size: null };
    const token = given.value("--set-mss");
    if (token === undefined) return given.lacks("--set-mss or --clamp-mss-to-pmtu");
    const most = most16 - headers[given.family];
    const size = wholeNumber(token.text, most);
    return size === null ? expected(token, `a size from 0 to ${most}`) : { kind: "tcp-mss", size };
  },
};

const checksumParser: TargetParser = {
  options: { "--checksum-fill": flag },
  read: (given) => (given.has("--checksum-fill") ? { kind: "checksum" } : given.lacks("--checksum-fill")),
};

/** A target that takes no options of its own. */
function plain(target: Target): TargetParser {
  return { options: {}, read: () => target };
}

/** The targets that are modelled, by the name after `-j`. */
export const targetParsers: ReadonlyMap<string, TargetParser> = new Map<string, TargetParser>([
  ["ACCEPT", plain({ kind: "accept" })],
  ["CHECKSUM", checksumParser],
  ["CONNMARK", connmarkParser],
  ["CT", ctParser],
  ["DNAT", dnatParser],
  ["DROP", plain({ kind: "drop" })],
  ["LOG", logParser],
  ["MARK", markParser],
  ["MASQUERADE", masqueradeParser],
  ["NETMAP", netmapParser],
  ["NFLOG", nflogParser],
  ["NOTRACK", plain({ kind: "notrack", alias: true })],
  ["REDIRECT", redirectParser],
  ["REJECT", rejectParser],
  ["RETURN", plain({ kind: "return" })],
  ["SNAT", snatParser],
  ["TCPMSS", tcpmssParser],
]);
