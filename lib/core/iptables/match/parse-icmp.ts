import type { Family } from "@/lib/core/net/family";
import { most8, wholeNumber } from "../numbers";
import { expected, type ModuleParser, negate, readEach, turnable } from "../parse-option";
import { icmpByName } from "./icmp-names";

/** IPv4's type that stands for all of them, whatever the code. */
const anyType = 255;

function icmpModule(name: string, of: Family): ModuleParser {
  return {
    options: { [name]: turnable },
    read: (given) => {
      const { family } = given;
      if (family !== of) return "opaque";
      return readEach(given, name, ({ negated }, value) => {
        const named = icmpByName(value.text, family);
        if (named !== null) return negate({ kind: "icmp-type", ...named }, negated);
        const [typeText = "", codeText, more] = value.text.split("/");
        const type = wholeNumber(typeText, most8);
        const code = codeText === undefined ? null : wholeNumber(codeText, most8);
        if (type === null && /^[a-z-]+$/i.test(value.text)) return "opaque";
        if (type === null || (codeText !== undefined && code === null) || more !== undefined) {
          return expected(value, "an ICMP type, TYPE/CODE or a name such as echo-request");
        }
        const any = family === 4 && type === anyType;
        return negate({ kind: "icmp-type", type, code: any ? null : code }, negated);
      });
    },
  };
}

export const icmpModule4 = icmpModule("--icmp-type", 4);
export const icmpModule6 = icmpModule("--icmpv6-type", 6);
