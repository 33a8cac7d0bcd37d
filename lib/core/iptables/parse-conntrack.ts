import type { CtState, Match } from "@/lib/core/ruleset/match";
import type { Token } from "./lex-line";
import {
  expected,
  type ModuleParser,
  negate,
  type Option,
  type Reading,
  readEach,
  wholeNumber,
} from "./parse-option";

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

function readStates(module: "state" | "conntrack", { negated }: Option, value: Token): Reading<Match> {
  const names = module === "state" ? stateNames.slice(0, 5) : stateNames;
  const words = value.text.toUpperCase().split(",");
  if (!words.every((word) => names.some((name) => name === word))) {
    return expected(value, `states out of ${names.join(", ")} with commas between`);
  }
  const states = names.filter((name) => words.includes(name));
  return negate({ kind: "ct-state", module, states }, negated);
}

function readOriginalPort({ negated }: Option, value: Token): Reading<Match> {
  const [from = "", to = from] = value.text.split(":");
  const first = wholeNumber(from, 65535);
  const last = wholeNumber(to, 65535);
  if (first === null || last === null || first > last) return expected(value, "a port or FIRST:LAST");
  return negate({ kind: "ct-original-port", range: { first, last } }, negated);
}

export const stateModule: ModuleParser = {
  arity: { "--state": 1 },
  read: (options) => readEach(options, (option, value) => readStates("state", option, value)),
};

/** Options that look at addresses, ports or status of the connection are kept as text. */
export const conntrackModule: ModuleParser = {
  arity: { "--ctstate": 1, "--ctdir": 1, "--ctorigdstport": 1 },
  read: (options) =>
    readEach(options, (option, value) => {
      if (option.name === "--ctstate") return readStates("conntrack", option, value);
      if (option.name === "--ctorigdstport") return readOriginalPort(option, value);
      const direction = value.text.toUpperCase();
      if (direction !== "ORIGINAL" && direction !== "REPLY") return expected(value, "ORIGINAL or REPLY");
      return negate({ kind: "ct-direction", direction }, option.negated);
    }),
};

export const helperModule: ModuleParser = {
  arity: { "--helper": 1 },
  read: (options) =>
    readEach(options, ({ negated }, value) => negate({ kind: "ct-helper", name: value.text }, negated)),
};
