import {
  expected,
  type Fault,
  type Given,
  isFault,
  type Option,
  type OptionTable,
  type OptionUse,
  type Reading,
} from "../parse-option";
import { nameQuote } from "../quote";
import type { ReadValue } from "./kept-values";

/** An option of an extension that is kept as text; `prints` is the option that iptables-save writes instead. */
export type KeptOption = OptionUse & {
  readonly reads: readonly ReadValue[];
  readonly what: string;
  readonly prints?: string;
};

/** What is known of an extension that is not modelled: enough to print its kernel form and to refuse what cannot be. */
export type KeptExtension = {
  /** In the order in which iptables-save prints them; a string names what it is another name of. */
  readonly options: Readonly<Record<string, KeptOption | string>>;
  /** Of each list at least one must be given. */
  readonly needs?: readonly (readonly string[])[];
  /** Of each list at most one may be given. */
  readonly apart?: readonly (readonly string[])[];
  /** Options that the first one needs beside it. */
  readonly also?: readonly (readonly [option: string, other: string])[];
  /** What the options say together. */
  readonly check?: (given: Given) => Fault | null;
  /** Printed in front of the options although it is not among them. */
  readonly first?: (given: Given) => string;
  /** The order of the options has a meaning, so it is left as it is. */
  readonly ordered?: boolean;
};

/** An option with one value. */
export function takes(read: ReadValue, what: string, more: Partial<KeptOption> = {}): KeptOption {
  return { values: 1, reads: [read], what, ...more };
}

/** An option with one value that may be turned round. */
export function turns(read: ReadValue, what: string, more: Partial<KeptOption> = {}): KeptOption {
  return takes(read, what, { negatable: true, ...more });
}

export const says: KeptOption = { values: 0, reads: [], what: "" };
export const turnsSaying: KeptOption = { ...says, negatable: true };

/** The same table for the reader of the line. */
export function optionsOf({ options }: KeptExtension): OptionTable {
  return options;
}

function printedOption(option: Option, extension: KeptExtension, given: Given): string | Fault {
  const known = extension.options[option.name];
  if (known === undefined || typeof known === "string") return expected(option.token, "a known option");
  const values: string[] = [];
  for (const [at, token] of option.values.entries()) {
    const printed = (known.reads[at] ?? nameQuote)(token.text, given.family);
    if (printed === null) return expected(token, known.what);
    if (printed === "") return "";
    values.push(printed);
  }
  return [...(option.negated ? ["!"] : []), known.prints ?? option.name, ...values].join(" ");
}

function misses({ needs = [], apart = [], also = [], check }: KeptExtension, given: Given): Fault | null {
  for (const names of apart) {
    const conflict = given.conflict(...names);
    if (conflict !== null) return conflict;
  }
  const lacking = needs.find((names) => !names.some((one) => given.has(one)));
  if (lacking !== undefined) return given.lacks(lacking.join(" or "));
  const alone = also.find(([option, other]) => given.has(option) && !given.has(other));
  if (alone !== undefined) return given.lacks(`${alone[1]} beside ${alone[0]},`);
  return check?.(given) ?? null;
}

/** The options of an extension in the kernel's form, behind `-m NAME` or `-j NAME`. */
export function keptText(name: string, extension: KeptExtension, given: Given): Reading<string> {
  const fault = misses(extension, given);
  if (fault !== null) return fault;
  const options = extension.ordered
    ? given.options.toSorted((a, b) => a.token.start - b.token.start)
    : given.options;
  const first = extension.first?.(given) ?? "";
  const words = first === "" ? [name] : [name, first];
  for (const option of options) {
    const printed = printedOption(option, extension, given);
    if (typeof printed !== "string" && isFault(printed)) return printed;
    if (printed !== "") words.push(printed);
  }
  return words.join(" ");
}
