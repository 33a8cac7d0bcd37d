import type { ImportPlan, Way } from "@/lib/core/adopt/plan";
import { hashOf } from "../canonical-json";

/** What was shown of one way: the account of the live rules, the draft, and the objects that it needs anew. */
export function hashWay({ account }: ImportPlan, { body, made }: Way): string {
  return hashOf({ account, body, made });
}
