import { ServiceError } from "../service-error";
import type { ObjectUse } from "./object-view";

/** Refusal of a change that would leave somebody's policy with a name that means nothing. */
export function objectInUse(name: string, uses: readonly ObjectUse[]): ServiceError {
  const hosts = [...new Set(uses.map((use) => use.hostName))].join(", ");
  return new ServiceError("object-in-use", `"${name}" is used by ${hosts}. Take it out there first.`, {
    status: 409,
    params: { name, hosts },
  });
}

/** Two objects of one kind cannot share a name. */
export function nameTaken(name: string): ServiceError {
  return new ServiceError("name-taken", `"${name}" is already there. Choose another name.`, {
    status: 409,
    params: { name },
  });
}

/** The object is not there (any more). */
export function objectNotFound(): ServiceError {
  return new ServiceError("object-not-found", "This object is not there any more.", { status: 404 });
}
