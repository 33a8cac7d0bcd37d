import type { Family } from "@/lib/core/net/family";
import type { Result } from "@/lib/core/problem/problem";
import { parseRules } from "./parse-rules";
import { renderRestore } from "./render-restore";

/**
 * The kernel's form of rules that a person wrote or a program saved: what iptables-save prints once they are loaded,
 * without comments and with counters at zero. The form of a form is itself.
 */
export function normalise(text: string, family: Family): Result<string> {
  const parsed = parseRules(text, family);
  return parsed.ok ? { ...parsed, value: renderRestore(parsed.value) } : parsed;
}
