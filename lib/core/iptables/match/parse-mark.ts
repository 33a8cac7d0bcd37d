import type { Token } from "../lex-line";
import { most32, wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  isFault,
  type ModuleParser,
  negate,
  readEach,
  turnable,
} from "../parse-option";

/** A mark with the mask that says which bits count; all of them where none is given (xtables_parse_mark_mask). */
export function readMark(token: Token): { value: number; mask: number } | Fault {
  const [valueText = "", maskText, more] = token.text.split("/");
  const value = wholeNumber(valueText, most32);
  const mask = maskText === undefined ? most32 : wholeNumber(maskText, most32);
  if (value === null || mask === null || more !== undefined) {
    return expected(token, "a mark of 32 bits such as 0x1 or 0x1/0xff");
  }
  return { value, mask };
}

function markModule(kind: "mark" | "connection-mark"): ModuleParser {
  return {
    options: { "--mark": turnable },
    read: (given) =>
      readEach(given, "--mark", ({ negated }, token) => {
        const mark = readMark(token);
        return isFault(mark) ? mark : negate({ kind, ...mark }, negated);
      }),
  };
}

export const packetMarkModule = markModule("mark");
export const connmarkModule = markModule("connection-mark");
