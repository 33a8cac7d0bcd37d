/** Leaves room for a number in a name, which may be 63 characters long. */
const mostOfStem = 58;

/** The name itself, or with the first number that makes it one that nobody has. */
export function freeName(stem: string, taken: ReadonlySet<string>): string {
  if (!taken.has(stem)) return stem;
  const base = stem.slice(0, mostOfStem).trimEnd();
  for (let number = 2; ; number++) {
    const name = `${base} ${number}`;
    if (!taken.has(name)) return name;
  }
}
