import type { Family } from "@/lib/core/net/family";
import type { Result } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { commandFamily, parseCommands } from "./parse-commands";
import { parseSave } from "./parse-save";

/** Reads rules however a person has them: what iptables-save prints, or `iptables …` command lines. */
export function parseRules(text: string, family: Family): Result<Ruleset> {
  return commandFamily(text) === null ? parseSave(text, family) : parseCommands(text, family);
}
