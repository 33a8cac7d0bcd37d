import type { Entry } from "@/lib/core/adopt/account";
import type { Way } from "@/lib/core/adopt/plan";
import { hashOf } from "../canonical-json";

/** For the hashes of the ways beside one account, which may be long: it is hashed once. */
export function wayHasher(account: readonly Entry[]): (way: Way) => string {
  const told = hashOf(account);
  /** What was shown of one way: the account of the live rules, the draft, and the objects that it needs anew. */
  return ({ body, made }) => hashOf({ account: told, body, made });
}
