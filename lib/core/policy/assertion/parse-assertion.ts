import { fail, ok, type Result } from "@/lib/core/problem/problem";
import type { Assertion } from "./assertion";
import { readParties } from "./read-parties";
import { readAddress, readServices } from "./read-services";
import { AssertionFault, faultAt, WordReader } from "./word-reader";
import { type Word, wordsOf } from "./words";

const hostWords = ["vps", "host", "server"];

/** Reads an assertion's text, such as `nobody but OFFICE reaches tcp 5432`; the first fault is told with its column. */
export function parseAssertion(text: string): Result<Assertion> {
  try {
    return ok(read(text));
  } catch (fault) {
    if (!(fault instanceof AssertionFault)) throw fault;
    return fail(fault.problem);
  }
}

function read(text: string): Assertion {
  const words: Word[] = [];
  for (const word of wordsOf(text)) {
    if ("unclosed" in word) {
      throw faultAt("assertion-unclosed", "this quote is never closed. Write the other one.", word.unclosed);
    }
    words.push(word);
  }
  if (words.length === 0) {
    throw faultAt("assertion-empty", "say who reaches what: nobody but OFFICE reaches tcp 5432.", 1);
  }
  const reader = new WordReader(words, text.trimEnd().length + 1);
  const out = readsHost(reader);
  const said = out ? readOut(reader) : readIn(reader);
  const at = reader.take("at") ? readAddress(reader) : null;
  const over = reader.take("over") ? readInterface(reader) : null;
  if (reader.peek() !== null) {
    const what = "only `at ADDRESS` and `over INTERFACE` can stand here.";
    throw faultAt("assertion-end", `${JSON.stringify(reader.found)} is too much; ${what}`, reader.column, {
      found: reader.found,
    });
  }
  return { direction: out ? "out" : "in", ...said, at, over };
}

type Said = Pick<Assertion, "reaches" | "who" | "services">;

/** `the VPS` as the one who reaches. */
function readsHost(reader: WordReader): boolean {
  return ["the", "this"].some((article) => hostWords.some((word) => reader.take(article, word)));
}

/** The verb; true where it is negated. */
function readVerb(reader: WordReader): boolean {
  const negated = reader.take("does", "not") || reader.take("do", "not");
  if (reader.takeOne(["reaches", "reach"])) return negated;
  throw faultAt("assertion-verb", '"reaches" or "does not reach" has to stand here.', reader.column, {
    found: reader.found,
  });
}

function readIn(reader: WordReader): Said {
  const start = reader.column;
  const { nobody, who } = readParties(reader);
  const negated = readVerb(reader);
  refuseTwoNegations(negated, nobody, who, start);
  return { reaches: !nobody && !negated, who, services: readServices(reader) };
}

function readOut(reader: WordReader): Said {
  const negated = readVerb(reader);
  const start = reader.column;
  const { nobody, who } = readParties(reader);
  refuseTwoNegations(negated, nobody, who, start);
  const services = reader.take("on") ? readServices(reader) : [{ kind: "anything" } as const];
  return { reaches: !nobody && !negated, who, services };
}

/** `anyone does not reach` may mean two things, and `nobody does not reach` few people understand. */
function refuseTwoNegations(negated: boolean, nobody: boolean, who: Assertion["who"], column: number): void {
  if (!negated || !(nobody || who.but)) return;
  throw faultAt("assertion-negation", 'write "nobody reaches" or "nobody but … reaches" instead.', column);
}

/** Interface names as the kernel takes them (dev_valid_name in net/core/dev.c); a trailing + stands for any ending. */
function readInterface(reader: WordReader): string {
  const { column } = reader;
  const name = reader.next()?.text ?? "";
  if (/^[^\s/:,"]{1,15}$/u.test(name)) return name;
  throw faultAt("assertion-interface", `${JSON.stringify(name)} is no interface.`, column, { found: name });
}
