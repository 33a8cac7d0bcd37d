import { db } from "@/lib/server/db/client";
import { authorise, type Context } from "../context";

/** The names of every service object, in order: for a choice of one. */
export async function listServiceNames(context: Context): Promise<readonly string[]> {
  authorise(context, "object.list");
  const rows = await db.serviceObject.findMany({ orderBy: { name: "asc" }, select: { name: true } });
  return rows.map(({ name }) => name);
}
