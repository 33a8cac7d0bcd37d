/**
 * A word of a rule. How iptables-save writes it: `plain` as it is; `free`, a text of the operator's, in quotes where it
 * holds more than letters, digits, `_` and `-`; `name` in quotes only where it has to be; `quoted` always in quotes;
 * `raw` as it was read.
 */
export type Word = {
  readonly text: string;
  readonly kind: "plain" | "free" | "name" | "quoted" | "raw";
};

export function plain(...texts: readonly string[]): Word[] {
  return texts.map((text) => ({ text, kind: "plain" }));
}

export function free(text: string): Word {
  return { text, kind: "free" };
}

export function named(text: string): Word {
  return { text, kind: "name" };
}

/** A mark or a mask as the kernel's programs print it. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

export function negation(negated: boolean | undefined): Word[] {
  return negated ? plain("!") : [];
}

/** The options that one match gives to an extension; neighbours of the same extension share one `-m`. */
export type ModuleWords = {
  readonly module: string;
  readonly option: string;
  readonly words: readonly Word[];
  /** Options that are said once, behind all that share the `-m`. */
  readonly shared?: readonly string[];
};
