import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { natTable, translates } from "../path/earlier-translation";
import { follow } from "../path/follow";
import type { PathHost } from "../path/path-host";
import type { Reach } from "../reach/reach";

/**
 * Whether nat sends first packets elsewhere that get through. Such a connection is answered over FORWARD, from an
 * address that nobody asked about. `first` is read only where the rules translate anything.
 */
export function isMoved(ruleset: Ruleset, host: PathHost | null, first: () => readonly Reach[]): boolean {
  const nat = natTable(ruleset);
  if (nat === null || !translates(nat)) return false;
  return first().some(
    ({ open }) => open !== null && follow(ruleset, open.sample, host, { trace: false }).movedBy.length > 0,
  );
}
