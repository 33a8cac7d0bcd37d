import { startingBody } from "@/lib/core/policy/roles";
import type { NetworkObject, ServiceObject } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { ServiceError } from "../service-error";

/**
 * Refuses an object whose entries mean nothing (a typing error, host bits set, a port of 0). It is checked as a part of
 * a policy, so that an object that is saved is one that a policy may name; paths are those of the object itself.
 */
export function checkObject(
  object: { kind: "network"; value: NetworkObject } | { kind: "service"; value: ServiceObject },
): void {
  const place = object.kind === "network" ? "networks" : "services";
  const problems = validatePolicy(
    {
      ...startingBody("blank"),
      schema: "sekisho-policy/1",
      networks: object.kind === "network" ? [object.value] : [],
      services: object.kind === "service" ? [object.value] : [],
    },
    null,
  )
    .filter((problem) => problem.severity === "error" && problem.path[0] === place && problem.path[1] === 0)
    .map((problem) => ({ ...problem, path: problem.path.slice(2) }));
  if (problems.length === 0) return;
  throw new ServiceError("bad-object", "Some entries cannot be used. Look at the marked lines.", {
    status: 422,
    problems,
  });
}
