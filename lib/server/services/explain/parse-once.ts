import { parseLive } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import type { Result } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";

/** As many texts as a few hosts have that somebody asks about at the same time. */
const mostKept = 8;
const kept = new Map<string, Result<Ruleset>>();

/** `parseLive`, which remembers the last few texts: the same rules are asked again and again between two inspections. */
export function parseOnce(text: string, family: Family): Result<Ruleset> {
  const key = `${family} ${text}`;
  const parsed = kept.get(key) ?? parseLive(text, family);
  // The one that was asked for last is forgotten last.
  kept.delete(key);
  kept.set(key, parsed);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return parsed;
}
