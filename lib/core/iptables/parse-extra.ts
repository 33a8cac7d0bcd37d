import type { Family } from "@/lib/core/net/family";
import { expected, type ModuleParser, negate, readEach, wholeNumber } from "./parse-option";

const addressTypes = [
  "UNSPEC",
  "UNICAST",
  "LOCAL",
  "BROADCAST",
  "ANYCAST",
  "MULTICAST",
  "BLACKHOLE",
  "UNREACHABLE",
  "PROHIBIT",
  "THROW",
  "NAT",
  "XRESOLVE",
];

export const addrtypeModule: ModuleParser = {
  arity: { "--src-type": 1, "--dst-type": 1 },
  read: (options) =>
    readEach(options, ({ name, negated }, value) => {
      const type = value.text.toUpperCase();
      if (!type.split(",").every((word) => addressTypes.includes(word))) {
        return expected(value, `address types out of ${addressTypes.join(", ")}`);
      }
      const side = name === "--src-type" ? "source" : "destination";
      return negate({ kind: "address-type", side, type }, negated);
    }),
};

/** An account by name belongs to the host's own list of users, so it is kept as text. */
export const ownerModule: ModuleParser = {
  arity: { "--uid-owner": 1 },
  read: (options) =>
    readEach(options, ({ negated }, value) => {
      const [from = "", to = from] = value.text.split("-");
      const first = wholeNumber(from, 0xfffffffe);
      const last = wholeNumber(to, 0xfffffffe);
      if (first === null && /^[a-z_]/i.test(value.text)) return "opaque";
      if (first === null || last === null || first > last) {
        return expected(value, "a Linux account by name, number or FIRST-LAST");
      }
      return negate({ kind: "owner-user", first, last }, negated);
    }),
};

export const commentModule: ModuleParser = {
  arity: { "--comment": 1 },
  read: (options) => readEach(options, (_, value) => ({ kind: "comment", text: value.text })),
};

const ops = ["eq", "lt", "gt"] as const;

function hopLimitModule(stem: "hl" | "ttl", of: Family): ModuleParser {
  const arity = Object.fromEntries(ops.map((op) => [`--${stem}-${op}`, 1]));
  return {
    arity: { ...arity, [`--${stem}`]: 1 },
    read: (options, family) => {
      if (family !== of) return "opaque";
      return readEach(options, ({ name, negated }, value) => {
        const op = ops.find((word) => name.endsWith(`-${word}`)) ?? "eq";
        const number = wholeNumber(value.text, 255);
        if (number === null) return expected(value, "a number from 0 to 255");
        return negate({ kind: "hop-limit", op, value: number }, negated);
      });
    },
  };
}

export const hlModule = hopLimitModule("hl", 6);
export const ttlModule = hopLimitModule("ttl", 4);
