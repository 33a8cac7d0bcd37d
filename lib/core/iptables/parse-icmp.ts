import type { Family } from "@/lib/core/net/family";
import { icmpByName } from "./icmp-names";
import { expected, type ModuleParser, negate, readEach, wholeNumber } from "./parse-option";

function icmpModule(name: string, of: Family): ModuleParser {
  return {
    arity: { [name]: 1 },
    read: (options, family) => {
      if (family !== of) return "opaque";
      // Alone it says no more than the protocol does.
      if (options.length === 0) return [];
      return readEach(options, ({ negated }, value) => {
        const named = icmpByName(value.text, family);
        if (named !== null) return negate({ kind: "icmp-type", ...named }, negated);
        const [typeText = "", codeText] = value.text.split("/");
        const type = wholeNumber(typeText, 255);
        const code = codeText === undefined ? null : wholeNumber(codeText, 255);
        if (type === null && /^[a-z-]+$/i.test(value.text)) return "opaque";
        if (type === null || (codeText !== undefined && code === null)) {
          return expected(value, "an ICMP type, TYPE/CODE or a name such as echo-request");
        }
        return negate({ kind: "icmp-type", type, code }, negated);
      });
    },
  };
}

export const icmpModule4 = icmpModule("--icmp-type", 4);
export const icmpModule6 = icmpModule("--icmpv6-type", 6);
