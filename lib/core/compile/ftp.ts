import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { helperChain } from "@/lib/core/ruleset/owned-chains";
import type { Origin, Rule, Table } from "@/lib/core/ruleset/ruleset";
import { ctState, portMatches, protocol, tcp } from "./match-shapes";
import { accept } from "./rule-shapes";
import type { Scope } from "./scope";
import { gather } from "./service-shapes";

const control = { first: 21, last: 21 } as const;

function namesFtp(scope: Scope, names: readonly string[]): boolean {
  const ranges = gather(scope, names).ports.get("tcp") ?? [];
  return ranges.some(({ first, last }) => first === control.first && last === control.last);
}

/**
 * Whether the VPS is an FTP client whose data connections need the kernel's helper: a service of its own choice, or of
 * a rule, is the control connection (tcp 21). A kernel without the helper refuses the rule that assigns it, so there it
 * is left out; the sandbox allows destinations, not connections.
 */
export function usesFtp(scope: Scope): boolean {
  const { policy, facts } = scope;
  if (facts?.ftpHelper === false || isSandbox(policy)) return false;
  const rules = policy.client.rules.filter(({ enabled, verdict }) => enabled && verdict === "accept");
  return [policy.client.services, ...rules.map(({ services }) => services)].some((names) =>
    namesFtp(scope, names),
  );
}

/** Data connections that the helper expects, in passive and active mode alike, for either side's high ports. */
export function ftpData(origin: Origin): Rule {
  return {
    matches: [
      protocol(tcp),
      ...portMatches("tcp", "destination", [{ first: 1024, last: 65535 }]),
      ctState("RELATED", "ESTABLISHED"),
      { kind: "ct-helper", name: "ftp" },
    ],
    target: accept,
    origin,
  };
}

/**
 * The table that assigns the helper to FTP connections which this server opens; none where it opens none. Kernels since
 * 4.7 assign no helper by themselves (Documentation/networking/nf_conntrack-sysctl: nf_conntrack_helper).
 */
export function helperTable(scope: Scope): readonly Table[] {
  if (!usesFtp(scope)) return [];
  const origin: Origin = {
    section: "client",
    ruleId: null,
    note: "FTP: the kernel's helper reads the control connection, so that data connections are known (table raw).",
  };
  const rule: Rule = {
    matches: [protocol(tcp), ...portMatches("tcp", "destination", [control])],
    target: { kind: "ct-helper", helper: "ftp" },
    origin,
  };
  return [{ name: "raw", chains: [{ name: helperChain, policy: null, rules: [rule] }] }];
}
