/** Words that have a meaning of their own; an object of such a name is written in quotes. */
const keywords: ReadonlySet<string> = new Set([
  ...["anyone", "everyone", "nobody", "but", "and", "the", "this", "vps", "host", "server"],
  ...["reaches", "reach", "does", "do", "not", "on", "at", "over"],
  ...["tcp", "udp", "sctp", "ping", "protocol", "anything", "all"],
]);

export function isKeyword(word: string): boolean {
  return keywords.has(word.toLowerCase());
}

/** One word of an assertion; `column` counts from 1. */
export type Word = {
  readonly text: string;
  readonly column: number;
  /** A name and nothing else, because it was written so. */
  readonly quoted: boolean;
};

/** The words of a text, commas among them; null in place of a word whose quotes are never closed. */
export function wordsOf(text: string): readonly (Word | { readonly unclosed: number })[] {
  return [...text.matchAll(/"([^"]*)("?)|,|[^\s,"]+/gu)].map((match) => {
    const column = match.index + 1;
    if (match[1] === undefined) return { text: match[0], column, quoted: false };
    return match[2] === "" ? { unclosed: column } : { text: match[1], column, quoted: true };
  });
}
