import type { Target } from "@/lib/core/ruleset/target";

/** What follows when a rule has matched. */
export type After =
  | { readonly kind: "fate"; readonly fate: "accept" | "drop" | "reject" }
  | { readonly kind: "next" }
  | { readonly kind: "return" }
  | { readonly kind: "call"; readonly chain: string; readonly goto: boolean }
  /** The target decides in a way that is not modelled. */
  | { readonly kind: "not-known"; readonly target: string };

/** Targets that change or note something and let the packet go on to the next rule (iptables-extensions(8)). */
const passing = new Set(
  (
    "AUDIT CHECKSUM CLASSIFY CONNMARK CONNSECMARK CT DSCP ECN HL HMARK IDLETIMER LED LOG MARK NFLOG RATEEST SECMARK SET " +
    "TCPMSS TCPOPTSTRIP TEE TOS TRACE TTL ULOG"
  ).split(" "),
);

/** The name after `-j` or `-g` of a target that is kept as text. */
function opaqueTargetName(text: string): string {
  return /^-[jg]\s+(\S+)/.exec(text)?.[1] ?? text;
}

/** Where the packet goes when a rule with this target has matched; what is written into it is said by `changeBy`. */
export function afterTarget(target: Target): After {
  switch (target.kind) {
    case "accept":
    case "drop":
    case "reject":
      return { kind: "fate", fate: target.kind };
    case "return":
      return { kind: "return" };
    case "jump":
    case "goto":
      return { kind: "call", chain: target.chain, goto: target.kind === "goto" };
    case "log":
    case "nflog":
    case "ct-helper":
    case "set-mark":
    case "connection-mark":
    case "tcp-mss":
    case "checksum":
    case "none":
      return { kind: "next" };
    case "ct-settings":
    case "notrack":
      return { kind: "next" };
    // Only the first packet of a connection comes to nat, and no further rule there after a translation.
    case "dnat":
    case "snat":
    case "masquerade":
    case "redirect":
    case "netmap":
      return { kind: "fate", fate: "accept" };
    case "opaque": {
      const name = opaqueTargetName(target.text);
      return passing.has(name) ? { kind: "next" } : { kind: "not-known", target: target.text };
    }
  }
}
