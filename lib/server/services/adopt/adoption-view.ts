import type { Entry } from "@/lib/core/adopt/account";
import type { Full } from "@/lib/core/adopt/adopt";
import type { ImportChoice } from "@/lib/core/adopt/plan";
import type { Stand } from "@/lib/core/adopt/stands";
import type { Policy, RoleName } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import type { LockoutView } from "@/lib/server/services/review/review-view";
import type { RuleSaid } from "./rule-said";

/** One way on, with what an apply of it would do to the rules that are there. */
export type WayView = {
  /** Send it back with the choice: what is written is what was shown. */
  readonly hash: string;
  readonly policy: Policy;
  /** Names of objects that would be made. */
  readonly makes: { readonly networks: readonly string[]; readonly services: readonly string[] };
  readonly problems: readonly Problem[];
  /** Where each live rule would stand, by its key (`refKey`); empty where nothing could be compiled. */
  readonly stands: Readonly<Record<string, Stand>>;
  readonly lockout: LockoutView | null;
};

/** The rules that are on a host already, and what can be done with them. */
export type AdoptionView = {
  readonly hostId: string;
  readonly hostName: string;
  /** There is a draft, which a choice would replace. */
  readonly hasDraft: boolean;
  /** Rules of ours are confirmed on this host. */
  readonly confirmed: boolean;
  readonly readAt: string | null;
  readonly found:
    | { readonly state: "not-inspected" }
    /** `line` as far as it is known. */
    | { readonly state: "unreadable"; readonly family: 4 | 6; readonly problem: Problem }
    | { readonly state: "nothing" }
    /** There are so many that reading them took too long, or the thread that reads them had no answer. */
    | { readonly state: "no-answer"; readonly why: "too-long" | "busy" | "failed" }
    | {
        readonly state: "rules";
        readonly account: readonly Entry[];
        /** What the rules for which a policy has no word say, by their keys (`refKey`); of a very long list the first. */
        readonly said: Readonly<Record<string, RuleSaid>>;
        readonly forgotten: boolean;
        /** Set where there are more rules than a policy holds. */
        readonly full: Full | null;
        readonly keepForgotten: boolean;
        readonly role: RoleName;
        readonly ways: Readonly<Record<ImportChoice, WayView>>;
      };
};
