import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { auth } from "./auth";
import { type Actor, permissions } from "./can";

/** Who is signed in, or null. Asked once a request. For route handlers, which answer 401 themselves. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  // First: it tells a build that there is nothing to render now, before the database is opened.
  const requestHeaders = await headers();
  const session = await auth().api.getSession({ headers: requestHeaders });
  if (session === null) return null;
  const { id, name, permission } = session.user;
  const known = permissions.find((candidate) => candidate === permission);
  return known === undefined ? null : { id, name, permission: known };
});

/** Who is signed in; sends everybody else to the sign-in page. For pages and actions, outside of `try`. */
export async function requireActor(): Promise<Actor> {
  return (await currentActor()) ?? redirect("/sign-in");
}
