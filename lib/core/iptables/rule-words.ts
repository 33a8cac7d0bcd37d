import type { Family } from "@/lib/core/net/family";
import { formatPrefix } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { free, type GenericMatch, moduleWords, plain, type Word } from "./match-words";
import { protocolName } from "./protocol-names";

/** The order in which iptables-save prints its own options. */
const genericOrder: readonly GenericMatch["kind"][] = [
  "source",
  "destination",
  "in-interface",
  "out-interface",
  "protocol",
];

function isGeneric(match: Match): match is GenericMatch {
  return genericOrder.some((kind) => kind === match.kind);
}

function genericWords(match: GenericMatch): Word[] {
  const words = (() => {
    switch (match.kind) {
      case "source":
        return plain("-s", formatPrefix(match.prefix));
      case "destination":
        return plain("-d", formatPrefix(match.prefix));
      case "in-interface":
        return plain("-i", match.name);
      case "out-interface":
        return plain("-o", match.name);
      case "protocol":
        return plain("-p", protocolName(match.protocol));
    }
  })();
  // A prefix of length 0 holds everybody, and the kernel prints nothing for it.
  const everybody = "prefix" in match && match.prefix.length === 0;
  if (everybody && !match.negated) return [];
  return match.negated ? [...plain("!"), ...words] : words;
}

/** Neighbouring options of one extension share its `-m`, unless the option was given already; multiport takes one only. */
function extensionWords(matches: readonly Match[], family: Family): Word[] {
  const words: Word[] = [];
  let module: string | null = null;
  let options = new Set<string>();
  for (const match of matches) {
    if (isGeneric(match)) continue;
    if (match.kind === "opaque") {
      words.push({ text: match.text, kind: "raw" });
      module = null;
      continue;
    }
    const next = moduleWords(match, family);
    const alone = next.module === "multiport" || ("apart" in match && match.apart === true);
    if (alone || next.module !== module || options.has(next.option)) {
      words.push(...plain("-m", next.module));
      module = next.module;
      options = new Set();
    }
    options.add(next.option);
    words.push(...next.words);
  }
  return words;
}

function targetWords(target: Target): Word[] {
  switch (target.kind) {
    case "accept":
      return plain("-j", "ACCEPT");
    case "drop":
      return plain("-j", "DROP");
    case "return":
      return plain("-j", "RETURN");
    case "reject":
      return plain("-j", "REJECT", "--reject-with", target.with);
    case "jump":
      return plain("-j", target.chain);
    case "goto":
      return plain("-g", target.chain);
    case "log":
      return [
        ...plain("-j", "LOG"),
        ...(target.prefix === "" ? [] : [...plain("--log-prefix"), free(target.prefix)]),
        ...(target.level === null || target.level === 4 ? [] : plain("--log-level", String(target.level))),
        ...(target.uid ? plain("--log-uid") : []),
      ];
    case "nflog":
      return [
        ...plain("-j", "NFLOG"),
        ...(target.prefix === "" ? [] : [...plain("--nflog-prefix"), free(target.prefix)]),
        ...(target.group === 0 ? [] : plain("--nflog-group", String(target.group))),
      ];
    case "ct-helper":
      return plain("-j", "CT", "--helper", target.helper);
    case "notrack":
      return plain("-j", "CT", "--notrack");
    case "none":
      return [];
    case "opaque":
      return [{ text: target.text, kind: "raw" }];
  }
}

/** The words of a rule after `-A CHAIN`, in the kernel's normal form. */
export function ruleWords(rule: Rule, family: Family): readonly Word[] {
  const generic = rule.matches.filter(isGeneric);
  return [
    ...genericOrder.flatMap((kind) => generic.filter((match) => match.kind === kind).flatMap(genericWords)),
    ...extensionWords(rule.matches, family),
    ...targetWords(rule.target),
  ];
}
