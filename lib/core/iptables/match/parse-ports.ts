import { allPorts, type PortRange } from "@/lib/core/net/port-range";
import type { Match, TcpFlag } from "@/lib/core/ruleset/match";
import type { Token } from "../lex-line";
import { most8, wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  type Given,
  isFault,
  type ModuleParser,
  negate,
  type Option,
  type OptionTable,
  type OptionUse,
  type Reading,
  turnable,
} from "../parse-option";
import { readPort } from "../service-ports";

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
  "--dport": "destination",
  "--sports": "source",
  "--dports": "destination",
  "--ports": "either",
};

type PortMatch = Extract<Match, { kind: "ports" }>;

/** The option's ports; null where they are all, which the extension holds for anyway and the kernel prints nothing of. */
function readPorts(
  module: PortMatch["module"],
  { name, negated }: Option,
  value: Token,
): Reading<PortMatch | null> {
  const several = module === "multiport";
  const ranges: PortRange[] = [];
  for (const part of several ? value.text.split(",") : [value.text]) {
    // What the other extensions take for an open end, multiport takes for a port without a name.
    if (several && /^:|:$|^$/.test(part))
      return expected(value, "ports with commas between, such as 80,8000:8080");
    const range = readRange(part, value);
    if (range === "opaque" || isFault(range)) return range;
    if (several && part.includes(":") && range.first === range.last)
      return expected(value, "the lower port first");
    ranges.push(range);
  }
  const slots = ranges.reduce((sum, { first, last }) => sum + (first === last ? 1 : 2), 0);
  if (slots > 15) return expected(value, "at most 15 ports (a range counts as two)");
  const [only] = ranges;
  if (!several && !negated && only?.first === allPorts.first && only.last === allPorts.last) return null;
  return negate({ kind: "ports", module, side: sideOf[name] ?? "either", ranges }, negated);
}

const flagNames: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

function readFlags(token: Token): readonly TcpFlag[] | null {
  const words = token.text.toUpperCase().split(",");
  const all = words.includes("ALL");
  const known = flagNames.filter((flag) => all || words.includes(flag));
  const names: readonly string[] = [...flagNames, "ALL", "NONE"];
  return words.every((word) => names.includes(word)) ? known : null;
}

/** Flags that are compared; null where none are and so every packet passes. */
function readTcpFlags({ name, negated, values }: Option): Reading<Match | null> {
  if (name === "--syn") {
    return negate({ kind: "tcp-flags", mask: ["FIN", "SYN", "RST", "ACK"], set: ["SYN"] }, negated);
  }
  const [maskToken, setToken] = values as readonly [Token, Token];
  const mask = readFlags(maskToken);
  const set = readFlags(setToken);
  if (mask === null) return expected(maskToken, `flags out of ${flagNames.join(", ")}, ALL or NONE`);
  if (set === null) return expected(setToken, `flags out of ${flagNames.join(", ")}, ALL or NONE`);
  // The kernel's programs print nothing of an empty mask, although no packet has flags that are not looked at.
  if (mask.length === 0 && !negated) return set.length === 0 ? null : "opaque";
  return negate({ kind: "tcp-flags", mask, set }, negated);
}

function readTcpOption({ negated }: Option, value: Token): Match | Fault {
  const option = wholeNumber(value.text, most8, 1);
  return option === null
    ? expected(value, "the number of a TCP option, 1 to 255")
    : negate({ kind: "tcp-option", option }, negated);
}

/** One option of tcp, udp, sctp or dccp. */
function readOption(module: PortMatch["module"], option: Option): Reading<Match | null> {
  const value = option.values[0] ?? option.token;
  switch (option.name) {
    case "--syn":
    case "--tcp-flags":
      return readTcpFlags(option);
    case "--tcp-option":
      return readTcpOption(option, value);
    case "--dccp-option":
      return wholeNumber(value.text, most8) === null ? expected(value, "a number from 0 to 255") : "opaque";
    case "--dccp-types":
    case "--chunk-types":
      return "opaque";
    default:
      return readPorts(module, option, value);
  }
}

const pair: OptionTable = {
  "--sport": turnable,
  "--source-port": "--sport",
  "--dport": turnable,
  "--destination-port": "--dport",
};

/** A protocol's own extension; where no option says anything it says no more than `-p` does. */
function portModule(module: "tcp" | "udp" | "sctp" | "dccp", more: OptionTable = {}): ModuleParser {
  return {
    options: { ...pair, ...more },
    read: (given: Given) => {
      const conflict = given.conflict("--syn", "--tcp-flags");
      if (conflict !== null) return conflict;
      const matches: Match[] = [];
      for (const option of given.options) {
        const match = readOption(module, option);
        if (match === "opaque" || isFault(match)) return match;
        if (match !== null) matches.push(match);
      }
      return matches.length === 0 ? [{ kind: "extension", name: module }] : matches;
    },
  };
}

const two: OptionUse = { values: 2, negatable: true };
const none: OptionUse = { values: 0, negatable: true };

export const tcpModule = portModule("tcp", { "--tcp-option": turnable, "--tcp-flags": two, "--syn": none });
export const udpModule = portModule("udp");
export const sctpModule = portModule("sctp", { "--chunk-types": two });
export const dccpModule = portModule("dccp", { "--dccp-types": turnable, "--dccp-option": turnable });

export const multiportModule: ModuleParser = {
  options: {
    "--sports": turnable,
    "--source-ports": "--sports",
    "--dports": turnable,
    "--destination-ports": "--dports",
    "--ports": turnable,
  },
  read: (given) => {
    const [only] = given.options;
    const value = only?.values[0];
    if (only === undefined || value === undefined) return given.lacks("--sports, --dports or --ports");
    const conflict = given.conflict("--sports", "--dports", "--ports");
    if (conflict !== null) return conflict;
    const match = readPorts("multiport", only, value);
    if (match === null || match === "opaque") return "opaque";
    return isFault(match) ? match : [match];
  },
};
