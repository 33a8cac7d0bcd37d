import type { ForeignRule } from "@/lib/server/services/review/review-view";

/** The rules of one family as one text, a line each: a page carries a thousand of them at a fraction of their size as items. */
export type FamilyRules = { readonly family: 4 | 6; readonly text: string };

/** Rules in their order, by family. */
export function byFamily(rules: readonly ForeignRule[]): FamilyRules[] {
  return ([4, 6] as const).flatMap((family) => {
    const own = rules.filter((rule) => rule.family === family);
    return own.length === 0 ? [] : [{ family, text: own.map(({ text }) => text).join("\n") }];
  });
}
