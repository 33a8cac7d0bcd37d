import type { Problem } from "@/lib/core/problem/problem";
import { error } from "@/lib/core/problem/problem";
import type { Word } from "./words";

/** Why a text is no assertion; thrown inside the parser alone. */
export class AssertionFault extends Error {
  constructor(readonly problem: Problem) {
    super(problem.text);
  }
}

/** A finding at a column of the text. */
export function faultAt(
  code: string,
  text: string,
  column: number,
  params: Problem["params"] = {},
): AssertionFault {
  return new AssertionFault(error(code, `Column ${column}: ${text}`, [], { column, ...params }));
}

/** Goes through the words of an assertion, one after the other. */
export class WordReader {
  private at = 0;

  constructor(
    private readonly words: readonly Word[],
    private readonly end: number,
  ) {}

  get column(): number {
    return this.words[this.at]?.column ?? this.end;
  }

  /** The next word as it stands, for messages; "" at the end. */
  get found(): string {
    return this.words[this.at]?.text ?? "";
  }

  peek(): Word | null {
    return this.words[this.at] ?? null;
  }

  next(): Word | null {
    return this.words[this.at++] ?? null;
  }

  /** Takes the words if they come next, whatever their case. */
  take(...expected: readonly string[]): boolean {
    const here = expected.every((text, ahead) => {
      const word = this.words[this.at + ahead];
      return word !== undefined && !word.quoted && word.text.toLowerCase() === text;
    });
    if (here) this.at += expected.length;
    return here;
  }

  /** Takes one of the words. */
  takeOne(expected: readonly string[]): boolean {
    return expected.some((text) => this.take(text));
  }

  /** A comma or `and`, which list the same kind of thing further. */
  takeSeparator(): boolean {
    return this.take(",", "and") || this.take(",") || this.take("and");
  }

  /** The same, only where a word of that form follows. */
  takeSeparatorBefore(form: RegExp): boolean {
    const start = this.at;
    if (this.takeSeparator() && !this.peek()?.quoted && form.test(this.found)) return true;
    this.at = start;
    return false;
  }
}
