/**
 * One change in words: `+` added, `-` removed, `~` changed. `code` and `params` are for translation (params hold names
 * as the operator wrote them, lists joined by a comma), `text` is the plain English sentence.
 */
export type ChangeItem = {
  readonly mark: "+" | "-" | "~";
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly text: string;
};
