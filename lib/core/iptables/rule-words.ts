import { formatAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { formatPrefix } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { type GenericMatch, genericOrder, isGeneric, ownOption } from "./match/generic-match";
import { moduleWords } from "./match/match-words";
import { sharedExtension } from "./match/separate";
import { protocolName } from "./protocol-names";
import { targetWords } from "./target/target-words";
import { type ModuleWords, negation, plain, type Word } from "./words";

function genericValue(match: Exclude<GenericMatch, { kind: "opaque" | "fragment" }>): string {
  switch (match.kind) {
    case "source":
    case "destination":
      return formatPrefix(match.prefix);
    case "masked-address": {
      const [address, mask] = [match.value, match.mask].map((value) => formatAddress({ ...match, value }));
      return `${address}/${mask}`;
    }
    case "in-interface":
    case "out-interface":
      return match.name;
    case "protocol":
      return protocolName(match.protocol);
  }
}

function genericWords(match: GenericMatch): Word[] {
  if (match.kind === "opaque") return [{ text: match.text, kind: "raw" }];
  // A prefix of length 0 holds everybody, and the kernel prints nothing for it.
  const everybody = "prefix" in match && match.prefix.length === 0;
  if (everybody && !match.negated) return [];
  const value = match.kind === "fragment" ? [] : [genericValue(match)];
  return [...negation(match.negated), ...plain(ownOption(match) ?? "", ...value)];
}

/** One `-m` while its options are written. */
type OpenModule = {
  readonly module: string;
  readonly options: Set<string>;
  shared: readonly string[];
};

/** Whether the options of a match go into the `-m` that is open; one option is given once only. */
function joins(open: OpenModule | null, match: Match, next: ModuleWords): open is OpenModule {
  if (open === null || open.module !== next.module || open.options.has(next.option)) return false;
  if (sharedExtension(match) === null || match.kind === "extension") return false;
  // What addrtype says once is said of both sides.
  if (next.module === "addrtype" && open.shared.join() !== next.shared?.join()) return false;
  return !("apart" in match && match.apart);
}

/** The words of all extensions; neighbours of one extension share its `-m` where they can. */
function extensionWords(matches: readonly Match[], family: Family): Word[] {
  const words: Word[] = [];
  let open: OpenModule | null = null;
  const close = () => {
    if (open !== null) words.push(...plain(...open.shared));
    open = null;
  };
  for (const match of matches) {
    if (match.kind === "opaque" && ownOption(match) === null) {
      close();
      words.push({ text: match.text, kind: "raw" });
    }
    if (match.kind === "opaque" || isGeneric(match)) continue;
    const next = moduleWords(match, family);
    if (!joins(open, match, next)) {
      close();
      words.push(...plain("-m", next.module));
      open = { module: next.module, options: new Set(), shared: [] };
    }
    open.options.add(next.option);
    if (next.shared !== undefined && next.shared.length > 0) open.shared = next.shared;
    words.push(...next.words);
  }
  close();
  return words;
}

/** The words of a rule after `-A CHAIN`, in the kernel's normal form. */
export function ruleWords(rule: Rule, family: Family): readonly Word[] {
  const generic = rule.matches.filter(isGeneric);
  return [
    ...genericOrder.flatMap((option) =>
      generic.filter((match) => ownOption(match) === option).flatMap(genericWords),
    ),
    ...extensionWords(rule.matches, family),
    ...targetWords(rule.target),
  ];
}
