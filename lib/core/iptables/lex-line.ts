/** One word of a rule line; `start` and `end` are its place in the line, quotes included. */
export type Token = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether any part stood in quotes: a quoted word is never an option. */
  readonly quoted: boolean;
  /** A name taken letter by letter, whatever signs it holds; `quoted` is true then. */
  readonly name?: true;
};

/** How quotes and names are read. */
export type Reading = {
  /** Whether `"` opens a quote in the middle of a word, too. */
  readonly quoteInside: boolean;
  /** Whether a word, as it stands in the line behind `-A`, `-j`, `-g`, `-i` or `-o`, is a name that holds its quotes itself. */
  readonly isName: (word: string) => boolean;
};

/** As iptables-restore reads (add_param_to_argv in xshared.c): it takes no names with quotes out of a saved text. */
const asRestore: Reading = { quoteInside: true, isName: () => false };

/**
 * As iptables-save prints: names of chains and interfaces as they are, whatever signs they hold, and texts in quotes as
 * whole words. iptables itself cannot load such a name from what it saved (measured, 1.8.9, both back ends).
 */
export const asSaved: Reading = {
  quoteInside: false,
  isName: (word) => word !== "!",
};

/** As iptables-restore reads, but a chain that the text declares is known by the name that stands in its declaration. */
export function withNames(declared: (name: string) => boolean): Reading {
  return { quoteInside: true, isName: declared };
}

/** The place (0-based) where a quote was opened and never closed. */
export type LexFault = { readonly openQuote: number };

const isBlank = (sign: string) => sign === " " || sign === "\t" || sign === "\r";

/** Options whose value iptables-save never quotes, and iptables-restore reads as any other word. */
const named: ReadonlySet<string> = new Set(["-A", "-j", "-g", "-i", "-o"]);

/** The signs up to the next blank. */
function wordAt(line: string, start: number): string {
  let end = start;
  while (end < line.length && !isBlank(line.charAt(end))) end++;
  return line.slice(start, end);
}

/**
 * Splits a line into words: blanks separate, `"` opens a quote where `reading` says so and closes it anywhere, `\` inside
 * quotes takes the next sign as it is.
 */
export function lexLine(line: string, from = 0, reading: Reading = asRestore): readonly Token[] | LexFault {
  const tokens: Token[] = [];
  let at = from;
  while (at < line.length) {
    if (isBlank(line.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const option = tokens.at(-1);
    if (option !== undefined && !option.quoted && named.has(option.text)) {
      const word = wordAt(line, at);
      if (reading.isName(word)) {
        at += word.length;
        tokens.push({ text: word, start, end: at, quoted: true, name: true });
        continue;
      }
    }
    let text = "";
    let openQuote = -1;
    let quoted = false;
    for (; at < line.length; at++) {
      const sign = line.charAt(at);
      if (openQuote >= 0) {
        if (sign === "\\" && at + 1 < line.length) text += line.charAt(++at);
        else if (sign === '"') openQuote = -1;
        else text += sign;
      } else if (sign === '"' && (reading.quoteInside || at === start)) {
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
