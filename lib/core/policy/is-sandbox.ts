import type { PolicyBody } from "./schema";

/**
 * Whether a policy is an egress sandbox: what comes in is left to the host's other rules, so inbound rules and
 * protections decide nothing; the administrator's rules only say whose connections are answered.
 */
export function isSandbox({ purposes }: Pick<PolicyBody, "purposes">): boolean {
  return purposes.some(({ role }) => role === "egress-sandbox");
}
