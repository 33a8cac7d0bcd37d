import type { Match } from "@/lib/core/ruleset/match";
import type { Token } from "../lex-line";
import { most16, wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  flag,
  isFault,
  type ModuleParser,
  negate,
  turnable,
  valued,
} from "../parse-option";

/** Bytes that a pattern may have (XT_STRING_MAX_PATTERN_SIZE). */
const longest = 128;

/** The searches that the kernel has for it. */
const algorithms = ["bm", "kmp"];

type Pattern = Extract<Match, { kind: "string" }>["pattern"];

const encoder = new TextEncoder();

/** `|0a 0D|x\|`: hexadecimal between bars, a sign after a backslash as it is (parse_hex_string in libxt_string.c). */
function hexBytes(token: Token): number[] | Fault {
  const bytes: number[] = [];
  let rest = token.text;
  while (rest !== "") {
    const block = /^\| *((?:[0-9a-f]{2} ?)+)\|(?!\|)/i.exec(rest);
    const plain = /^(?:\\([\s\S])|([^|\\]))/u.exec(rest);
    if (block !== null) {
      bytes.push(...(block[1]?.match(/[0-9a-f]{2}/gi) ?? []).map((digits) => Number.parseInt(digits, 16)));
    } else if (plain !== null) {
      bytes.push(...encoder.encode(plain[1] ?? plain[2] ?? ""));
    } else {
      return expected(token, "pairs of hexadecimal digits between two bars, such as |0d 0a|");
    }
    rest = rest.slice((block ?? plain)?.[0].length);
  }
  return bytes;
}

/** The pattern as iptables-save prints it: as text where each byte has a sign of ASCII and the last is no backslash. */
function patternOf(bytes: readonly number[]): Pattern {
  const printable = bytes.every((byte) => byte >= 0x20 && byte <= 0x7e) && bytes.at(-1) !== 0x5c;
  return printable
    ? { text: String.fromCharCode(...bytes) }
    : { hex: bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}

function offset(token: Token | undefined, otherwise: number): number | Fault {
  if (token === undefined) return otherwise;
  return wholeNumber(token.text, most16) ?? expected(token, "an offset from 0 to 65535");
}

export const stringModule: ModuleParser = {
  options: {
    "--string": turnable,
    "--hex-string": turnable,
    "--algo": valued,
    "--from": valued,
    "--to": valued,
    "--icase": flag,
  },
  read: (given) => {
    const conflict = given.conflict("--string", "--hex-string");
    if (conflict !== null) return conflict;
    const option = given.get("--string") ?? given.get("--hex-string");
    const token = option?.values[0];
    if (option === undefined || token === undefined) return given.lacks("--string or --hex-string");
    const bytes = option.name === "--string" ? [...encoder.encode(token.text)] : hexBytes(token);
    if (isFault(bytes)) return bytes;
    if (bytes.length === 0 || bytes.length > longest)
      return expected(token, `a pattern of 1 to ${longest} bytes`);
    const algorithm = given.value("--algo");
    if (algorithm === undefined) return given.lacks("--algo bm or --algo kmp");
    if (!algorithms.includes(algorithm.text)) return expected(algorithm, algorithms.join(" or "));
    const from = offset(given.value("--from"), 0);
    if (isFault(from)) return from;
    const to = offset(given.value("--to"), most16);
    if (isFault(to)) return to;
    if (from > to) return expected(given.value("--to") ?? given.place, "--to behind --from");
    const match: Match = {
      kind: "string",
      pattern: patternOf(bytes),
      algorithm: algorithm.text,
      from,
      to,
      ignoreCase: given.has("--icase"),
    };
    return [negate(match, option.negated)];
  },
};
