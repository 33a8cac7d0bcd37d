import type { ForeignRule } from "@/lib/server/services/review/review-view";

/** So many are carried by a page: nobody reads more of them there. */
export const mostCarried = 200;

/** The rules of one family as one text, a line each: a page carries hundreds of them at a fraction of their size as items. */
export type FamilyRules = { readonly family: 4 | 6; readonly text: string };

/** The first rules in their order, by family, IPv4 first. */
export function byFamily(rules: readonly ForeignRule[], most = mostCarried): FamilyRules[] {
  let left = most;
  return ([4, 6] as const).flatMap((family) => {
    const own = rules.filter((rule) => rule.family === family).slice(0, left);
    left -= own.length;
    return own.length === 0 ? [] : [{ family, text: own.map(({ text }) => text).join("\n") }];
  });
}
