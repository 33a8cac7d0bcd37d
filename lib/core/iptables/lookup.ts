/** What a table holds under a word that somebody wrote; undefined where it holds nothing of its own under it. */
export function lookup<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
