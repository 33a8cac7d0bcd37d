import { allPorts, type PortRange } from "@/lib/core/net/port-range";
import type { Match, TcpFlag } from "@/lib/core/ruleset/match";
import type { Token } from "./lex-line";
import {
  type Arity,
  expected,
  isFault,
  type ModuleParser,
  negate,
  type Option,
  type Reading,
  readEach,
  wholeNumber,
} from "./parse-option";

/** Service names that old scripts use; any other name is kept as it is. */
const servicePorts: Readonly<Record<string, number>> = {
  "ftp-data": 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  http: 80,
  www: 80,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  auth: 113,
  ntp: 123,
  imap2: 143,
  imap: 143,
  snmp: 161,
  bgp: 179,
  ldap: 389,
  https: 443,
  smtps: 465,
  submissions: 465,
  syslog: 514,
  submission: 587,
  ldaps: 636,
  domains: 853,
  imaps: 993,
  pop3s: 995,
  mysql: 3306,
  postgresql: 5432,
};

function readPort(text: string, token: Token): Reading<number> {
  const port = wholeNumber(text, 65535) ?? servicePorts[text.toLowerCase()];
  if (port !== undefined && port !== null) return port;
  return /^[a-z][a-z0-9_.-]*$/i.test(text) ? "opaque" : expected(token, "a port from 0 to 65535");
}

/** `PORT`, `FIRST:LAST`, `FIRST:` or `:LAST`. */
function readRange(text: string, token: Token): Reading<PortRange> {
  const colon = text.indexOf(":");
  const from = colon < 0 ? text : text.slice(0, colon);
  const to = colon < 0 ? text : text.slice(colon + 1);
  const first = from === "" && colon >= 0 ? allPorts.first : readPort(from, token);
  if (typeof first !== "number") return first;
  const last = to === "" ? allPorts.last : readPort(to, token);
  if (typeof last !== "number") return last;
  return first > last ? expected(token, "the lower port first") : { first, last };
}

const sideOf: Readonly<Record<string, "source" | "destination" | "either">> = {
  "--sport": "source",
  "--source-port": "source",
  "--dport": "destination",
  "--destination-port": "destination",
  "--sports": "source",
  "--source-ports": "source",
  "--dports": "destination",
  "--destination-ports": "destination",
  "--ports": "either",
};

type PortModule = Extract<Match, { kind: "ports" }>["module"];

function readPorts(module: PortModule, { name, negated }: Option, value: Token): Reading<Match> {
  const ranges: PortRange[] = [];
  for (const part of module === "multiport" ? value.text.split(",") : [value.text]) {
    const range = readRange(part, value);
    if (range === "opaque" || isFault(range)) return range;
    ranges.push(range);
  }
  const slots = ranges.reduce((sum, { first, last }) => sum + (first === last ? 1 : 2), 0);
  if (slots > 15) return expected(value, "at most 15 ports (a range counts as two)");
  return negate({ kind: "ports", module, side: sideOf[name] ?? "either", ranges }, negated);
}

const flagNames: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

function readFlags(token: Token): readonly TcpFlag[] | null {
  const words = token.text.toUpperCase().split(",");
  if (words.length === 1 && words[0] === "ALL") return flagNames;
  if (words.length === 1 && words[0] === "NONE") return [];
  const known = flagNames.filter((flag) => words.includes(flag));
  return words.every((word) => flagNames.some((flag) => flag === word)) ? known : null;
}

function readTcpFlags({ name, negated, values }: Option): Reading<Match> {
  if (name === "--syn") {
    return negate({ kind: "tcp-flags", mask: ["FIN", "SYN", "RST", "ACK"], set: ["SYN"] }, negated);
  }
  const [maskToken, setToken] = values;
  if (maskToken === undefined || setToken === undefined) return "opaque";
  const mask = readFlags(maskToken);
  const set = readFlags(setToken);
  if (mask === null) return expected(maskToken, `flags out of ${flagNames.join(", ")}, ALL or NONE`);
  if (set === null) return expected(setToken, `flags out of ${flagNames.join(", ")}, ALL or NONE`);
  return negate({ kind: "tcp-flags", mask, set }, negated);
}

const pairArity: Arity = { "--sport": 1, "--source-port": 1, "--dport": 1, "--destination-port": 1 };

/** A protocol's own extension without options says nothing beyond `-p`. */
function portModule(module: PortModule): ModuleParser {
  return {
    arity: pairArity,
    read: (options) =>
      options.length === 0 ? [] : readEach(options, (option, value) => readPorts(module, option, value)),
  };
}

export const tcpModule: ModuleParser = {
  arity: { ...pairArity, "--tcp-flags": 2, "--syn": 0 },
  read: (options) => {
    const matches: Match[] = [];
    for (const option of options) {
      const value = option.values[0];
      const match =
        value === undefined || option.name === "--tcp-flags"
          ? readTcpFlags(option)
          : readPorts("tcp", option, value);
      if (match === "opaque" || isFault(match)) return match;
      matches.push(match);
    }
    return matches;
  },
};

export const udpModule = portModule("udp");
export const sctpModule = portModule("sctp");
export const dccpModule = portModule("dccp");

export const multiportModule: ModuleParser = {
  arity: {
    "--sports": 1,
    "--source-ports": 1,
    "--dports": 1,
    "--destination-ports": 1,
    "--ports": 1,
  },
  read: (options) => readEach(options, (option, value) => readPorts("multiport", option, value)),
};
