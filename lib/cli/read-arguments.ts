import { BadInput } from "./command";

/** Words after a command's name: plain words in order, and each option's values in order (`--x v` and `--x=v`). */
export type Arguments = {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly flags: ReadonlySet<string>;
};

/** Splits a command's words by the options it knows; an unknown option or a missing value is bad input. What follows `--` are words. */
export function readArguments(
  args: readonly string[],
  known: { readonly valued: readonly string[]; readonly flags: readonly string[] },
): Arguments {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (word === "--") {
      words.push(...args.slice(at + 1));
      break;
    }
    // A lone - is standard input.
    if (!word.startsWith("-") || word === "-") {
      words.push(word);
      continue;
    }
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    if (known.flags.includes(name) && equals < 0) {
      flags.add(name);
    } else if (known.valued.includes(name)) {
      const value = equals < 0 ? args[++at] : word.slice(equals + 1);
      if (value === undefined) throw new BadInput(`${name} needs a value; see --help`);
      values.set(name, [...(values.get(name) ?? []), value]);
    } else {
      throw new BadInput(`${JSON.stringify(word)} is no option of this command; see --help`);
    }
  }
  return { words, values, flags };
}

/** The value of an option that may be given once; undefined when it was not given. */
export function single({ values }: Arguments, name: string): string | undefined {
  const given = values.get(name) ?? [];
  if (given.length > 1) throw new BadInput(`${name} may be given once only`);
  return given[0];
}
