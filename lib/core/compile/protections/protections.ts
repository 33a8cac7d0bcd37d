import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { Scope } from "../scope";
import { icmpErrors, pingRules } from "./icmp";
import { invalidRules } from "./invalid";
import { newConnectionRules } from "./new-connections";
import { oddFlagRules } from "./odd-flags";
import { openConnectionRules } from "./open-connections";
import { scannerRules } from "./port-scan";
import { ownSenderRules, spoofedRules } from "./senders";
import { sshGuessingRules } from "./ssh-guessing";

/** Checks that stand after the administrator's path and before everybody else. */
export function protectionRules(scope: Scope): readonly Rule[] {
  return [
    invalidRules,
    spoofedRules,
    ownSenderRules,
    oddFlagRules,
    scannerRules,
    sshGuessingRules,
    newConnectionRules,
    openConnectionRules,
    icmpErrors,
    pingRules,
  ].flatMap((rulesOf) => rulesOf(scope));
}
