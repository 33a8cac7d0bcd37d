import type { PortRange } from "@/lib/core/net/port-range";
import type { Match } from "@/lib/core/ruleset/match";
import type { CtState, CtStatus } from "@/lib/core/ruleset/tracking-match";
import type { Token } from "../lex-line";
import { most16, most32, numberRange } from "../numbers";
import {
  expected,
  type Given,
  isFault,
  type ModuleParser,
  negate,
  type Option,
  type Reading,
  readEach,
  turnable,
  valued,
} from "../parse-option";
import { protocolNumber } from "../protocol-names";
import { readAddress, readMaskedAddress } from "./parse-address";

/** In the order in which iptables-save prints them (libxt_conntrack.c). */
const stateNames: readonly CtState[] = [
  "INVALID",
  "NEW",
  "RELATED",
  "ESTABLISHED",
  "UNTRACKED",
  "SNAT",
  "DNAT",
];
const statusNames: readonly CtStatus[] = ["EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"];

/** The names out of a list that a text with commas holds, in the list's order; null where it holds another. */
function namesIn<Name extends string>(text: string, names: readonly Name[]): readonly Name[] | null {
  const words = text.toUpperCase().split(",");
  return words.every((word) => names.some((name) => name === word))
    ? names.filter((name) => words.includes(name))
    : null;
}

function readStates(module: "state" | "conntrack", { negated }: Option, value: Token): Reading<Match> {
  const names = module === "state" ? stateNames.slice(0, 5) : stateNames;
  const states = namesIn(value.text, names);
  if (states === null) return expected(value, `states out of ${names.join(", ")} with commas between`);
  return negate({ kind: "ct-state", module, states }, negated);
}

/** A range that stands upside down loads, and holds for nothing: it is kept as text. */
function readRange(value: Token, most: number, what: string): Reading<PortRange> {
  const range = numberRange(value.text, most);
  if (range === null) return expected(value, what);
  return range.first > range.last ? "opaque" : range;
}

const addressOptions = {
  "--ctorigsrc": ["original", "source"],
  "--ctorigdst": ["original", "destination"],
  "--ctreplsrc": ["reply", "source"],
  "--ctrepldst": ["reply", "destination"],
} as const;

const portOptions = {
  "--ctorigsrcport": "original-source",
  "--ctreplsrcport": "reply-source",
  "--ctrepldstport": "reply-destination",
} as const;

const named = <Table extends object>(table: Table, name: string): name is keyof Table & string =>
  Object.hasOwn(table, name);

function readSide(
  name: keyof typeof addressOptions,
  { negated }: Option,
  value: Token,
  given: Given,
): Reading<Match> {
  const address = readMaskedAddress(value.text, value, given.family);
  if (address === "opaque" || isFault(address)) return address;
  // iptables-save leaves out a mask that is no prefix, and cuts off no host bits here: such text is kept as it is.
  const [head = ""] = value.text.split("/");
  if ("mask" in address || readAddress(head, given.family)?.value !== address.value) return "opaque";
  const [way, side] = addressOptions[name];
  return negate({ kind: "ct-address", way, side, prefix: address }, negated);
}

function readOption(option: Option, value: Token, given: Given): Reading<Match> {
  const { name, negated } = option;
  if (named(addressOptions, name)) return readSide(name, option, value, given);
  if (named(portOptions, name) || name === "--ctorigdstport") {
    const range = readRange(value, most16, "a port or FIRST:LAST");
    if (range === "opaque" || isFault(range)) return range;
    if (name === "--ctorigdstport") return negate({ kind: "ct-original-port", range }, negated);
    return negate({ kind: "ct-port", which: portOptions[name], range }, negated);
  }
  switch (name) {
    case "--ctstate":
      return readStates("conntrack", option, value);
    case "--ctproto": {
      const protocol = protocolNumber(value.text);
      if (protocol === null) return "opaque";
      return negate({ kind: "ct-protocol", protocol }, negated);
    }
    case "--ctstatus": {
      const statuses = value.text.toUpperCase() === "NONE" ? [] : namesIn(value.text, statusNames);
      if (statuses === null) return expected(value, `NONE or statuses out of ${statusNames.join(", ")}`);
      return negate({ kind: "ct-status", statuses }, negated);
    }
    case "--ctexpire": {
      const range = readRange(value, most32, "seconds or FIRST:LAST");
      return range === "opaque" || isFault(range) ? range : negate({ kind: "ct-expires", ...range }, negated);
    }
    default: {
      const direction = value.text.toUpperCase();
      if (direction !== "ORIGINAL" && direction !== "REPLY") return expected(value, "ORIGINAL or REPLY");
      return { kind: "ct-direction", direction };
    }
  }
}

export const stateModule: ModuleParser = {
  options: { "--state": turnable },
  read: (given) => readEach(given, "--state", (option, value) => readStates("state", option, value)),
};

export const conntrackModule: ModuleParser = {
  options: {
    "--ctstate": turnable,
    "--ctproto": turnable,
    "--ctorigsrc": turnable,
    "--ctorigdst": turnable,
    "--ctreplsrc": turnable,
    "--ctrepldst": turnable,
    "--ctorigsrcport": turnable,
    "--ctorigdstport": turnable,
    "--ctreplsrcport": turnable,
    "--ctrepldstport": turnable,
    "--ctstatus": turnable,
    "--ctexpire": turnable,
    "--ctdir": valued,
  },
  read: (given) =>
    readEach(given, "--ctstate or another option", (option, value) => readOption(option, value, given)),
};

export const helperModule: ModuleParser = {
  options: { "--helper": turnable },
  read: (given) =>
    readEach(given, "--helper", ({ negated }, value) =>
      negate({ kind: "ct-helper", name: value.text }, negated),
    ),
};
