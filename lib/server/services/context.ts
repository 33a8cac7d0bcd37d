import { type Actor, can } from "@/lib/server/auth/can";
import { ServiceError } from "./service-error";

/** Who asks. Every verb takes one context and one input. */
export type Context = { readonly actor: Actor };

/** Throws `forbidden` unless the actor may do `verb` (noun.verb) to the object (an id, or `*`). */
export function authorise(context: Context, verb: string, object = "*"): void {
  if (can(context.actor, verb, object)) return;
  throw new ServiceError("forbidden", "Your account may look, but not do this. Ask an owner.", {
    status: 403,
    params: { verb },
  });
}
