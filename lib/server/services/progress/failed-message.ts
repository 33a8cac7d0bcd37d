/** Why work that was followed did not come to its end; `code` has a text in both languages. */
export type FailedMessage = {
  readonly kind: "failed";
  readonly code: string;
  readonly text: string;
  readonly params: Readonly<Record<string, string | number>>;
};
