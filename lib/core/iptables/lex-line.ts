/** One word of a rule line; `start` and `end` are its place in the line, quotes included. */
export type Token = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether any part stood in quotes: a quoted word is never an option. */
  readonly quoted: boolean;
};

/** The place (0-based) where a quote was opened and never closed. */
export type LexFault = { readonly openQuote: number };

const isBlank = (sign: string) => sign === " " || sign === "\t" || sign === "\r";

/**
 * Splits a line into words as iptables-restore does (add_param_to_argv in xshared.c): blanks separate, `"` opens and
 * closes a quote anywhere in a word, `\` inside quotes takes the next sign as it is.
 */
export function lexLine(line: string, from = 0): readonly Token[] | LexFault {
  const tokens: Token[] = [];
  let at = from;
  while (at < line.length) {
    if (isBlank(line.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    let text = "";
    let openQuote = -1;
    let quoted = false;
    for (; at < line.length; at++) {
      const sign = line.charAt(at);
      if (openQuote >= 0) {
        if (sign === "\\" && at + 1 < line.length) text += line.charAt(++at);
        else if (sign === '"') openQuote = -1;
        else text += sign;
      } else if (sign === '"') {
        openQuote = at;
        quoted = true;
      } else if (isBlank(sign)) {
        break;
      } else {
        text += sign;
      }
    }
    if (openQuote >= 0) return { openQuote };
    tokens.push({ text, start, end: at, quoted });
  }
  return tokens;
}
