import { expected, flag, type ModuleParser, negate, readEach, turnable } from "../parse-option";

/** In the order in which iptables-save prints them (rtn_names in libxt_addrtype.c). */
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
  options: {
    "--src-type": turnable,
    "--dst-type": turnable,
    "--limit-iface-in": flag,
    "--limit-iface-out": flag,
  },
  read: (given) => {
    const conflict = given.conflict("--limit-iface-in", "--limit-iface-out");
    if (conflict !== null) return conflict;
    const limited = given.has("--limit-iface-in") ? "in" : given.has("--limit-iface-out") ? "out" : null;
    const types = given.only("--src-type", "--dst-type");
    return readEach(types, "--src-type or --dst-type", ({ name, negated }, value) => {
      const words = value.text.toUpperCase().split(",");
      if (!words.every((word) => addressTypes.includes(word))) {
        return expected(value, `address types out of ${addressTypes.join(", ")}`);
      }
      const type = addressTypes.filter((word) => words.includes(word)).join(",");
      const side = name === "--src-type" ? "source" : "destination";
      return negate({ kind: "address-type", side, type, ...(limited && { interface: limited }) }, negated);
    });
  },
};
