import { keptMatches } from "./kept-matches";
import { keptTargets } from "./kept-targets";
import { matchParsers } from "./match-parsers";
import { targetParsers } from "./parse-target";

/** Every option of every extension that is known, with the extensions that have it as they are asked for. */
const owners: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  const add = (flag: string, extensions: ReadonlyMap<string, { readonly options: object }>) => {
    for (const [name, { options }] of extensions) {
      for (const option of Object.keys(options)) {
        found.set(option, [...(found.get(option) ?? []), `${flag} ${name}`]);
      }
    }
  };
  add("-m", matchParsers);
  add("-m", keptMatches);
  add("-j", targetParsers);
  add("-j", keptTargets);
  return found;
})();

/**
 * The extensions that have an option of this name, or one that it is the beginning of: where none of them was asked
 * for, the option belongs nowhere. Empty for a name that no known extension has, which a newer iptables may know.
 */
export function optionOwners(name: string): readonly string[] {
  const exact = owners.get(name);
  if (exact !== undefined) return exact;
  if (!/^--[a-z]/.test(name)) return [];
  return [...owners].flatMap(([option, extensions]) => (option.startsWith(name) ? extensions : []));
}
