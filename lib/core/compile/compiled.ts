import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";

/**
 * How the exported script treats directions: `article` is the classic recipe (plain NEW,ESTABLISHED), `request` keeps
 * the direction of replies, `sandbox` touches OUTPUT alone.
 */
export type Recipe = "article" | "request" | "sandbox";

/** The owned chains of both families; `ruleset6` is null where the host has no IPv6 at all. */
export type Compiled = {
  readonly ruleset4: Ruleset;
  readonly ruleset6: Ruleset | null;
  readonly recipe: Recipe;
  /** Rules that only the exported script needs in OUTPUT: it runs in the administrator's own session. */
  readonly openSessions: Readonly<Record<4 | 6, readonly Rule[]>>;
};
