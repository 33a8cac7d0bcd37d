import type { Problem } from "@/lib/core/problem/problem";

/** Why an action did not do its work, ready to be shown: `errors.<code>` is the translated text, `text` the English one. */
export type Failure = {
  readonly code: string;
  readonly text: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** Findings whose `path` leads to a field of the form. */
  readonly problems: readonly Problem[];
};

/** What a server action answers. Expected trouble is a value, never a thrown error. */
export type Outcome<Value = null> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };
