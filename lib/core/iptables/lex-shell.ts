import type { Token } from "./lex-line";

/** The place (0-based) of what a shell would do more with than split words, and what was expected instead. */
export type ShellFault = { readonly at: number; readonly expected: string };

const separators = /[\s;&|()<>]/;

/** Where the text in quotes ends that begins here; −1 where nothing closes it. */
function closing(line: string, from: number): number {
  const quote = line.charAt(from);
  for (let at = from + 1; at < line.length; at++) {
    if (line.charAt(at) === quote) return at;
    if (quote === '"' && line.charAt(at) === "\\") at++;
  }
  return -1;
}

/** Reads one word of a POSIX shell command; `end` is behind it. */
function readWord(line: string, start: number): Token | ShellFault {
  let text = "";
  let quoted = false;
  let at = start;
  while (at < line.length && !separators.test(line.charAt(at))) {
    const sign = line.charAt(at);
    if (sign === "$" || sign === "`")
      return { at, expected: "a value instead of something only the shell knows" };
    if (sign === "\\") {
      text += line.charAt(at + 1);
      quoted = true;
      at += 2;
    } else if (sign === "'" || sign === '"') {
      const end = closing(line, at);
      if (end < 0) return { at, expected: `a closing ${sign} for the one opened here` };
      const inner = line.slice(at + 1, end);
      const dollar = sign === '"' ? inner.search(/[$`]/) : -1;
      if (dollar >= 0)
        return { at: at + 1 + dollar, expected: "a value instead of something only the shell knows" };
      text += sign === '"' ? inner.replace(/\\(["\\])/g, "$1") : inner;
      quoted = true;
      at = end + 1;
    } else {
      text += sign;
      at++;
    }
  }
  return { text, start, end: Math.min(at, line.length), quoted };
}

/** Splits one simple command into words as a POSIX shell does; a comment ends it. */
export function lexShell(line: string, from = 0): readonly Token[] | ShellFault {
  const tokens: Token[] = [];
  let at = from;
  while (at < line.length) {
    const sign = line.charAt(at);
    if (/\s/.test(sign)) {
      at++;
    } else if (sign === "#") {
      break;
    } else if (separators.test(sign)) {
      return { at, expected: "one command a line, without what the shell does more" };
    } else {
      const token = readWord(line, at);
      if ("expected" in token) return token;
      tokens.push(token);
      at = token.end;
    }
  }
  return tokens;
}
