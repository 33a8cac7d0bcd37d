/**
 * Whether an entry of the palette fits what was typed, as cmdk wants it: 1 or 0. Every typed word must occur somewhere in
 * the entry's words; the id of the entry is not among them.
 */
export function matchEntry(_id: string, typed: string, words: readonly string[] = []): number {
  const text = words.join(" ").toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}
