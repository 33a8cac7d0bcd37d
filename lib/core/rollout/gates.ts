import type { HostFacts } from "@/lib/core/facts/host-facts";
import { error, type Problem } from "@/lib/core/problem/problem";

/** All that decides whether an apply may begin. */
export type GateInput = {
  /** Null: the host was never inspected. */
  readonly facts: HostFacts | null;
  /** Findings of the policy and the compilation; errors stop. */
  readonly problems: readonly Problem[];
  /** Would a new SSH connection of the panel still get in? Null: it could not be computed. */
  readonly lockout: "gets-in" | "locked-out" | "cannot-tell" | null;
  /** What the policy asserts, as far as it is not true of the new rules, or that could not be decided. */
  readonly assertions: readonly {
    readonly index: number;
    readonly text: string;
    readonly outcome: "fails" | "not-decided";
  }[];
  /** An apply of this panel on the host that has not ended. */
  readonly pending: { readonly applyId: string } | null;
  /** Other firewall managers that the operator decided to keep beside ours. */
  readonly acceptedManagers: readonly string[];
  /** The operator saw that access is not sure and applies all the same. */
  readonly anyway: boolean;
};

/** The answer of the gate; the reasons are coded, the first is the one to mend first. */
export type Gate =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly problems: readonly Problem[] };

/**
 * Whether an apply may begin, and why not. Asked by the button, by the start of the rollout and by the job right before
 * the host is touched.
 */
export function canApply(input: GateInput): Gate {
  const problems = [
    ...input.problems.filter((each) => each.severity === "error"),
    ...pendingProblems(input),
    ...hostProblems(input),
    ...lockoutProblems(input),
    ...assertionProblems(input),
  ];
  return problems.length === 0 ? { allowed: true } : { allowed: false, problems };
}

function pendingProblems({ pending, facts }: GateInput): Problem[] {
  if (pending !== null) {
    return [error("apply-pending", "An apply is under way on this host. Wait for its end, or roll it back.")];
  }
  const other = facts?.pending;
  if (other) {
    const text = `Another panel's apply waits for its confirm on this host, for ${other.seconds} s at most.`;
    return [error("host-busy", text, [], { seconds: other.seconds })];
  }
  return [];
}

function hostProblems({ facts, acceptedManagers, anyway }: GateInput): Problem[] {
  if (facts === null) return [error("not-inspected", "The host was not inspected yet. Inspect it first.")];
  const problems: Problem[] = [];
  if (facts.privilege === "none") {
    problems.push(error("not-root", "The login is neither root nor may it use sudo without a password."));
  }
  if (facts.iptables4 === null) {
    problems.push(error("no-iptables", "The host has no iptables programs. Install the package iptables."));
  }
  if (facts.iptables6 === null) {
    problems.push(
      error(
        "no-ip6tables",
        "The host has IPv6 but no working ip6tables: it would stay open in IPv6. Install it.",
      ),
    );
  }
  for (const manager of facts.managers) {
    if (manager.state === "installed" || acceptedManagers.includes(manager.name)) continue;
    problems.push(
      error(
        "manager-active",
        `${manager.name} also manages the firewall of this host. Switch it off there, or decide that it stays.`,
        [],
        { manager: manager.name, state: manager.state },
      ),
    );
  }
  const others = otherBackendRules(facts);
  if (others > 0 && !anyway) {
    problems.push(
      error(
        "other-backend",
        `The other iptables back end of this host holds ${others} rules; a packet must pass both. Remove them, or apply anyway.`,
        [],
        { rules: others },
      ),
    );
  }
  return problems;
}

function otherBackendRules(facts: HostFacts): number {
  const six =
    facts.iptables6 === null || facts.iptables6 === "absent" ? 0 : facts.iptables6.otherBackendRules;
  return (facts.iptables4?.otherBackendRules ?? 0) + six;
}

function lockoutProblems({ lockout, anyway }: GateInput): Problem[] {
  if (anyway || lockout === "gets-in") return [];
  return lockout === "locked-out"
    ? [error("locked-out", "A new SSH connection of the panel would not get in any more.")]
    : [
        error(
          "access-not-sure",
          "It cannot be told whether a new SSH connection of the panel would still get in.",
        ),
      ];
}

function assertionProblems({ assertions, anyway }: GateInput): Problem[] {
  if (anyway) return [];
  return assertions.map(({ index, text, outcome }) =>
    outcome === "fails"
      ? error("assertion-fails", `This is not true of the new rules: ${text}`, ["assertions", index], {
          assertion: text,
        })
      : error(
          "assertion-not-decided",
          `It could not be decided whether this is true of the new rules: ${text}`,
          ["assertions", index],
          { assertion: text },
        ),
  );
}
