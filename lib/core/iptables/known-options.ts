import { keptMatches } from "./kept/kept-matches";
import { keptTargets } from "./kept/kept-targets";
import { lookup } from "./lookup";
import { matchParsers } from "./match/match-parsers";
import { targetParsers } from "./target/parse-target";

/** How the extensions of protocols are asked for; what most people mean comes first. */
const byProtocol: Readonly<Record<string, string>> = {
  tcp: "-p tcp",
  udp: "-p udp",
  icmp: "-p icmp",
  icmp6: "-p icmpv6",
  sctp: "-p sctp",
  dccp: "-p dccp",
};
const usual = Object.values(byProtocol);

/** Every option of every extension that is known, with the extensions that have it as they are asked for. */
const owners: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  const add = (flag: string, extensions: ReadonlyMap<string, { readonly options: object }>) => {
    for (const [name, { options }] of extensions) {
      const asked = lookup(byProtocol, name) ?? `${flag} ${name}`;
      for (const option of Object.keys(options)) found.set(option, [...(found.get(option) ?? []), asked]);
    }
  };
  add("-m", matchParsers);
  add("-m", keptMatches);
  add("-j", targetParsers);
  add("-j", keptTargets);
  const place = (asked: string) => (usual.includes(asked) ? usual.indexOf(asked) : usual.length);
  for (const list of found.values()) list.sort((one, other) => place(one) - place(other));
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
