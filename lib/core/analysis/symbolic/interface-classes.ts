/** Names for interfaces that no rule mentions, the likeliest first. */
const plain = ["eth0", "ens3", "enp1s0", "net0"];

/** Interface names by the patterns that rules ask for: one name for each class that they do not tell apart. */
export type InterfaceClasses = {
  readonly names: readonly string[];
  /** The class in a word: a name, a pattern for the other names that begin so, or `*` for all that are left. */
  readonly words: readonly string[];
  readonly patterns: readonly string[];
};

/** Whether a name is the one, or (with a trailing `+`) begins like it. */
export const fits = (pattern: string, name: string) =>
  pattern.endsWith("+") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** A name that meets exactly the patterns that a name beginning with `prefix` must meet, and is none of `names`. */
function another(prefix: string, patterns: readonly string[], names: ReadonlySet<string>): string {
  const longer = patterns.map((pattern) => pattern.slice(0, -1)).filter((one) => one.startsWith(prefix));
  for (let ending = 0; ; ending++) {
    const name = `${prefix}${ending}`;
    if (!names.has(name) && !longer.some((one) => one !== prefix && name.startsWith(one))) return name;
  }
}

/** The class of a name: its own, or that of the names that meet the same patterns. */
export function interfaceClass({ names, patterns }: InterfaceClasses, name: string): number {
  const own = patterns.includes(name) ? names.indexOf(name) : -1;
  const meets = (one: string) => patterns.map((pattern) => fits(pattern, one)).join();
  return own >= 0 ? own : names.findIndex((one) => meets(one) === meets(name));
}

/**
 * One interface name for each class of names that the patterns (`eth0`, `veth+`) do not tell apart. Every name in the
 * world meets the same patterns as exactly one of these.
 */
export function interfaceClasses(asked: Iterable<string>): InterfaceClasses {
  const all = [...new Set(asked)].filter((pattern) => pattern !== "+").sort();
  const names = new Set(all.filter((pattern) => !pattern.endsWith("+")));
  const patterns = all.filter((pattern) => pattern.endsWith("+"));
  const some = patterns.map((pattern) => another(pattern.slice(0, -1), patterns, names));
  const free = (name: string) => !names.has(name) && !patterns.some((pattern) => fits(pattern, name));
  const other = plain.find(free) ?? another("if", ["if+", ...patterns], names);
  return {
    names: [...names, ...some, other],
    words: [...names, ...patterns, "*"],
    patterns: all,
  };
}
