import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { auth } from "./auth";
import { type Actor, permissions } from "./can";

/**
 * The session of a request. Once a day reading one also renews it; where the database takes no writes (locked, a full
 * disk) it is read as it stands, so that one can still look, and forms say what is wrong.
 */
async function readSession(requestHeaders: Headers) {
  try {
    return await auth().api.getSession({ headers: requestHeaders });
  } catch {
    return auth().api.getSession({ headers: requestHeaders, query: { disableRefresh: true } });
  }
}

/** Who is signed in, or null. Asked once a request. For route handlers, which answer 401 themselves. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  // First: it tells a build that there is nothing to render now, before the database is opened.
  return actorOf(await headers());
});

/** Who is signed in by these headers, or null. Asked anew each time: for streams, which outlive a session. */
export async function actorOf(requestHeaders: Headers): Promise<Actor | null> {
  const session = await readSession(requestHeaders);
  if (session === null) return null;
  const { id, name, permission } = session.user;
  const known = permissions.find((candidate) => candidate === permission);
  return known === undefined ? null : { id, name, permission: known };
}

/** Who is signed in; sends everybody else to the sign-in page. For pages and actions, outside of `try`. */
export async function requireActor(): Promise<Actor> {
  return (await currentActor()) ?? redirect("/sign-in");
}
