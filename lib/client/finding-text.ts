import type { Problem } from "@/lib/core/problem/problem";

/** Untyped look at a namespace: codes come from data, so their keys cannot be known here. */
export type FindingTexts = {
  (key: string, values?: Record<string, string | number>): string;
  has(key: string): boolean;
};

/** The translated text of a coded finding, or its own English text where the code has none. */
export function findingText(
  texts: FindingTexts,
  finding: Pick<Problem, "code" | "params" | "text">,
  prefix = "",
): string {
  const key = `${prefix}${finding.code}`;
  return texts.has(key) ? texts(key, { ...finding.params }) : finding.text;
}
