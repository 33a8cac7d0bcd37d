import type { Family } from "@/lib/core/net/family";
import { clipped } from "../clip";
import { most8, wholeNumber } from "../numbers";
import { expected, type ModuleParser, negate, readEach, turnable, valued } from "../parse-option";

/** Bytes that xt_comment keeps; iptables cuts the rest off. */
const longestComment = 255;

export const commentModule: ModuleParser = {
  options: { "--comment": valued },
  read: (given) =>
    readEach(given, "--comment", (_, value) => ({
      kind: "comment",
      text: clipped(value.text, longestComment),
    })),
};

export const macModule: ModuleParser = {
  options: { "--mac-source": turnable },
  read: (given) =>
    readEach(given, "--mac-source", ({ negated }, value) => {
      const bytes = value.text.split(":");
      if (bytes.length !== 6 || !bytes.every((byte) => /^[0-9a-f]{1,2}$/i.test(byte))) {
        return expected(value, "a hardware address such as 00:11:22:33:44:55");
      }
      const address = bytes.map((byte) => byte.toLowerCase().padStart(2, "0")).join(":");
      return negate({ kind: "mac-source", address }, negated);
    }),
};

/** Only `eq` can be turned round, and only one of the three be given. */
function hopLimitModule(stem: "hl" | "ttl", of: Family): ModuleParser {
  const names = { eq: `--${stem}-eq`, lt: `--${stem}-lt`, gt: `--${stem}-gt` } as const;
  return {
    options: { [names.eq]: turnable, [`--${stem}`]: names.eq, [names.lt]: valued, [names.gt]: valued },
    read: (given) => {
      if (given.family !== of) return "opaque";
      const all = Object.values(names);
      const conflict = given.conflict(...all);
      if (conflict !== null) return conflict;
      return readEach(given, all.join(", "), ({ name, negated }, value) => {
        const op = (["lt", "gt"] as const).find((word) => name === names[word]) ?? "eq";
        const number = wholeNumber(value.text, most8);
        if (number === null) return expected(value, "a number from 0 to 255");
        return negate({ kind: "hop-limit", op, value: number }, negated);
      });
    },
  };
}

export const hlModule = hopLimitModule("hl", 6);
export const ttlModule = hopLimitModule("ttl", 4);
